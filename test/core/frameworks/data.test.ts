import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { type FrameworkId, frameworkIds, loadFrameworks, loadTable } from '../../../server/core/frameworks/frameworks.js';

suite('frameworks: the data', () => {
  test('800-53 has the published totals of release 5.2.0', async () => {
    const { controls, families } = await loadTable('800-53');
    assert.equal(controls.length, 1196);
    assert.equal(controls.filter((control) => control.base === undefined).length, 324);
    assert.equal(controls.filter((control) => control.withdrawn).length, 182);
    assert.equal(families.size, 20);
    const counts = (['Low', 'Moderate', 'High', 'Privacy'] as const).map((name) => controls.filter((control) => control.baselines.includes(name)).length);
    assert.deepEqual(counts, [149, 287, 370, 96]);
    const later = controls.filter((control) => control.since !== '5.0').map((control) => `${control.id} ${control.since}`);
    assert.deepEqual(later, ['IA-13 5.1.1', 'IA-13(1) 5.1.1', 'IA-13(2) 5.1.1', 'IA-13(3) 5.1.1', 'SA-15(13) 5.2.0', 'SA-24 5.2.0', 'SI-2(7) 5.2.0']);
  });

  test('a control belongs to a family, an enhancement to a base control', async () => {
    const { controls, families } = await loadTable('800-53');
    const ids = new Set(controls.map((control) => control.id));
    assert.deepEqual(
      controls.filter((control) => !families.has(control.family) || (control.base !== undefined && !ids.has(control.base))),
      [],
    );
  });

  test('a withdrawn control is in no baseline and gives way to active controls; three give way to nothing', async () => {
    const { controls } = await loadTable('800-53');
    const active = new Set(controls.filter((control) => !control.withdrawn).map((control) => control.id));
    const withdrawn = controls.filter((control) => control.withdrawn);
    assert.ok(withdrawn.every((control) => control.baselines.length === 0 && control.successors.every((id) => active.has(id))));
    assert.ok(controls.every((control) => control.withdrawn || control.successors.length === 0));
    assert.deepEqual(
      withdrawn.filter((control) => control.successors.length === 0).map((control) => control.id),
      ['CP-10(3)', 'SA-12', 'SC-19'],
    );
  });

  test('FedRAMP has the published totals, and LI-SaaS is Low with a method for each control', async () => {
    const { controls } = await loadTable('fedramp');
    const names = ['LI-SaaS', 'Low', 'Moderate', 'High'] as const;
    assert.deepEqual(
      names.map((name) => controls.filter((control) => control.baselines.includes(name)).length),
      [156, 156, 323, 410],
    );
    assert.ok(controls.every((control) => control.baselines.includes('LI-SaaS') === control.baselines.includes('Low')));
    assert.ok(controls.every((control) => control.baselines.includes('LI-SaaS') === control.methods.length > 0));
  });

  test('800-171 has 110 requirements in Rev 2 and 97 in Rev 3, whose 33 withdrawn ids went to active ones', async () => {
    const rev2 = await loadTable('800-171r2');
    const rev3 = await loadTable('800-171r3');
    assert.equal(rev2.requirements.length, 110);
    assert.equal(rev3.requirements.length, 97);
    assert.equal(rev3.withdrawn.length, 33);
    const active = new Set(rev3.requirements.map((requirement) => requirement.id));
    assert.ok(rev3.withdrawn.every((requirement) => !active.has(requirement.id) && requirement.successors.every((id) => active.has(id))));
  });

  test('the points of 32 CFR 170.24 add up to 313, so scores run from 110 to -203', async () => {
    const { requirements } = await loadTable('800-171r2');
    assert.equal(
      requirements.reduce((sum, requirement) => sum + (requirement.points ?? 0), 0),
      313,
    );
    const partly = requirements.filter((requirement) => requirement.partly !== undefined).map(({ id, points, partly }) => [id, points, partly]);
    assert.deepEqual(partly, [
      ['3.5.3', 5, 3],
      ['3.13.11', 5, 3],
    ]);
    assert.deepEqual(
      requirements.filter((requirement) => requirement.points === undefined).map((requirement) => requirement.id),
      ['3.12.4'],
    );
  });

  test('CMMC has 15, 110 and 24 requirements; Level 2 is 800-171 Rev 2, Level 1 a part of it, Level 3 mapped to nothing', async () => {
    const { requirements } = await loadTable('cmmc');
    const rev2 = new Map((await loadTable('800-171r2')).requirements.map((requirement) => [requirement.id, requirement.title]));
    const levels = ([1, 2, 3] as const).map((level) => requirements.filter((requirement) => requirement.level === level));
    assert.deepEqual(
      levels.map((level) => level.length),
      [15, 110, 24],
    );
    const [one = [], two = [], three = []] = levels;
    assert.deepEqual(
      two.map((requirement) => [requirement.requirements[0], requirement.title]),
      [...rev2],
    );
    assert.equal(one.flatMap((requirement) => requirement.requirements).length, 17);
    assert.ok(one.every((requirement) => requirement.requirements.every((id) => rev2.has(id))));
    assert.ok(three.every((requirement) => requirement.requirements.length === 0));
  });

  test('800-207 has seven tenets and eleven components', async () => {
    const { tenets, components } = await loadTable('800-207');
    assert.deepEqual(
      tenets.map((tenet) => tenet.id),
      ['T1', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7'],
    );
    assert.equal(components.length, 11);
  });

  test('the DoD has 7 pillars, 45 capabilities and 152 activities: 91 Target and 61 Advanced', async () => {
    const { pillars, capabilities, activities } = await loadTable('dod-zt');
    assert.deepEqual([pillars.length, capabilities.length, activities.length], [7, 45, 152]);
    assert.equal(activities.filter((activity) => activity.level === 'Target').length, 91);
    assert.equal(activities.filter((activity) => activity.level === 'Advanced').length, 61);
    assert.deepEqual(
      capabilities.flatMap((capability) => capability.activities),
      activities.map((activity) => activity.id),
    );
    const perPillar = pillars.map(({ key }) => {
      const inside = activities.filter((activity) => activity.pillar === key);
      return [key, inside.filter((activity) => activity.level === 'Target').length, inside.filter((activity) => activity.level === 'Advanced').length];
    });
    assert.deepEqual(perPillar, [
      ['user', 13, 15],
      ['device', 14, 10],
      ['application', 12, 6],
      ['data', 17, 14],
      ['network', 10, 3],
      ['automation', 13, 7],
      ['visibility', 12, 6],
    ]);
  });

  test('every Target activity has an early phase, no Advanced activity has one', async () => {
    const { activities } = await loadTable('dod-zt');
    const early = ['Discovery', 'Phase One', 'Phase Two'];
    assert.ok(
      activities.every(({ level, phase }) =>
        level === 'Target' ? phase !== undefined && early.includes(phase) : phase === undefined || !early.includes(phase),
      ),
    );
    assert.equal(activities.filter((activity) => activity.phase !== undefined).length, 128);
    assert.equal(activities.filter((activity) => activity.controls.length > 0).length, 114);
  });

  test('the CISA model has five pillars, three cross-cutting capabilities in each, 22 functions and four stages', async () => {
    const { stages, pillars, functions } = await loadTable('cisa-ztmm');
    assert.deepEqual(stages, ['Traditional', 'Initial', 'Advanced', 'Optimal']);
    const own = pillars.filter((pillar) => !pillar.crossCutting);
    assert.equal(own.length, 5);
    assert.equal(functions.filter((row) => row.crossCutting === undefined).length, 22);
    for (const pillar of own) {
      const crossing = functions.filter((row) => row.pillar === pillar.id).flatMap((row) => row.crossCutting ?? []);
      assert.deepEqual(crossing, ['Visibility and Analytics', 'Automation and Orchestration', 'Governance'], pillar.id);
    }
    assert.deepEqual(new Set(pillars.flatMap((pillar) => pillar.dod ?? [])).size, 7);
  });

  test('every framework is listed with a title, a version and rows', async () => {
    const { list } = await loadFrameworks();
    const rows: Record<FrameworkId, number> = {
      '800-53': 1196,
      fedramp: 410,
      '800-171r2': 110,
      '800-171r3': 97,
      cmmc: 149,
      '800-207': 18,
      'dod-zt': 204,
      'cisa-ztmm': 45,
    };
    assert.deepEqual(Object.fromEntries(list.map((framework) => [framework.id, framework.rows])), rows);
    assert.deepEqual(
      list.map((framework) => framework.id),
      frameworkIds,
    );
    assert.ok(list.every((framework) => framework.title !== '' && framework.version !== ''));
  });

  test('no id or title is empty or has spaces around it', async () => {
    const { tables } = await loadFrameworks();
    const { pillars, capabilities, activities } = tables['dod-zt'];
    const all = [
      ...tables['800-53'].controls,
      ...tables['800-171r2'].requirements,
      ...tables['800-171r3'].requirements,
      ...tables.cmmc.requirements,
      ...tables['800-207'].tenets,
      ...tables['800-207'].components,
      ...pillars,
      ...capabilities,
      ...activities,
      ...tables['cisa-ztmm'].pillars,
      ...tables['cisa-ztmm'].functions,
    ];
    assert.deepEqual(
      all.filter(({ id, title }) => id === '' || title === '' || id !== id.trim() || title !== title.trim()),
      [],
    );
  });

  test('every control that a framework names exists in 800-53 and is not withdrawn', async () => {
    const { tables, control } = await loadFrameworks();
    const named = [
      ...tables.fedramp.controls.map(({ id }) => id),
      ...[...tables['800-171r2'].requirements, ...tables['800-171r3'].requirements].flatMap(({ controls, evidence }) => [...controls, ...evidence]),
      ...[...tables['dod-zt'].activities, ...tables['dod-zt'].capabilities].flatMap(({ controls }) => controls),
    ];
    assert.deepEqual(
      named.filter((id) => control(id)?.id !== id || control(id)?.withdrawn !== false),
      [],
    );
  });

  test('only ids that Rev 5 withdrew are replaced in 800-171 Rev 2, by what 800-53 names as their successor', async () => {
    const { tables, control } = await loadFrameworks();
    const replaced = tables['800-171r2'].requirements.flatMap((requirement) => [...requirement.replaced]);
    assert.equal(replaced.length, 7);
    assert.deepEqual(
      replaced.filter(([old, successor]) => control(old)?.withdrawn !== true || control(old)?.successors[0] !== successor),
      [],
    );
  });
});
