/** Nodes of one document that may come from aliases and merges. What exceeds these bounds is a bomb, not a manifest. */
export const MAX_ALIASED = 200_000;
/** Levels of collections in each other. */
export const MAX_DEPTH = 200;
/** Of longer strings only so many UTF-16 units are kept. */
export const MAX_STRING = 1 << 16;
/** Of the text behind an unknown value only so many. */
export const MAX_SOURCE = 200;
/** Pairs of equal keys of one document that are reported. */
export const MAX_REPEATS = 200;
/** UTF-16 units of a document that the library reads; it takes about a second for each million, and the fast reader has no such bound. */
export const MAX_LIBRARY = 8 << 20;
