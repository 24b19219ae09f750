import { OVERLAP, refuse } from './refusal.js';
import type { Resolved } from './resolve.js';

/** The places that edits change: none twice, and none inside of another. */
export class Places {
  private readonly changes = new Map<string, string>();
  private readonly around = new Map<string, 'map' | 'list'>();

  /** Gives the edits without those that are already there; refuses when one overlaps. */
  add(edits: readonly Resolved[]): readonly Resolved[] {
    const changes = new Map<string, string>();
    const fresh = edits.filter((edit) => {
      if (edit.op === 'set' && edit.isThere) return false;
      const name = edit.name.join('\0');
      const change = changeOf(edit);
      const before = this.changes.get(name) ?? changes.get(name);
      if (before === change) return false;
      if (before !== undefined || this.around.has(name) || prefixes(edit.name).some((outer) => this.changes.has(outer) || changes.has(outer))) refuse(OVERLAP);
      if ([...changes.keys()].some((other) => other.startsWith(`${name}\0`))) refuse(OVERLAP);
      if (edit.name.some((step, depth) => (this.around.get(edit.name.slice(0, depth).join('\0')) ?? kindOf(step)) !== kindOf(step))) refuse(OVERLAP);
      changes.set(name, change);
      return true;
    });
    for (const edit of fresh) {
      this.changes.set(edit.name.join('\0'), changeOf(edit));
      for (const [depth, step] of edit.name.entries()) this.around.set(edit.name.slice(0, depth).join('\0'), kindOf(step));
    }
    return fresh;
  }
}

/** What a step of a name lies in: two edits may not make a map and a list of one value. */
function kindOf(step: string): 'map' | 'list' {
  return step.startsWith('/') ? 'map' : 'list';
}

function changeOf(edit: Resolved): string {
  if (edit.op === 'remove') return 'remove';
  return JSON.stringify(edit.op === 'set' ? edit.value : edit.scalar.value);
}

function prefixes(name: readonly string[]): readonly string[] {
  return name.slice(1).map((_, index) => name.slice(0, index + 1).join('\0'));
}
