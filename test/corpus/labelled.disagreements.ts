/** Cases in which our rule says otherwise than the corpus, by id, with the reason. */
export const DISAGREEMENTS: ReadonlyMap<string, string> = new Map([
]);
