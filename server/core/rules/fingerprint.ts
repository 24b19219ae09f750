import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Subject } from '../inventory/subject.js';

/**
 * Names a finding wherever its file lies and whatever stands above it: the first 32 hex digits of SHA-256 over rule, subject id and pointer.
 * @param pointer the finding's; what it shares with its subject's own pointer is left out.
 */
export function fingerprint(rule: string, subject: Subject, pointer: string): string {
  const own = subject.pointer !== '' && pointer.startsWith(subject.pointer) ? pointer.slice(subject.pointer.length) : pointer;
  const hash = sha256(utf8ToBytes([rule, subject.id, own].join('\u0000')));
  // Joined at once: a text that grows by two digits at a time is kept as a tree of its parts, ten times as large.
  return Array.from(hash.subarray(0, 16), (byte) => HEX[byte]).join('');
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
