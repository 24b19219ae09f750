import { ALIAS } from '../tree.js';
import { ANCHOR_NAME, CLASS, cursor, emit, input, isBlank, leave } from './state.js';

/** The node of the last anchor with a name, -1 while it is being read. */
export const anchors = new Map<string, number>();

/** The name behind `&` or `*` at the cursor. */
export function anchorName(): string {
  const bytes = input.bytes;
  const start = ++cursor.at;
  let at = start;
  while (((CLASS[bytes[at] as number] as number) & ANCHOR_NAME) !== 0) at++;
  cursor.at = at;
  if (at === start) leave('anchor');
  return input.text.slice(start, at);
}

/** An alias at the cursor. One that leads nowhere, or into the node that it stands in, is left to the library. */
export function alias(): void {
  const start = cursor.at;
  const name = anchorName();
  const end = cursor.at;
  const code = input.bytes[end];
  if (!isBlank(end) && code !== 44 && code !== 93 && code !== 125) leave('alias');
  const target = anchors.get(name);
  if (target === undefined || target < 0) leave('alias');
  emit(ALIAS, start, end, target);
}
