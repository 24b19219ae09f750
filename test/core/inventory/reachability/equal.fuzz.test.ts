import assert from 'node:assert/strict';
import fc from 'fast-check';
import { suite, test } from 'mocha';
import { reach } from '../../../../server/core/inventory/reachability/reachability.js';
import { runs } from '../../../harness/fuzz.js';
import { filesOf, inventoryOf } from '../../../harness/rules.js';
import { type Answer, type Ask, answer, type Caller, type Target, type Workload } from './naive.js';
import { manifestsOf, target } from './targets.js';

const MOST_WORLDS = 3000;

/** The answers for every way in which the oracle may answer; undefined where there are too many. */
function everyAnswer(all: Target, caller: Caller, to: Workload, port: Workload['ports'][number]): readonly Answer[] | undefined {
  const found: Answer[] = [];
  const pending: ReadonlyMap<string, number>[] = [new Map()];
  for (let said = pending.pop(); said !== undefined; said = pending.pop()) {
    const known = new Map(said);
    const ask: Ask = (question, answers) => {
      const own = known.get(question);
      if (own !== undefined) return own;
      for (let other = 1; other < answers; other++) pending.push(new Map([...known, [question, other]]));
      known.set(question, 0);
      return 0;
    };
    found.push(answer(all, caller, to, port, ask));
    if (found.length > MOST_WORLDS) return undefined;
  }
  return found;
}

function summed(answers: readonly Answer[]): { readonly match: string; readonly seen: string } {
  const allowed = new Set(answers.map((one) => one.allowed));
  const seen = new Set(answers.map((one) => (one.seen === 'anonymous' ? 'anonymous' : `${one.seen.namespace}/${one.seen.account}`)));
  return { match: allowed.size > 1 ? 'unknown' : allowed.has(true) ? 'yes' : 'no', seen: seen.size > 1 ? 'unknown' : [...seen].join() };
}

suite('reachability', () => {
  test('is what a naive evaluator finds, whatever is in no file', () => {
    const counts = new Map<string, number>();
    fc.assert(
      fc.property(target, (all) => {
        const inventory = inventoryOf(filesOf({ source: { 'all.yaml': manifestsOf(all) } }));
        const named = new Map(inventory.workloads().map((one) => [one.name, one]));
        for (const to of all.workloads) {
          for (const port of to.ports) {
            for (const caller of [...all.workloads, 'outside'] as const) {
              const answers = everyAnswer(all, caller, to, port);
              const [workload, from] = [named.get(to.name), caller === 'outside' ? undefined : named.get(caller.name)];
              if (answers === undefined || workload === undefined) continue;
              const expected = summed(answers);
              const listener = { workload, port: port.containerPort, protocol: port.protocol === 'UDP' ? 'UDP' : 'TCP' } as const;
              const found = reach(inventory, from === undefined ? { kind: 'outside', via: 'x' } : { kind: 'workload', workload: from }, listener);
              const match = typeof found.match === 'string' ? found.match : 'unknown';
              const seen = found.identity.kind === 'principal' ? `${found.identity.namespace}/${found.identity.account}` : found.identity.kind;
              counts.set(match, (counts.get(match) ?? 0) + 1);
              const shown = () =>
                `${caller === 'outside' ? caller : caller.name} -> ${to.name}:${port.containerPort}/${port.protocol}\n${JSON.stringify(
                  found.steps.map(({ stage, match: one, says }) => [stage, one, says]),
                  undefined,
                  1,
                )}`;
              assert.equal(seen, expected.seen, shown());
              // As whom a caller is seen is one question that many fields ask: there the product may know less, never other.
              if (expected.seen === 'unknown' && match === 'unknown') continue;
              if (match !== expected.match) assert.equal(match, expected.match, shown());
            }
          }
        }
      }),
      runs(300),
    );
    for (const match of ['yes', 'no', 'unknown']) assert.ok((counts.get(match) ?? 0) > 40, `${match}: ${JSON.stringify([...counts])}`);
  });
});
