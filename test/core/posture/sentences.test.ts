import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { rational } from '../../../server/core/posture/rational.js';
import {
  dodSentence,
  firstLook,
  gainWords,
  gateSentence,
  initialSentence,
  missingSentence,
  needWords,
  pillarWords,
  restsSentence,
  scoreWords,
  stageWords,
  sumSentence,
  unreadVerdict,
  verdict,
} from '../../../server/core/posture/sentences.js';
import type { TargetPosture } from '../../../server/core/posture/target.js';
import { PILLARS, type Pillar } from '../../../server/core/rules/rule.js';
import type { RuleResult } from '../../../server/core/rules/run.js';
import { attestationOf, fingerprintOf, gateOf, idOf, judgedOf, postureOf, resultOf, ruleOf, TODAY, waiverOf } from '../../harness/posture.js';

type Standing = 'none' | 'traditional' | 'initial' | 'advanced';

/** A posture whose pillars stand as they are given; those not given are Advanced. */
function standing(given: Partial<Record<Pillar, Standing>>, ...more: readonly RuleResult[]): TargetPosture {
  const results = PILLARS.flatMap((pillar) => {
    const stands = given[pillar] ?? 'advanced';
    const [initial, advanced] = [ruleOf(`${pillar}/initial/${pillar}-i`), ruleOf(`${pillar}/advanced/${pillar}-a`)];
    if (stands === 'none') return [resultOf(ruleOf(`${pillar}/initial/${pillar}-i`, { judgedBy: 'attestation' }))];
    return [
      resultOf(initial, stands === 'traditional' ? 'failed' : 'passed'),
      resultOf(advanced, stands === 'initial' ? 'failed' : 'passed'),
      resultOf(ruleOf(`${pillar}/optimal/${pillar}-o`), 'failed'),
    ];
  });
  return postureOf([...results, ...more]);
}

const IL4 = { impactLevel: 'IL4' } as const;

suite('the verdict', () => {
  test('says how many pillars hold the impact level back', () => {
    const posture = standing({ application: 'traditional', data: 'initial', network: 'traditional', visibility: 'initial', automation: 'traditional' });
    assert.deepEqual(verdict(posture, gateOf(posture, IL4)), {
      title: 'Traditional. 5 of 7 pillars hold IL4 back.',
      details: ['Application & workload, Network & environment and Automation & orchestration have not reached Initial; Data and Visibility & analytics have.'],
    });
    const all = standing(Object.fromEntries(PILLARS.map((pillar) => [pillar, 'traditional'])));
    assert.deepEqual(verdict(all, gateOf(all, IL4)).details, ['No pillar has reached Initial.']);
    const one = standing({ data: 'initial' });
    assert.deepEqual(verdict(one, gateOf(one, IL4)), { title: 'Traditional. 1 of 7 pillars holds IL4 back.', details: ['Data has reached Initial.'] });
  });

  test('says "where judged" beside a pillar that is not', () => {
    const posture = standing({ device: 'none', network: 'traditional' });
    assert.deepEqual(verdict(posture, gateOf(posture, IL4)), {
      title: 'Traditional where judged. 2 of 7 pillars hold IL4 back.',
      details: ['Network & environment has not reached Initial.', "Device can't be judged from files."],
    });
    const nothing = postureOf([]);
    assert.equal(verdict(nothing, gateOf(nothing, IL4)).title, 'Not judged. 7 of 7 pillars hold IL4 back.');
  });

  test('says that it passes, and what holds without waivers', () => {
    const good = standing({});
    assert.deepEqual(verdict(good, gateOf(good, IL4)), { title: 'Advanced. IL4 passes.', details: [] });
    const posture = standing({}, resultOf(ruleOf('network/initial/tls'), 'failed', 'failed'));
    const waivers = ['1', '2'].map((name) => waiverOf({ fingerprint: fingerprintOf('tls', name) }));
    assert.deepEqual(verdict(posture, gateOf(posture, { ...IL4, waivers })), {
      title: 'Advanced. IL4 passes with 2 waivers.',
      details: ['Without them Network & environment is Traditional.'],
    });
  });

  test('names errors that hold a pillar back that is high enough', () => {
    const posture = standing({}, resultOf(ruleOf('user/optimal/e', { severity: 'error' }), 'failed'));
    assert.deepEqual(verdict(posture, gateOf(posture, IL4)), {
      title: 'Advanced. 1 of 7 pillars holds IL4 back.',
      details: ['User has rules of severity error that are failing or not judged.'],
    });
  });

  test('counts findings that are errors where no impact level is set', () => {
    const rule = ruleOf('user/initial/e', { severity: 'error' });
    const posture = standing({ data: 'traditional' }, { rule, judged: [judgedOf(rule, '1', 'failed', ['/a', '/b']), judgedOf(rule, '2', 'failed')] });
    assert.equal(verdict(posture, gateOf(posture)).title, 'Traditional. 3 findings are errors.');
    const one = standing({}, resultOf(rule, 'failed'));
    assert.equal(verdict(one, gateOf(one)).title, 'Traditional. 1 finding is an error.');
    const none = standing({});
    assert.deepEqual(verdict(none, gateOf(none)), { title: 'Advanced. No finding is an error.', details: [] });
    const unknown = standing({}, resultOf(rule, 'encrypted'));
    assert.deepEqual(verdict(unknown, gateOf(unknown)).details, ["1 rule of severity error can't be judged everywhere."]);
  });

  test('says that it cannot tell', () => {
    assert.deepEqual([unreadVerdict(1).title, unreadVerdict(2).title], ["Can't tell. 1 file could not be read.", "Can't tell. 2 files could not be read."]);
  });
});

