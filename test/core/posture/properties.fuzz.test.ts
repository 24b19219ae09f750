import assert from 'node:assert/strict';
import fc from 'fast-check';
import { suite, test } from 'mocha';
import type { Waiver } from '../../../server/core/posture/documents/kinds.js';
import { compare } from '../../../server/core/posture/rational.js';
import { compareLevels } from '../../../server/core/posture/score.js';
import type { TargetPosture } from '../../../server/core/posture/target.js';
import { PILLARS, type Rule, STAGES } from '../../../server/core/rules/rule.js';
import type { RuleResult } from '../../../server/core/rules/run.js';
import { runs } from '../../harness/fuzz.js';
import { attestationOf, fingerprintOf, gateOf, idOf, judgedOf, postureOf, ruleOf, type State, waiverOf } from '../../harness/posture.js';

/** A rule and what it says of its subjects, as the states of subjects `1`, `2`, … */
interface Case {
  readonly rule: Rule;
  readonly states: readonly State[];
}

interface World {
  readonly cases: readonly Case[];
  readonly attested: readonly string[];
  readonly waivers: readonly Waiver[];
  readonly raised: readonly string[];
}

// Few pillars and subjects, so that stages are reached often and rules share subjects.
const state: fc.Arbitrary<State> = fc.oneof(
  { weight: 6, arbitrary: fc.constant('passed') },
  { weight: 1, arbitrary: fc.constantFrom('failed', 'set by a template', 'awaiting attestation') },
);

