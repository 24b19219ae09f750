/** Between two steps of a generator at most this many objects are looked at. */
const SLICE = 256;

/** Does something for each item, and lets the driver pause now and then. */
export function* inSlices<T>(items: Iterable<T>, visit: (item: T) => void): Generator<undefined, void> {
  let count = 0;
  for (const item of items) {
    visit(item);
    if (++count % SLICE === 0) yield;
  }
}
