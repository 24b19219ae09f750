import { plainKey } from '../scalars.js';
import { copyString } from '../text.js';
import { ALIAS, DECODE, doubleOrSingle, KEY, KIND, LIST, MAP, MERGE, Names, PLAIN, STRIDE } from '../tree.js';
import { emit, input, leave, output, token } from './state.js';

/** Above this many different keys all are forgotten, so that a hostile workspace cannot fill the memory. */
const MAX_NAMES = 1 << 16;
const MAX_PROBES = 32;

// A hash table from the bytes of an ASCII key, as written, to the id of its name. The arrays beside it hold one entry for each known key.
let slots = new Int32Array(1 << 13).fill(-1);
let hashes = new Int32Array(1 << 10);
let offsets = new Int32Array(1 << 10);
let lengths = new Int32Array(1 << 10);
let ids = new Int32Array(1 << 10);
let pool = new Uint8Array(1 << 14);
let count = 0;
let poolTop = 0;

// For each name the last key node of that name in this chunk, and what to restore when its map ends: pairs of name and node.
let seen = new Int32Array(1 << 10);
let undo = new Int32Array(1 << 10);
let undoTop = 0;

/** Before a chunk. Trees that are still in use keep the names that they know. */
export function startKeys(): void {
  undoTop = 0;
  if (output.names.list.length <= MAX_NAMES) return;
  output.names = new Names();
  slots = new Int32Array(1 << 13).fill(-1);
  seen = new Int32Array(1 << 10);
  count = 0;
  poolTop = 0;
}

/** Before the first key of a map: what `endMap` needs to know. */
export function startMap(): number {
  return undoTop;
}

export function endMap(map: number, mark: number): void {
  forget(mark);
  output.nodes[map * STRIDE + 3] = output.size;
}

/** Restores what was seen before a map, also when the chunk is left in its middle. */
export function forget(mark: number): void {
  while (undoTop > mark) {
    undoTop -= 2;
    seen[undo[undoTop] as number] = undo[undoTop + 1] as number;
  }
}

/** Writes the scanned key of a map; true for a merge key. */
export function writeKey(map: number): boolean {
  const id = intern();
  const start = token.start;
  if (token.kind === PLAIN && token.end - start === 2 && input.bytes[start] === 60 && input.bytes[start + 1] === 60) {
    emit(PLAIN | KEY | MERGE, start, token.end, id);
    return true;
  }
  if (id >= seen.length) seen = grown(seen, id + 1);
  if (undoTop + 2 > undo.length) undo = grown(undo, undoTop + 2);
  const before = seen[id] as number;
  // Nodes of this map stand after it; what stands before it belongs to others.
  if (before > map) output.repeats.push(output.size, before);
  undo[undoTop] = id;
  undo[undoTop + 1] = before;
  undoTop += 2;
  seen[id] = output.size;
  emit(token.kind | KEY | token.flags, start, token.end, id);
  return false;
}

/** The name id of the scanned key. */
function intern(): number {
  if ((token.flags & DECODE) !== 0) return output.names.id(doubleOrSingle(token.kind, input.text.slice(token.start, token.end)));
  const isQuoted = token.kind !== PLAIN;
  const start = isQuoted ? token.start + 1 : token.start;
  const end = isQuoted ? token.end - 1 : token.end;
  const length = end - start;
  const bytes = input.bytes;
  // A plain and a quoted key of the same text may have different names.
  const hash = isQuoted ? token.hash ^ 0x5bd1e995 : token.hash;
  const mask = slots.length - 1;
  let slot = (hash ^ (hash >>> 15)) & mask;
  let probes = 0;
  for (;;) {
    const entry = slots[slot] as number;
    // Of many keys with one hash only the Map of the names knows the last ones.
    if (entry < 0 || ++probes > MAX_PROBES) break;
    if (hashes[entry] === hash && lengths[entry] === length) {
      const offset = offsets[entry] as number;
      let at = 0;
      while (at < length && pool[offset + at] === bytes[start + at]) at++;
      if (at === length) return ids[entry] as number;
    }
    slot = (slot + 1) & mask;
  }
  const written = input.text.slice(start, end);
  const name = isQuoted ? written : plainKey(written);
  if (name === undefined) return leave('key');
  const id = output.names.id(copyString(name));
  if (probes <= MAX_PROBES && isAscii(start, end)) addEntry(hash, slot, start, length, id);
  return id;
}

function isAscii(start: number, end: number): boolean {
  for (let at = start; at < end; at++) if ((input.bytes[at] as number) >= 128) return false;
  return true;
}

function addEntry(hash: number, slot: number, start: number, length: number, id: number): void {
  if (count === hashes.length) {
    hashes = grown(hashes, count + 1);
    offsets = grown(offsets, count + 1);
    lengths = grown(lengths, count + 1);
    ids = grown(ids, count + 1);
  }
  if (poolTop + length > pool.length) {
    const larger = new Uint8Array((poolTop + length) * 2);
    larger.set(pool);
    pool = larger;
  }
  pool.set(input.bytes.subarray(start, start + length), poolTop);
  hashes[count] = hash;
  offsets[count] = poolTop;
  lengths[count] = length;
  ids[count] = id;
  poolTop += length;
  slots[slot] = count++;
  if (count * 2 > slots.length) rehash();
}

function rehash(): void {
  slots = new Int32Array(slots.length * 4).fill(-1);
  const mask = slots.length - 1;
  for (let entry = 0; entry < count; entry++) {
    const hash = hashes[entry] as number;
    let slot = (hash ^ (hash >>> 15)) & mask;
    while ((slots[slot] as number) >= 0) slot = (slot + 1) & mask;
    slots[slot] = entry;
  }
}

function grown(array: Int32Array, least: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(array.length * 2, least));
  larger.set(array);
  return larger;
}

/** The cluster merges maps, aliases of maps, and lists of these; anything else is an error there. */
export function checkMerge(value: number): void {
  const nodes = output.nodes;
  const kindOf = (node: number): number => (nodes[node * STRIDE] as number) & KIND;
  const afterOf = (node: number): number => nodes[node * STRIDE + 3] as number;
  const isSource = (node: number): boolean => kindOf(node) === MAP || (kindOf(node) === ALIAS && kindOf(afterOf(node)) === MAP);
  if (kindOf(value) !== LIST) {
    if (!isSource(value)) leave('merge');
    return;
  }
  for (let item = value + 1; item < afterOf(value); item = kindOf(item) >= MAP ? afterOf(item) : item + 1) if (!isSource(item)) leave('merge');
}
