import { readTree } from '../reader.js';
import { DOUBLE, SINGLE } from '../tree.js';
import type { Plain } from './edit.js';

/** What the text of a replacing edit says. `text` has quotes of its own only where they are part of the edit. */
export interface Scalar {
  readonly value: Exclude<Plain, object>;
  readonly text: string;
  readonly isQuoted: boolean;
}

/** Reads it; undefined for anything but one scalar on one line. It ends the life of the tree that was read before. */
export function scalarOf(text: string): Scalar | undefined {
  const { tree, errors } = readTree(`a: ${text}\n`);
  if (errors.length > 0 || tree.size !== 3 || /[\r\n]/.test(text)) return undefined;
  const kind = tree.kind(2);
  if (kind > DOUBLE || tree.start(2) !== 3 || tree.end(2) !== 3 + text.length) return undefined;
  const value = tree.scalarValue(2);
  if (value === undefined || typeof value === 'bigint') return undefined;
  return { value, text, isQuoted: kind === DOUBLE || kind === SINGLE };
}
