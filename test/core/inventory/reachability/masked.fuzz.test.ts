import assert from 'node:assert/strict';
import fc from 'fast-check';
import { suite, test } from 'mocha';
import type { Inventory } from '../../../../server/core/inventory/inventory.js';
import type { Reach } from '../../../../server/core/inventory/reachability/reach.js';
import { reach } from '../../../../server/core/inventory/reachability/reachability.js';
import { runs } from '../../../harness/fuzz.js';
import { filesOf, inventoryOf } from '../../../harness/rules.js';
import type { Target } from './naive.js';
import { manifestsOf, target } from './targets.js';

const MASK = '$' + '{X}';

/** The manifests with one value replaced by a substitution: any scalar, list or map but the identity of an object. */
function masked(manifests: string, pick: number): { readonly text: string; readonly where: string } | undefined {
  const objects = manifests.split('---\n').map((text) => JSON.parse(text) as Tree);
  // Policies have the most forms.
  const spots = objects.flatMap((object, index) => Array.from({ length: isPolicy(object) ? 4 : 1 }, () => spotsOf(object, [String(index)])).flat());
  const spot = spots[pick % Math.max(1, spots.length)];
  if (spot === undefined) return undefined;
  spot.parent[spot.key] = MASK;
  return { text: objects.map((object) => `${JSON.stringify(object)}\n`).join('---\n'), where: spot.path.join('/') };
}

function isPolicy({ kind }: Tree): boolean {
  return kind !== 'Pod' && kind !== 'Service' && kind !== 'Namespace';
}

interface Tree {
  [key: string]: unknown;
}

const IDENTITY = new Set(['apiVersion', 'kind', 'name', 'namespace', 'metadata']);

function spotsOf(tree: Tree, path: readonly string[]): readonly { readonly parent: Tree; readonly key: string; readonly path: readonly string[] }[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const below = typeof value === 'object' && value !== null ? spotsOf(value as Tree, [...path, key]) : [];
    const isIdentity = path.length < 3 && IDENTITY.has(key);
    return isIdentity ? below : [{ parent: tree, key, path: [...path, key] }, ...below];
  });
}

function answers(inventory: Inventory, all: Target): ReadonlyMap<string, Reach> {
  const named = new Map(inventory.workloads().map((one) => [one.name, one]));
  const found = new Map<string, Reach>();
  for (const to of all.workloads) {
    for (const port of to.ports) {
      for (const caller of [...all.workloads.map(({ name }) => name), 'outside']) {
        const [workload, from] = [named.get(to.name), named.get(caller)];
        if (workload === undefined) continue;
        const listener = { workload, port: port.containerPort, protocol: port.protocol === 'UDP' ? 'UDP' : 'TCP' } as const;
        const answer = reach(inventory, from === undefined ? { kind: 'outside', via: 'x' } : { kind: 'workload', workload: from }, listener);
        found.set(`${caller} ${to.name}:${port.containerPort}`, answer);
      }
    }
  }
  return found;
}

suite('reachability of what is masked', () => {
  test('may become unknown, never another answer', () => {
    let [same, unknown] = [0, 0];
    fc.assert(
      fc.property(target, fc.nat(), (all, pick) => {
        const whole = manifestsOf(all);
        const part = masked(whole, pick);
        if (part === undefined) return;
        const [before, after] = [whole, part.text].map((text) => answers(inventoryOf(filesOf({ source: { 'all.yaml': text } })), all));
        for (const [key, { match, identity, named, encryption, steps }] of before ?? []) {
          const other = after?.get(key);
          assert.ok(other !== undefined, key);
          const shown: string = `${key}, ${part.where} is masked: ${JSON.stringify(other.steps.map(({ says }) => says))} was ${JSON.stringify(steps.map(({ says }) => says))}`;
          if (typeof other.match === 'object') unknown++;
          else {
            same++;
            if (typeof match === 'string') assert.equal(other.match, match, shown);
          }
          if (other.identity.kind !== 'unknown' && identity.kind !== 'unknown') assert.deepEqual(other.identity, identity, shown);
          if (typeof other.encryption === 'string' && typeof encryption === 'string') assert.equal(other.encryption, encryption, shown);
          if (typeof other.named === 'string' && typeof named === 'string' && other.match === 'yes') assert.equal(other.named, named, shown);
          // What was not known is not known better with less.
          if (typeof match === 'object') assert.equal(typeof other.match, 'object', shown);
        }
      }),
      runs(250),
    );
    assert.ok(same > 500 && unknown > 50, `${same} the same, ${unknown} unknown`);
  });
});
