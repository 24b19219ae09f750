import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { type FrameworkId, loadFrameworks, type Mapping } from '../../../server/core/frameworks/frameworks.js';

/** The mappings that rest on the controls themselves, as lists of ids. */
interface Expected {
  readonly controls: readonly string[];
  readonly fedramp: { readonly [K in 'LI-SaaS' | 'Low' | 'Moderate' | 'High']: readonly string[] };
  readonly rev2: readonly string[];
  readonly rev3: readonly string[];
  readonly cmmc1: readonly string[];
  readonly cmmc2: readonly string[];
}

/** Checks everything but the activities of the DoD, fallbacks left out. */
async function checkDerived({ controls, fedramp, rev2, rev3, cmmc1, cmmc2 }: Expected): Promise<void> {
  const { derive } = await loadFrameworks();
  const exact = derive(controls).filter((mapping) => mapping.fallback.length === 0);
  const ids = (framework: FrameworkId, wanted: (mapping: Mapping) => boolean = () => true): readonly string[] =>
    exact.filter((mapping) => mapping.framework === framework && wanted(mapping)).map((mapping) => mapping.id);
  for (const name of ['LI-SaaS', 'Low', 'Moderate', 'High'] as const) {
    assert.deepEqual(
      ids('fedramp', (mapping) => mapping.baselines.includes(name)),
      fedramp[name],
    );
  }
  assert.deepEqual(ids('800-171r2'), rev2);
  assert.deepEqual(ids('800-171r3'), rev3);
  assert.deepEqual(
    ids('cmmc', (mapping) => mapping.level === 1),
    cmmc1,
  );
  assert.deepEqual(
    ids('cmmc', (mapping) => mapping.level === 2),
    cmmc2,
  );
}

/** The one mapping of some controls to an id. */
async function mapping(controls: readonly string[], framework: FrameworkId, id: string): Promise<Mapping | undefined> {
  const { derive } = await loadFrameworks();
  return derive(controls).find((found) => found.framework === framework && found.id === id);
}