suite('the gate in a sentence', () => {
  test('fails', () => {
    const posture = standing({ device: 'none', network: 'traditional' });
    assert.equal(gateSentence(posture, gateOf(posture, IL4)), 'IL4 fails. Traditional where judged; 2 of 7 pillars are below Advanced.');
    const errors = standing({}, resultOf(ruleOf('user/optimal/e', { severity: 'error' }), 'failed'));
    assert.equal(gateSentence(errors, gateOf(errors, { impactLevel: 'IL2' })), 'IL2 fails. Advanced; 1 of 7 pillars holds it back.');
    assert.equal(gateSentence(errors, gateOf(errors)), 'The gate fails. Advanced; 1 of 7 pillars holds it back.');
  });

  test('passes, and says what would be without waivers', () => {
    const good = standing({});
    assert.equal(gateSentence(good, gateOf(good, IL4)), 'IL4 passes.');
    const tls = resultOf(ruleOf('network/initial/tls'), 'failed', 'failed');
    const store = resultOf(ruleOf('data/initial/store'), 'failed');
    const waive = (rule: string, name: string): ReturnType<typeof waiverOf> => waiverOf({ subject: idOf(name), rule });
    const sentence = (posture: TargetPosture, ...waivers: readonly ReturnType<typeof waiverOf>[]): string =>
      gateSentence(posture, gateOf(posture, { ...IL4, waivers }));
    assert.equal(
      sentence(standing({}, tls), waive('tls', '1'), waive('tls', '2')),
      'IL4 passes with 2 waivers; without them Network & environment is Traditional.',
    );
    assert.equal(
      sentence(standing({}, tls, store), waive('tls', '1'), waive('tls', '2'), waive('store', '1')),
      'IL4 passes with 3 waivers; without them Data and Network & environment are Traditional.',
    );
    const unneeded = standing({});
    const waivers = PILLARS.map((pillar) => waive(`${pillar}-o`, '1'));
    assert.deepEqual(verdict(unneeded, gateOf(unneeded, { ...IL4, waivers })), {
      title: 'Advanced. IL4 passes with 7 waivers.',
      details: ['Without them too.'],
    });
    const error = resultOf(ruleOf('user/optimal/e', { severity: 'error' }), 'failed');
    assert.equal(sentence(standing({}, error), waive('e', '1')), 'IL4 passes with 1 waiver; without it 1 rule holds it back.');
    assert.equal(sentence(standing({}), waive('user-o', '1')), 'IL4 passes with 1 waiver; without it too.');
  });

  test('says what makes it pass, and only where that is true', () => {
    const posture = standing({ device: 'none', network: 'traditional' }, resultOf(ruleOf('data/initial/d'), 'failed', 'encrypted'));
    assert.equal(missingSentence(gateOf(posture, IL4)), 'Fixing 2 rules and settling 2 makes it pass.');
    const fix = standing({ network: 'traditional' });
    assert.equal(missingSentence(gateOf(fix, IL4)), 'Fixing 1 rule makes it pass.');
    const settle = standing({ device: 'none' });
    assert.equal(missingSentence(gateOf(settle, IL4)), 'Settling 1 rule makes it pass.');
    const stuck = postureOf(fix.rules.filter(({ pillar }) => pillar !== 'device').map(({ result }) => result));
    assert.equal(missingSentence(gateOf(stuck, IL4)), 'Fixing 1 rule is not enough: no rule judges Device.');
  });
});

