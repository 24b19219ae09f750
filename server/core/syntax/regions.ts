import type { Mask } from './mask.js';
import type { Span } from './place.js';

/**
 * Where a template's conditions and loops decide whether text is there, as starts and ends in turn, in order and apart from each other.
 * A region around the whole content of the document does not count: then either all of it is there, or none.
 */
export function regionsOf(masks: readonly Mask[], root: Span, length: number): readonly number[] {
  const regions: Span[] = [];
  const opened: Opened[] = [];
  const add = ({ start, always }: Opened, end: number): void => {
    if (start < end && (always || start > root.start || end < root.end)) regions.push({ start, end });
  };
  for (const mask of masks) {
    if (mask.control === undefined) continue;
    // An end or else without its beginning belongs to an action in a document above.
    if (mask.control === 'else' || mask.control === 'close') add(opened.pop() ?? { start: 0, always: false }, mask.start);
    if (mask.control !== 'close') opened.push({ start: mask.end, always: mask.control === 'define' });
  }
  for (const one of opened) add(one, length);
  return merged(regions);
}

interface Opened {
  readonly start: number;
  /** The body of a definition is not part of the document, even when nothing else is. */
  readonly always: boolean;
}

function merged(regions: Span[]): readonly number[] {
  regions.sort((a, b) => a.start - b.start);
  const bounds: number[] = [];
  for (const { start, end } of regions) {
    const last = bounds.length - 1;
    if (last >= 0 && (bounds[last] ?? 0) >= start) bounds[last] = Math.max(bounds[last] ?? 0, end);
    else bounds.push(start, end);
  }
  return bounds;
}
