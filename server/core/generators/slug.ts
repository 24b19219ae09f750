import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** A label of RFC 1123 has at most 63 characters, a name of a Kubernetes object at most 253; a file name at most 255 with its prefix and suffix. */
const LABEL = 63;
const NAME = 200;

/**
 * A name of RFC 1123 from names of a workspace, one label for each, with a point between: fit for a file name and for an object.
 * Where a name had to be changed the slug ends in a digest of what was given, so that two names never become one.
 */
export function slugOf(...names: readonly string[]): string {
  const labels = names.map(labelOf);
  const slug = labels.join('.');
  const isExact = labels.every((label, index) => label === names[index]) && slug.length <= NAME;
  return isExact ? slug : `${slug.slice(0, NAME - 9).replace(/[.-]+$/, '')}-${digestOf(names)}`;
}

function labelOf(name: string): string {
  const label = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LABEL)
    .replace(/^-+|-+$/g, '');
  // A name that is a label already keeps its repeated dashes.
  return /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name) ? name : label === '' ? 'x' : label;
}

function digestOf(names: readonly string[]): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(names)))).slice(0, 8);
}
