/** Control, format and bidi characters, and those that look like nothing: a terminal must never obey a name. */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb]|[\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;

/** Text from a workspace as a terminal may show it: what is not plainly visible becomes `\u{…}`. The one escape for text reports. */
export function visible(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** A line of source for a text report: tabs become one space each, so that carets stay under their place. */
export function visibleLine(line: string): string {
  return visible(line.replace(/\t/g, ' '));
}
