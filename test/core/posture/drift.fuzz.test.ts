import assert from 'node:assert/strict';
import fc from 'fast-check';
import { suite, test } from 'mocha';
import { type SubjectState, verdictsOf } from '../../../server/core/posture/counts.js';
import { subjectOf } from '../../../server/core/posture/drift/snapshot.js';
import { add, compare } from '../../../server/core/posture/rational.js';
import type { TargetPosture } from '../../../server/core/posture/target.js';
import { PILLARS, type Rule, STAGES } from '../../../server/core/rules/rule.js';
import type { RuleResult } from '../../../server/core/rules/run.js';
import { baselineOf, baselineTextOf, driftBetween } from '../../harness/drift.js';
import { runs } from '../../harness/fuzz.js';
import { attestationOf, judgedOf, postureOf, ruleOf, type State } from '../../harness/posture.js';

/** States of the subjects `1`, `2`, … of each rule; undefined for a subject that is not there, and for a rule that is not. */
type World = readonly (readonly (State | undefined)[] | undefined)[];

const RULES: readonly Rule[] = Array.from({ length: 8 }, (_, index) =>
  ruleOf(`${PILLARS[index % 3] ?? 'user'}/${STAGES[index % 3] ?? 'initial'}/r${index}`, {
    absent: index % 2 === 0 ? 'not-applicable' : 'not-judged',
    attestable: `r${index}`,
    severity: index % 3 === 0 ? 'error' : 'warning',
  }),
);
const state = fc.constantFrom<State | undefined>('passed', 'passed', 'failed', 'masked', 'awaiting attestation', undefined);
const world: fc.Arbitrary<World> = fc.array(fc.option(fc.array(state, { maxLength: 4 }), { nil: undefined, freq: 8 }), {
  minLength: RULES.length,
  maxLength: RULES.length,
});

interface How {
  readonly attested?: readonly number[];
  readonly move?: string;
  readonly reversed?: boolean;
}

function judge(states: World, { attested = [], move, reversed = false }: How = {}): TargetPosture {
  const results = RULES.flatMap((rule, index): readonly RuleResult[] => {
    const mine = states[index];
    if (mine === undefined) return [];
    const judged = mine.flatMap((one, at) => (one === undefined ? [] : [judgedOf(rule, `${at + 1}`, one)]));
    const moved = move === undefined ? judged : judged.map((one) => ({ ...one, subject: { ...one.subject, at: { ...one.subject.at, doc: `${move}#7` } } }));
    return [{ rule, judged: reversed ? [...moved].reverse() : moved }];
  });
  const attestations = attested.length === 0 ? [] : [attestationOf(attested.map((index) => `r${index}`))];
  return postureOf(reversed ? [...results].reverse() : results, { attestations });
}

/** What counts: by rule and subject, with attested taken as passed. */
function statesOf(posture: TargetPosture): ReadonlyMap<string, SubjectState> {
  const counted = posture.rules.filter(({ standing }) => standing === 'counted');
  const entries = counted.flatMap((rule) =>
    verdictsOf(rule.result, rule.attestation).map((verdict) => [`${rule.rule.id} ${subjectOf(verdict)}`, verdict.state] as const),
  );
  return new Map(entries.map(([key, one]) => [key, one === 'attested' ? 'passed' : one]));
}

const attested = fc.array(fc.nat(RULES.length - 1), { maxLength: 3 });