const cases: fc.Arbitrary<readonly Case[]> = fc
  .array(
    fc.record({
      pillar: fc.constantFrom(...PILLARS),
      stage: fc.constantFrom(...STAGES),
      severity: fc.constantFrom('error', 'warning', 'warning', 'info'),
      absent: fc.constantFrom('not-applicable', 'not-judged'),
      attested: fc.boolean(),
      states: fc.array(state, { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 24 },
  )
  .map((list) =>
    list.map(({ pillar, stage, severity, absent, attested, states }, index) => {
      const judgedBy = attested && states.length === 0 ? ('attestation' as const) : ('files' as const);
      return { rule: ruleOf(`${pillar}/${stage}/r${index}`, { severity, absent, judgedBy, attestable: `r${index}` }), states };
    }),
  );

const world: fc.Arbitrary<World> = cases.chain((list) => {
  const id = fc.constantFrom(...list.map(({ rule }) => rule.id));
  const subject = fc.constantFrom('1', '2', '3', '4');
  const waiver = fc.oneof(
    fc.tuple(id, subject).map(([rule, name]) => waiverOf({ fingerprint: fingerprintOf(rule, name) })),
    fc.tuple(id, subject).map(([rule, name]) => waiverOf({ subject: idOf(name), rule })),
    subject.map((name) => waiverOf({ subject: idOf(name) })),
  );
  return fc.record({
    cases: fc.constant(list),
    attested: fc.array(id, { maxLength: 4 }),
    waivers: fc.array(waiver, { maxLength: 6 }),
    raised: fc.array(id, { maxLength: 2 }),
  });
});

suite('properties of the posture', () => {
  changes('failed -> passed and unknown -> passed lower nothing', (old) => (old === 'passed' ? undefined : 'passed'), -1);
  changes('passed -> unknown and failed -> unknown raise nothing', (old) => (old === 'passed' || old === 'failed' ? 'set by a template' : undefined), 1);

  test('a rule of which nothing was in sight and that is attested lowers nothing', () => {
    fc.assert(
      fc.property(world, fc.nat(), (before, pick) => {
        const { rule } = before.cases[pick % before.cases.length] ?? {};
        const after = { ...before, attested: [...before.attested, rule?.id ?? ''] };
        assertOrder(before, after, -1);
      }),
      runs(300),
    );
  });

  test('a passing subject more, of a rule that has one, raises no level and no gate', () => {
    fc.assert(
      fc.property(world, fc.nat(), (before, pick) => {
        const having = before.cases.filter(({ states }) => states.length > 0);
        const chosen = having[pick % having.length];
        if (chosen === undefined) return;
        const after = { ...before, cases: before.cases.map((one) => (one === chosen ? { ...one, states: [...one.states, 'passed'] } : one)) };
        const [old, now] = [judge(before), judge(after)];
        for (const [index, pillar] of now.pillars.entries()) {
          const level = old.pillars[index]?.level ?? 'not-judged';
          // Where nothing at all was judged, a subject that passes is the first to say something: it may show the pillar as judged.
          if (level !== 'not-judged') assert.ok(compareLevels(pillar.level, level) <= 0, pillar.pillar);
        }
        for (const impactLevel of ['IL2', 'IL4'] as const) assert.ok(gateOf(old, { impactLevel }).passed || !gateOf(now, { impactLevel }).passed);
      }),
      runs(500),
    );
  });

  test('waivers move the gate, and only upwards', () => {
    fc.assert(
      fc.property(world, (one) => {
        const posture = judge(one);
        const before = JSON.stringify(posture, bigText);
        for (const impactLevel of [undefined, 'IL2', 'IL4'] as const) {
          const [without, result] = [gateOf(posture, { impactLevel }), gateOf(posture, { impactLevel, waivers: one.waivers })];
          assert.ok(result.passed || !without.passed);
          assert.deepEqual([result.withoutWaivers.passed, result.withoutWaivers.blockers], [without.passed, without.blockers.length]);
          if (result.passed && !without.passed) assert.ok(result.waived.uses.some(({ state: use }) => use === 'used'));
          assert.ok(result.blockers.every(({ kind, failed, waived, unknown }) => (kind === 'failed' ? failed > waived : unknown > 0)));
        }
        assert.equal(JSON.stringify(posture, bigText), before);
      }),
      runs(300),
    );
  });

  test('a gate never passes over a failed or unknown subject of an error, and IL4 over no required one below Optimal', () => {
    fc.assert(
      fc.property(world, (one) => {
        const posture = judge(one);
        const errors = posture.rules.filter(({ severity, unseen, failed, unknown }) => severity === 'error' && !unseen && failed + unknown > 0);
        const required = posture.rules.filter(({ rule, failed, unknown }) => rule.severity !== 'info' && rule.stage !== 'optimal' && failed + unknown > 0);
        const unseen = posture.rules.filter((rule) => rule.severity === 'error' && rule.unseen);
        const low = posture.pillars.filter(({ level }) => level === 'not-judged' || level === 'traditional');
        assert.equal(gateOf(posture).passed, errors.length === 0);
        assert.equal(gateOf(posture, { impactLevel: 'IL4' }).passed, errors.length + required.length + unseen.length + low.length === 0);
      }),
      runs(500),
    );
  });

  test('scores lie between 0 and their ceiling, and the ceiling at 100 at most', () => {
    fc.assert(
      fc.property(world, (one) => {
        const posture = judge(one);
        for (const { score, ceiling, measured, attested } of [posture.score, ...posture.pillars]) {
          assert.ok(score >= 0 && score <= ceiling && ceiling <= 100);
          assert.ok(measured >= 0 && attested >= 0 && measured + attested === score);
        }
      }),
      runs(300),
    );
  });
});

/** A property of one subject that changes: nothing may rise (`-1` forbids falling) in score, levels and gate. */
function changes(title: string, change: (old: State) => State | undefined, forbidden: -1 | 1): void {
  test(title, () => {
    fc.assert(
      fc.property(world, fc.nat(), (before, pick) => {
        const movable = before.cases.flatMap(({ states }, at) => states.flatMap((old, index) => (change(old) === undefined ? [] : [{ at, index }])));
        const chosen = movable[pick % movable.length];
        if (chosen === undefined) return;
        const moved = (states: readonly State[]): readonly State[] => states.map((old, index) => (index === chosen.index ? (change(old) ?? old) : old));
        const after = { ...before, cases: before.cases.map((one, at) => (at === chosen.at ? { ...one, states: moved(one.states) } : one)) };
        assertOrder(before, after, forbidden);
      }),
      runs(500),
    );
  });
}

/** Nothing of `after` may lie on the forbidden side of `before`. Fractions are compared, not what is shown of them. */
function assertOrder(before: World, after: World, forbidden: -1 | 1): void {
  const [old, now] = [judge(before), judge(after)];
  const allowed = (order: number, what: string): void => assert.ok(order === 0 || Math.sign(order) !== forbidden, `${what} moves the wrong way`);
  allowed(compare(now.score.exact.score, old.score.exact.score), 'the score');
  allowed(compareLevels(now.level, old.level), 'the level');
  for (const [index, pillar] of now.pillars.entries()) {
    const was = old.pillars[index];
    assert.ok(was);
    allowed(compare(pillar.exact.score, was.exact.score), `the score of ${pillar.pillar}`);
    allowed(compareLevels(pillar.level, was.level), `the level of ${pillar.pillar}`);
  }
  for (const impactLevel of [undefined, 'IL2', 'IL4'] as const) {
    for (const waivers of [[], before.waivers]) {
      const passes = (posture: TargetPosture): number => Number(gateOf(posture, { impactLevel, waivers }).passed);
      allowed(passes(now) - passes(old), `the gate at ${impactLevel ?? 'no level'} with ${waivers.length} waivers`);
    }
  }
}

function judge({ cases: list, attested, raised }: World): TargetPosture {
  const results: readonly RuleResult[] = list.map(({ rule, states }) => ({ rule, judged: states.map((one, index) => judgedOf(rule, `${index + 1}`, one)) }));
  const attestations = attested.length === 0 ? [] : [attestationOf(attested)];
  return postureOf(results, { attestations, settings: { severities: new Map(raised.map((id) => [id, 'error'])) } });
}

function bigText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}` : value;
}
