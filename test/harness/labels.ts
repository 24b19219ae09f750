/** A text of one line with a label below it, under the first place of a word: for fixtures that a test puts together. */
export function under(line: string, word: string, message: string): string {
  const at = line.indexOf(word);
  if (at < 1 || line.trimEnd().includes('\n')) throw new Error(`"${word}" stands nowhere in one line after its first letter`);
  return `${line.trimEnd()}\n#${' '.repeat(at - 1)}${'^'.repeat(word.length)} ${message}\n`;
}
