import { DEFAULT_REGISTRY } from '../../inventory/pods/images.js';

/**
 * A place of an allow list as a pattern of RE2 for the start of a full reference, without its anchors. Segments are compared whole, each as a glob, as
 * `liesBelow` does it: `*` and `?` never cross a slash.
 */
export function placePattern(place: string): string {
  const segments = place.split('/').filter((segment, index) => segment !== '' || index === 0);
  const first = segments[0] ?? '';
  const hasHost = /[.:*A-Z]/.test(first) || first === 'localhost';
  return (hasHost ? segments : [DEFAULT_REGISTRY, ...segments]).map(segmentPattern).join('/');
}

/** Every character but letters, digits, dashes and the like is escaped by its number: no text of a workspace can end the pattern or the string around it. */
function segmentPattern(segment: string): string {
  return [...segment].map(characterPattern).join('');
}

function characterPattern(character: string): string {
  if (character === '*') return '[^/]*';
  if (character === '?') return '[^/]';
  if (character === '.') return '[.]';
  return /^[\w:-]$/.test(character) ? character : `\\x{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
