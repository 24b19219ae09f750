import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { addUp, type Weighed } from '../../../../server/core/inventory/reachability/combine.js';
import type { Match } from '../../../../server/core/inventory/selectors.js';

const MATCHES: readonly Match[] = ['yes', 'no', { unknown: 'why' }];
const PAIRS = MATCHES.flatMap((holds) => MATCHES.map((admits): Weighed<string> => ({ policy: 'p', holds, admits })));

/** Every way in which the unknown parts may be. */
function worlds(policies: readonly Weighed<string>[]): readonly (readonly (readonly [holds: boolean, admits: boolean])[])[] {
  const ways = (match: Match): readonly boolean[] => (typeof match === 'object' ? [true, false] : [match === 'yes']);
  const [first, ...rest] = policies;
  if (first === undefined) return [[]];
  return ways(first.holds).flatMap((holds) => ways(first.admits).flatMap((admits) => worlds(rest).map((world) => [[holds, admits] as const, ...world])));
}

suite('policies that add up', () => {
  test('say what is so in every way in which the unknown parts may be, and nothing else', () => {
    for (const policies of [[], ...PAIRS.map((one) => [one]), ...PAIRS.flatMap((one) => PAIRS.map((other) => [one, other]))]) {
      const open = new Set(worlds(policies).map((world) => !world.some(([holds]) => holds) || world.some(([holds, admits]) => holds && admits)));
      const expected = open.size > 1 ? 'unknown' : open.has(true) ? 'yes' : 'no';
      const found = addUp(policies);
      assert.equal(typeof found === 'object' ? 'unknown' : found, expected, JSON.stringify(policies));
    }
  });
});