suite('frameworks: derivation', () => {
  test('encrypted traffic between workloads', async () => {
    await checkDerived({
      controls: ['SC-8', 'SC-8(1)', 'AC-4', 'SC-23', 'IA-9'],
      fedramp: {
        'LI-SaaS': ['SC-8', 'SC-8(1)'],
        Low: ['SC-8', 'SC-8(1)'],
        Moderate: ['AC-4', 'SC-8', 'SC-8(1)', 'SC-23'],
        High: ['AC-4', 'SC-8', 'SC-8(1)', 'SC-23'],
      },
      rev2: ['3.1.3', '3.13.8', '3.13.15'],
      rev3: ['03.01.03', '03.13.08', '03.13.15'],
      cmmc1: [],
      cmmc2: ['AC.L2-3.1.3', 'SC.L2-3.13.8', 'SC.L2-3.13.15'],
    });
  });

  test('privileged containers: CM-6 bears on 3.4.2 alone, though Appendix D names it for 3.4.1 too', async () => {
    await checkDerived({
      controls: ['AC-6', 'SC-4', 'SC-39', 'CM-6'],
      fedramp: {
        'LI-SaaS': ['CM-6', 'SC-39'],
        Low: ['CM-6', 'SC-39'],
        Moderate: ['AC-6', 'CM-6', 'SC-4', 'SC-39'],
        High: ['AC-6', 'CM-6', 'SC-4', 'SC-39'],
      },
      rev2: ['3.1.5', '3.4.2', '3.13.4'],
      rev3: ['03.01.05', '03.04.02', '03.13.04'],
      cmmc1: [],
      cmmc2: ['AC.L2-3.1.5', 'CM.L2-3.4.2', 'SC.L2-3.13.4'],
    });
  });

  test('static tokens reach Level 1 of CMMC, without the number of the requirement in its id', async () => {
    await checkDerived({
      controls: ['IA-5', 'IA-2', 'IA-5(7)'],
      fedramp: {
        'LI-SaaS': ['IA-2', 'IA-5'],
        Low: ['IA-2', 'IA-5'],
        Moderate: ['IA-2', 'IA-5', 'IA-5(7)'],
        High: ['IA-2', 'IA-5', 'IA-5(7)'],
      },
      rev2: ['3.5.1', '3.5.2'],
      rev3: ['03.05.01', '03.05.12'],
      cmmc1: ['IA.L1-b.1.v', 'IA.L1-b.1.vi'],
      cmmc2: ['IA.L2-3.5.1', 'IA.L2-3.5.2'],
    });
  });

  test('the audit policy', async () => {
    await checkDerived({
      controls: ['AU-2', 'AU-3', 'AU-3(1)', 'AU-12'],
      fedramp: {
        'LI-SaaS': ['AU-2', 'AU-3', 'AU-12'],
        Low: ['AU-2', 'AU-3', 'AU-12'],
        Moderate: ['AU-2', 'AU-3', 'AU-3(1)', 'AU-12'],
        High: ['AU-2', 'AU-3', 'AU-3(1)', 'AU-12'],
      },
      rev2: ['3.3.1', '3.3.2'],
      rev3: ['03.03.01', '03.03.02', '03.03.03'],
      cmmc1: [],
      cmmc2: ['AU.L2-3.3.1', 'AU.L2-3.3.2'],
    });
  });

  test('backups: a control that we alone set against a requirement is judgement', async () => {
    await checkDerived({
      controls: ['CP-9(8)', 'CP-6', 'CP-6(1)', 'CP-9(3)'],
      fedramp: { 'LI-SaaS': [], Low: [], Moderate: ['CP-6', 'CP-6(1)', 'CP-9(8)'], High: ['CP-6', 'CP-6(1)', 'CP-9(3)', 'CP-9(8)'] },
      rev2: ['3.8.9'],
      rev3: ['03.08.09'],
      cmmc1: [],
      cmmc2: ['MP.L2-3.8.9'],
    });
    const found = await mapping(['CP-9(8)'], '800-171r2', '3.8.9');
    assert.equal(found?.basis, 'judgement');
    assert.equal(found.note, 'our judgement: the publication names CP-9');
    assert.equal((await mapping(['CP-9(8)'], '800-171r3', '03.08.09'))?.basis, 'sourced');
  });

  test('a requirement that is only one part of its control is not derived from it', async () => {
    assert.equal(await mapping(['SC-7'], '800-171r2', '3.13.5'), undefined);
    const { controlsBehind, evidenceBehind } = await loadFrameworks();
    assert.deepEqual(controlsBehind('800-171r2', '3.13.5'), ['SC-7']);
    assert.deepEqual(evidenceBehind('800-171r2', '3.13.5'), []);
  });

  test('an enhancement that a table lacks falls back to its base control, and says so', async () => {
    assert.deepEqual(await mapping(['SC-7(21)'], 'cmmc', 'SC.L2-3.13.1'), {
      framework: 'cmmc',
      kind: 'requirement',
      id: 'SC.L2-3.13.1',
      title: 'Boundary Protection',
      basis: 'judgement',
      via: ['SC-7'],
      fallback: ['SC-7(21)'],
      baselines: [],
      level: 2,
      note: 'Level 2; nothing here rests on SC-7(21): falls back to the base control SC-7',
    });
    const fedramp = await mapping(['SC-7(21)'], 'fedramp', 'SC-7(21)');
    assert.deepEqual([fedramp?.basis, fedramp?.fallback, fedramp?.note], ['sourced', [], 'High']);
    assert.equal(await mapping(['SC-7(21)'], 'fedramp', 'SC-7'), undefined);
  });

  test('an id that another control reaches by itself needs no fallback', async () => {
    const found = await mapping(['SC-7(21)', 'SC-7'], '800-171r2', '3.13.1');
    assert.deepEqual([found?.basis, found?.via, found?.fallback], ['sourced', ['SC-7'], []]);
  });

  test('a withdrawn control counts as its successors, and says so', async () => {
    const found = await mapping(['AC-3(6)'], '800-171r2', '3.13.16');
    assert.deepEqual([found?.basis, found?.via, found?.note], ['sourced', ['SC-28'], 'AC-3(6) is withdrawn: its successors are MP-4, SC-28']);
    const { derive } = await loadFrameworks();
    assert.deepEqual(derive(['SC-19']), []);
  });

  test('activities come from the overlays, with level and phase', async () => {
    const found = await mapping(['SC-8'], 'dod-zt', '5.4.4');
    assert.deepEqual([found?.kind, found?.basis, found?.via, found?.note], ['activity', 'sourced', ['SC-8'], 'Target, Phase Two']);
    const capability = await mapping(['RA-5(2)'], 'dod-zt', '2.5');
    assert.deepEqual([capability?.kind, capability?.basis], ['capability', 'sourced']);
  });

  test('an unknown control is an error, never an empty answer', async () => {
    const { derive, controlsBehind } = await loadFrameworks();
    assert.throws(() => derive(['SC-8', 'SC-99']), /^Error: 800-53 has no "SC-99"$/);
    assert.throws(() => controlsBehind('cmmc', 'AC.L2-9.9.9'), /^Error: cmmc has no "AC\.L2-9\.9\.9"$/);
    assert.throws(() => controlsBehind('dod-zt', '3.13.8'), /^Error: dod-zt has no "3\.13\.8"$/);
  });

  test('the controls behind an id, in any spelling', async () => {
    const { controlsBehind, evidenceBehind } = await loadFrameworks();
    assert.deepEqual(controlsBehind('800-53', 'sc-7 (21)'), ['SC-7(21)']);
    assert.deepEqual(controlsBehind('800-53', 'AC-3(6)'), ['MP-4', 'SC-28']);
    assert.deepEqual(controlsBehind('fedramp', 'SC-8'), ['SC-8']);
    assert.deepEqual(controlsBehind('800-171r3', '03.13.08'), ['SC-8', 'SC-8(1)', 'SC-28', 'SC-28(1)']);
    assert.deepEqual(controlsBehind('800-171r3', '03.13.16'), controlsBehind('800-171r3', '03.13.08'));
    assert.deepEqual(controlsBehind('cmmc', 'pe.l1-3.10.3'), controlsBehind('cmmc', 'PE.L1-b.1.ix'));
    assert.deepEqual(controlsBehind('cmmc', 'CM.L2-3.4.2'), ['CM-2', 'CM-6', 'CM-8', 'CM-8(1)']);
    assert.deepEqual(evidenceBehind('cmmc', 'CM.L2-3.4.2'), ['CM-6']);
    assert.deepEqual(controlsBehind('cmmc', 'AC.L3-3.1.2e'), []);
    assert.deepEqual(controlsBehind('800-207', 'T3'), []);
  });

  test('derivation and its reverse agree on every control, and every mapping says what it rests on', async () => {
    const { tables, derive, evidenceBehind, controlsBehind, control, find } = await loadFrameworks();
    const activities = new Map(tables['dod-zt'].capabilities.map((capability) => [capability.id, capability.own]));
    const pairs = new Set<string>();
    for (const { id } of tables['800-53'].controls.filter(({ withdrawn }) => !withdrawn)) {
      for (const found of derive([id])) {
        const name = `${id} to ${found.framework} ${found.id}`;
        const [via = ''] = found.via;
        assert.equal(found.via.length, 1, name);
        assert.equal(control(via)?.withdrawn, false, name);
        assert.ok(evidenceBehind(found.framework, found.id).includes(via), name);
        assert.ok(found.kind !== 'capability' || activities.get(found.id)?.includes(via), name);
        assert.equal(found.basis, found.fallback.length === 0 && controlsBehind(found.framework, found.id).includes(id) ? 'sourced' : 'judgement', name);
        assert.deepEqual([via, found.fallback], via === id ? [id, []] : [control(id)?.base, [id]], name);
        assert.ok(
          find(`${found.framework} ${found.id}`)?.matches.some((match) => match.id === found.id && match.title === found.title),
          name,
        );
        if (found.fallback.length === 0) pairs.add(`${found.framework} ${found.id} ${id}`);
      }
    }
    const expected = [
      ...tables.fedramp.controls.map(({ id }) => `fedramp ${id} ${id}`),
      ...tables['800-171r2'].requirements.flatMap(({ id, evidence }) => evidence.map((via) => `800-171r2 ${id} ${via}`)),
      ...tables['800-171r3'].requirements.flatMap(({ id, evidence }) => evidence.map((via) => `800-171r3 ${id} ${via}`)),
      ...tables.cmmc.requirements.flatMap(({ id }) => evidenceBehind('cmmc', id).map((via) => `cmmc ${id} ${via}`)),
      ...tables['dod-zt'].activities.flatMap(({ id, controls }) => controls.map((via) => `dod-zt ${id} ${via}`)),
      ...tables['dod-zt'].capabilities.flatMap(({ id, own }) => own.map((via) => `dod-zt ${id} ${via}`)),
    ];
    assert.deepEqual([...pairs].sort(), expected.sort());
  });

  test('deriving many controls at once is deriving each, every id once, in the order of the tables', async () => {
    const { derive } = await loadFrameworks();
    const controls = ['SC-8(1)', 'AC-3', 'SC-7(21)', 'AU-12', 'AC-3(6)', 'AC-3'];
    const together = derive(controls).map(({ framework, id }) => `${framework} ${id}`);
    const each = new Set(controls.flatMap((id) => derive([id])).map(({ framework, id }) => `${framework} ${id}`));
    assert.deepEqual([...together].sort(), [...each].sort());
    assert.deepEqual(
      together,
      derive([...controls].reverse()).map(({ framework, id }) => `${framework} ${id}`),
    );
  });
});