suite('properties of drift', () => {
  test('a posture has not moved against its own baseline, read back from its file', () => {
    fc.assert(
      fc.property(world, attested, (states, on) => {
        const posture = judge(states, { attested: on });
        const { changes, score, worse } = driftBetween(posture, posture);
        assert.deepEqual([changes, worse, score.n], [[], [], 0n]);
      }),
      runs(200),
    );
  });

  test('each subject that changed is told once, and no other', () => {
    fc.assert(
      fc.property(world, world, attested, attested, (before, after, on, then) => {
        const [old, now] = [judge(before, { attested: on }), judge(after, { attested: then })];
        const [was, is] = [statesOf(old), statesOf(now)];
        const changed = [...new Set([...was.keys(), ...is.keys()])].filter((key) => was.get(key) !== is.get(key));
        const told = driftBetween(old, now).changes.map(({ rule, subject }) => `${rule} ${subject}`);
        assert.deepEqual([...told].sort(), changed.sort());
      }),
      runs(300),
    );
  });

  test('the score of the baseline and the change give the score, exactly', () => {
    fc.assert(
      fc.property(world, world, (before, after) => {
        const [old, now] = [judge(before), judge(after)];
        const { score, pillars } = driftBetween(old, now);
        assert.equal(compare(add(old.score.exact.score, score), now.score.exact.score), 0);
        for (const pillar of now.pillars) {
          const change = pillars.get(pillar.pillar);
          const from = old.pillars.find((one) => one.pillar === pillar.pillar);
          assert.ok(change !== undefined && from !== undefined);
          assert.equal(compare(add(from.exact.score, change), pillar.exact.score), 0);
        }
      }),
      runs(200),
    );
  });

  test('files and their order change neither a baseline nor drift', () => {
    fc.assert(
      fc.property(world, world, (before, after) => {
        assert.equal(baselineTextOf(judge(before, { move: 'elsewhere.yaml', reversed: true })), baselineTextOf(judge(before)));
        const [here, there] = [driftBetween(judge(before), judge(after)), driftBetween(judge(before), judge(after, { move: 'b.yaml', reversed: true }))];
        const told = ({ changes }: typeof here): unknown => changes.map(({ at: _, ...rest }) => rest);
        assert.deepEqual(told(there), told(here));
      }),
      runs(150),
    );
  });

  test('nothing is worse where subjects only came to pass, went, or came and passed', () => {
    const better = (one: State | undefined, pick: number): State | undefined => (pick % 3 === 0 ? 'passed' : one);
    fc.assert(
      fc.property(world, fc.array(fc.nat(), { minLength: 40, maxLength: 40 }), (before, picks) => {
        const known = before.map((states) => states ?? []);
        const after = known.map((states, rule) => states.map((one, at) => better(one, picks[rule * 4 + at] ?? 0)));
        assert.deepEqual(driftBetween(judge(known), judge(after)).worse, []);
      }),
      runs(200),
    );
  });

  test('a subject that passed and does not, while its rule counts, is worse', () => {
    fc.assert(
      fc.property(world, world, (before, after) => {
        const [old, now] = [judge(before), judge(after)];
        const counts = new Set([...now.rules.filter(({ standing }) => standing === 'counted').map(({ rule }) => rule.id)]);
        const is = statesOf(now);
        const lost = [...statesOf(old)].filter(
          ([key, one]) => one === 'passed' && is.has(key) && is.get(key) !== 'passed' && counts.has(key.split(' ')[0] ?? ''),
        );
        const worse = new Set(driftBetween(old, now).worse.map(({ rule, subject }) => `${rule} ${subject}`));
        for (const [key] of lost) assert.ok(worse.has(key), key);
      }),
      runs(300),
    );
  });

  test('a baseline keeps any name, and shows what cannot be seen', () => {
    const rule = ruleOf('data/initial/names');
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 20 }), { maxLength: 6 }), (names) => {
        const judged = names.map((name, index) => judgedOf(rule, name, index % 2 === 0 ? 'passed' : 'failed', [`${index}`]));
        const posture = postureOf([{ rule, judged }]);
        const text = baselineTextOf(posture);
        assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        const recorded = baselineOf(posture).rules.get('names');
        const back = [...(recorded?.passed ?? []), ...(recorded?.failed ?? []).map(({ subject }) => subject)];
        assert.deepEqual([...back].sort(), judged.map(({ subject }) => subject.id).sort());
      }),
      runs(300),
    );
  });
});
