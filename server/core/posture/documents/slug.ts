import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

const LONGEST = 100;

/** A text as the name of a document and of its file. One that had to be changed ends in a digest of what it was, so that two texts never share a slug. */
export function documentSlug(text: string): string {
  const slug = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replace(/^-+|-+$/g, '');
  if (slug === text && slug !== '') return slug;
  const digest = bytesToHex(sha256(utf8ToBytes(text))).slice(0, 8);
  return slug === '' ? `all-${digest}` : `${slug}-${digest}`;
}