suite('facts in words', () => {
  test('a score with its origin and ceiling', () => {
    const results = [
      resultOf(ruleOf('user/initial/a', { judgedBy: 'attestation' })),
      resultOf(ruleOf('user/initial/b'), 'passed'),
      resultOf(ruleOf('user/advanced/c', { judgedBy: 'attestation' })),
      resultOf(ruleOf('user/optimal/d'), 'failed'),
    ];
    const [user] = postureOf(results, { attestations: [attestationOf(['a'])] }).pillars;
    assert.ok(user);
    assert.equal(scoreWords(user), 'score 50 (25 measured, 25 attested), up to 80');
    assert.equal(sumSentence(user), 'Score 50 = 50 × 1.000 + 30 × 0.000 + 20 × 0.000. Up to 80 if all that is not judged passes.');
  });

  test('a sum over the stages that have rules', () => {
    const [user, device] = postureOf([resultOf(ruleOf('user/initial/a'), 'passed', 'passed', 'failed'), resultOf(ruleOf('user/advanced/b'), 'passed')]).pillars;
    assert.ok(user && device);
    assert.equal(sumSentence(user), 'Score 79 = (50 × 0.666 + 30 × 1.000) × 100 / 80.');
    assert.equal(sumSentence(device), 'No rule applies.');
  });

  test('pillars that reached Initial', () => {
    assert.equal(
      initialSentence(standing({ data: 'initial', visibility: 'initial', user: 'traditional' }).pillars),
      'Initial reached: Data, Visibility & analytics.',
    );
    assert.equal(initialSentence(standing({}).pillars), undefined);
  });

  test('what a gate rests on', () => {
    const results = ['a', 'b'].map((id) => resultOf(ruleOf(`user/initial/${id}`, { judgedBy: 'attestation' })));
    const said = (...expires: readonly string[]): string => {
      const attestations = expires.map((day, index) => attestationOf([index === 0 ? 'a' : 'b'], { name: `n${index}`, expires: day }));
      const posture = postureOf(results, { attestations });
      return restsSentence(posture, gateOf(posture), TODAY);
    };
    assert.equal(said(), 'Rests on 0 attestations, 0 waivers.');
    assert.equal(said('2027-06-01'), 'Rests on 1 attestation, 0 waivers.');
    assert.equal(said('2026-12-15', '2027-06-01'), 'Rests on 2 attestations (1 ends in 21 days), 0 waivers.');
    assert.equal(said('2026-11-24', '2027-06-01'), 'Rests on 2 attestations (1 ends today), 0 waivers.');
    assert.equal(said('2026-11-25', '2026-12-24'), 'Rests on 2 attestations (2 end within 30 days), 0 waivers.');
    assert.equal(said('2026-11-10'), 'Rests on 0 attestations, 0 waivers.');
  });

  test('a first look', () => {
    const posture = postureOf(
      [
        resultOf(ruleOf('user/initial/a'), 'passed', 'failed', 'encrypted'),
        resultOf(ruleOf('user/initial/b'), 'passed'),
        resultOf(ruleOf('user/initial/c', { absent: 'not-judged' })),
        resultOf(ruleOf('user/initial/d')),
        resultOf(ruleOf('user/initial/e'), 'encrypted'),
        resultOf(ruleOf('user/initial/f', { judgedBy: 'attestation' })),
      ],
      { attestations: [attestationOf(['f'])] },
    );
    assert.deepEqual(firstLook(posture), [
      'Score 6 to 13',
      '2 of 5 rules judged from files: 2 of 4 subjects pass',
      '1 rule needs a file or an attestation',
      '1 rule rests on attestations',
      "1 rule has only subjects that can't be judged",
    ]);
  });

  test('gains are rounded down to one decimal', () => {
    const words = [rational(0), rational(-1), rational(1, 1000), rational(99, 1000), rational(1, 10), rational(199, 100), rational(12)].map(gainWords);
    assert.deepEqual(words, [undefined, undefined, '<0.1', '<0.1', '0.1', '1.9', '12.0']);
  });

  test('what a finding stands for', () => {
    const rules = postureOf([
      resultOf(ruleOf('data/advanced/a'), 'failed'),
      resultOf(ruleOf('data/initial/b', { severity: 'info' }), 'failed'),
      resultOf(ruleOf('data/initial/c', { since: '2026.2' }), 'failed'),
    ]).rules;
    const words = rules.map((rule) => needWords(rule, rational(105, 100)));
    assert.deepEqual(words, [
      'Data, needed for Advanced, adds 1.0 to the score',
      'Data, counts for Initial, adds 1.0 to the score',
      'Data, from edition 2026.2',
    ]);
    const [first] = rules;
    assert.ok(first);
    assert.deepEqual(
      [needWords(first, rational(1, 100)), needWords(first, rational(0))],
      ['Data, needed for Advanced, adds less than 0.1', 'Data, needed for Advanced'],
    );
  });

  test('what keeps a pillar and its stages', () => {
    const posture = postureOf([
      resultOf(ruleOf('data/initial/a'), 'failed'),
      resultOf(ruleOf('data/initial/b'), 'encrypted'),
      resultOf(ruleOf('data/advanced/c'), 'passed'),
      resultOf(ruleOf('user/initial/d'), 'passed'),
      resultOf(ruleOf('network/initial/e'), 'encrypted'),
    ]);
    const [user, , , data, network] = posture.pillars;
    assert.ok(user && data && network);
    assert.deepEqual([user, data, network].map(pillarWords), [undefined, '1 rule failing, 1 not judged', '1 rule not judged']);
    assert.deepEqual(data.stages.map(stageWords), [
      'Initial not reached: 1 rule failing, 1 not judged',
      'Advanced not reached: the stage below is not',
      'Optimal: no rule applies',
    ]);
    assert.equal(user.stages.map(stageWords)[0], 'Initial reached');
  });

  test('activities of the DoD', () => {
    assert.equal(dodSentence('Target', { supported: 31, total: 91, assessable: 67 }), 'Target: 31 of 91 supported, 67 assessable.');
  });
});
