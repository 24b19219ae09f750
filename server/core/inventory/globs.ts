/** Whether a glob fits a whole text: `*` stands for any characters, `?` for one. Its time grows with the product of both lengths at most. */
export function matchesGlob(glob: string, text: string): boolean {
  let at = 0;
  let read = 0;
  let star = -1;
  let mark = 0;
  while (read < text.length) {
    const wanted = glob[at];
    if (wanted === '*') {
      star = at++;
      mark = read;
    } else if (wanted === '?' || wanted === text[read]) {
      at++;
      read++;
    } else if (star >= 0) {
      at = star + 1;
      read = ++mark;
    } else return false;
  }
  while (glob[at] === '*') at++;
  return at === glob.length;
}
