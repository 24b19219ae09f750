/** The documents of a text, without comments before them. */
export function documentsOf(text: string): readonly string[] {
  return text
    .split(/^---\n/m)
    .map((part) => part.replace(/^(?:#.*\n|\n)+/, ''))
    .filter((part) => part.trim() !== '');
}
