import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Subject } from '../inventory/subject.js';

/**
 * Names a finding wherever its file lies and whatever stands above it: the first 32 hex digits of SHA-256 over rule, subject id and pointer.
 * @param pointer the finding's; what it shares with its subject's own pointer is left out.
 */
export function fingerprint(rule: string, subject: Subject, pointer: string): string {
  const own = subject.pointer !== '' && pointer.startsWith(subject.pointer) ? pointer.slice(subject.pointer.length) : pointer;
  return bytesToHex(sha256(utf8ToBytes([rule, subject.id, own].join('\u0000')))).slice(0, 32);
}
