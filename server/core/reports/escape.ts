/**
 * Control, format and bidi characters, and those that look like nothing: a terminal must never obey a name. So is the bracket of `##[`, which the runner of
 * GitHub Actions takes for a command anywhere in a line (actions/runner, ActionCommand.TryParse).
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?<=##)\[/gu;

/** Text from a workspace as a terminal may show it: what is not plainly visible becomes `\u{…}`. The one escape for text reports. */
export function visible(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** A line of source for a text report: tabs become one space each, so that carets stay under their place. */
export function visibleLine(line: string): string {
  return visible(line.replace(/\t/g, ' '));
}

/** A line of source for a diff: tabs stay, so that `git apply` and `patch` find the line. */
export function visibleDiffLine(line: string): string {
  return line.split('\t').map(visible).join('\t');
}

/** Text of a workspace as character data or attribute value of XML 1.0: what XML cannot hold (section 2.2) is shown, never written. */
export function xmlText(text: string): string {
  return visible(text)
    .replace(/[\p{Cs}\ufffe\uffff]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * Text of a workspace as plain words of GitHub's Markdown, in a table cell too: no mark, no HTML, no link, no emoji, no mention. A backslash before ASCII punctuation
 * is the character itself (CommonMark 0.31, 2.4). Addresses are links by themselves (GFM 0.29, 6.9), and `@` and `#` are read again after rendering: a comment
 * behind them shows as nothing and parts them from what follows. Marks of blocks mean nothing here, since the text never begins a line.
 */
export function markdownText(text: string): string {
  return visible(text)
    .replace(/[\\`*_[\]|~$]/g, '\\$&')
    .replace(/:(?=\/\/|[\w+-]+:)/g, '\\:')
    .replace(/(?<=www)\./gi, '\\.')
    .replace(/[&<>]/g, (character) => (character === '&' ? '&amp;' : character === '<' ? '&lt;' : '&gt;'))
    .replace(/[@#]/g, '$&<!-- -->');
}

/** The message of a workflow command of GitHub Actions: `%`, CR and LF (actions/toolkit, `escapeData`); other controls are shown. */
export function commandData(text: string): string {
  return visible(text).replaceAll('%', '%25');
}

/** A property of a workflow command: `:` and `,` besides (actions/toolkit, `escapeProperty`). */
export function commandProperty(text: string): string {
  return commandData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** A value as JSON that a terminal or a log may show: what is not plainly visible is escaped, so that it reads back as it was. */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(UNSAFE, (character) =>
    character === '\n' ? character : [...Array(character.length).keys()].map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  );
}
