import type { Flags } from '../../inventory/control-plane/program-flags.js';
import { edit, type Fix, remove, replace, set } from '../rule.js';

/** A fix that sets a flag of a program, where the text shows how. What is refused afterwards is for the caller to know: it restricts. */
export function flagFix(title: string, flags: Flags, name: string, value: string): readonly Fix[] {
  const change = flags.change(name, value);
  if (change === undefined) return [];
  return [edit(title, 'restricts', 'text' in change ? replace(change.at, change.text) : set(change.parent, change.path, change.value))];
}

/** A fix that takes a flag out, each time that it is given. */
export function removeFlag(title: string, flags: Flags, name: string): readonly Fix[] {
  const [first, ...others] = flags.parts(name).map(remove);
  return first === undefined ? [] : [edit(title, 'restricts', first, ...others)];
}
