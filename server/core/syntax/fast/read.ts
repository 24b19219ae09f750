import type { Tree } from '../tree.js';
import { anchors } from './anchors.js';
import { forget, startKeys } from './keys.js';
import { cursor, input, LEAVE, left, load, output, type Reason } from './state.js';
import { document } from './structure.js';

/** Buffers that a huge chunk made this large are not kept. */
const KEEP = 1 << 22;

/**
 * Reads one chunk, in one pass, when it holds only the YAML that manifests really use. False: the chunk has something that this reader does not know for sure
 * (tags, tabs, odd shapes, every error, what the library and the cluster read differently), and the library must read it.
 * The tree is filled anew at every call.
 */
export function readFast(chunk: string, tree: Tree): boolean {
  load(chunk);
  startKeys();
  anchors.clear();
  cursor.at = 0;
  cursor.column = 0;
  cursor.ended = false;
  output.nodes = tree.nodes;
  output.size = 0;
  output.stop = 0;
  output.repeats = [];
  left.reason = '';
  const taken = isTaken();
  tree.text = chunk;
  tree.nodes = output.nodes.length > KEEP && !taken ? new Int32Array(1 << 12) : output.nodes;
  tree.size = taken ? output.size : 0;
  tree.names = output.names;
  tree.repeats = taken ? output.repeats : [];
  tree.decoded = undefined;
  tree.tagged = undefined;
  input.text = '';
  if (input.bytes.length > KEEP) input.bytes = new Uint8Array(1 << 16);
  return taken;
}

/** Why the last chunk was left to the library. */
export function whyLeft(): Reason {
  return left.reason;
}

function isTaken(): boolean {
  try {
    document();
    return true;
  } catch (error) {
    if (error !== LEAVE) throw error;
    return false;
  } finally {
    forget(0);
  }
}
