/** Control, format and bidi characters, and those that look like nothing: a terminal must never obey a name. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Text from a workspace as a terminal may show it: what is not plainly visible becomes `\u{…}`. The one escape for text reports. */
export function visible(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** A line of source for a text report: tabs become one space each, so that carets stay under their place. */
export function visibleLine(line: string): string {
  return visible(line.replace(/\t/g, ' '));
}
