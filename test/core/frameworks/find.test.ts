import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { frameworkIds, loadFrameworks } from '../../../server/core/frameworks/frameworks.js';

/** What `find` answers, a line a match: framework, id, title and note; none for an unknown id. */
async function answers(text: string): Promise<readonly string[] | undefined> {
  const { find } = await loadFrameworks();
  return find(text)?.matches.map(({ framework, id, title, note }) => `${framework} ${id} ${title}${note === undefined ? '' : `: ${note}`}`);
}

suite('frameworks: finding an id', () => {
  test('a control is found in every spelling, with its standing in the baselines', async () => {
    const expected = ['800-53 SC-7(21) Isolation of System Components: 800-53B High; FedRAMP High'];
    for (const text of ['SC-7(21)', 'sc-7(21)', 'SC-7 (21)', ' sc-07(21) ', 'SC-7.21', 'sc-7.21', 'SC\u20117 (21)', 'control SC-7(21)']) {
      assert.deepEqual(await answers(text), expected, text);
    }
  });

  test('a control in no baseline says so, and since which release it is there', async () => {
    assert.deepEqual(await answers('IA-13'), [
      '800-53 IA-13 Identity Providers and Authorization Servers: in no 800-53B baseline; in no FedRAMP baseline; new in release 5.1.1',
    ]);
  });

  test('a withdrawn control is named as withdrawn, with its successors', async () => {
    const { find } = await loadFrameworks();
    const [match] = find('AC-3(6)')?.matches ?? [];
    assert.equal(match?.withdrawn, true);
    assert.deepEqual(match.successors, ['MP-4', 'SC-28']);
    assert.equal(match.note, 'withdrawn: its successors are MP-4, SC-28');
    assert.deepEqual(await answers('SC-19'), ['800-53 SC-19 Voice Over Internet Protocol: withdrawn without a successor']);
    assert.deepEqual(await answers('03.01.13'), ['800-171r3 03.01.13 Withdrawn: withdrawn: addressed by 03.13.08']);
  });

  test('an id of two frameworks is found in both', async () => {
    assert.deepEqual(await answers('3.1.1'), [
      '800-171r2 3.1.1 Authorized Access Control: basic, 5 points',
      'dod-zt 3.1.1 Application/Code Identification: Target, Discovery',
    ]);
  });

  test('a framework or a kind before the id decides', async () => {
    const activity = ['dod-zt 3.1.1 Application/Code Identification: Target, Discovery'];
    for (const text of ['dod 3.1.1', 'dod-zt 3.1.1', 'dod-zt:3.1.1', 'DoD 3.1.1', 'activity 3.1.1']) assert.deepEqual(await answers(text), activity, text);
    for (const text of ['800-171 3.1.1', '800-171r2 3.1.1', 'requirement 3.1.1']) {
      assert.deepEqual(await answers(text), ['800-171r2 3.1.1 Authorized Access Control: basic, 5 points'], text);
    }
    assert.deepEqual(await answers('fedramp SC-4'), ['fedramp SC-4 Information in Shared System Resources: Moderate, High']);
    assert.equal(await answers('fedramp IA-13'), undefined);
  });

  test('ids of Rev 2 and Rev 3 are never mistaken for one another', async () => {
    assert.deepEqual(await answers('3.13.8'), ['800-171r2 3.13.8 Data in Transit: derived, 3 points']);
    assert.deepEqual(await answers('03.13.08'), ['800-171r3 03.13.08 Transmission and Storage Confidentiality']);
  });

  test('a requirement says where we narrow it and what Rev 5 withdrew', async () => {
    assert.deepEqual(await answers('800-171 3.3.3'), [
      '800-171r2 3.3.3 Event Review: derived, 1 point; Rev 5 withdrew AU-2(3): its successor is AU-2; our judgement: evidence for AU-2 alone does not show it',
    ]);
    assert.deepEqual(await answers('3.8.9'), [
      '800-171r2 3.8.9 Protect Backups: derived, 1 point; our judgement: of the evidence for CP-9, only that for CP-9(8) bears on it',
    ]);
    assert.deepEqual(await answers('3.13.11'), ['800-171r2 3.13.11 CUI Encryption: derived, 5 points, 3 when partly met']);
  });

  test('CMMC is found by its ids, by the clause of the FAR and by the earlier numbering', async () => {
    assert.deepEqual(await answers('ac.l2-3.1.1'), ['cmmc AC.L2-3.1.1 Authorized Access Control: Level 2; 800-171 Rev 2 3.1.1']);
    const visitors = ['cmmc PE.L1-b.1.ix Manage Visitors & Physical Access: Level 1; FAR 52.204-21(b)(1)(ix), 800-171 Rev 2 3.10.3, 3.10.4, 3.10.5'];
    for (const text of ['PE.L1-b.1.ix', 'PE.L1-B.1.IX', '52.204-21(b)(1)(ix)', 'PE.L1-3.10.4']) assert.deepEqual(await answers(text), visitors, text);
    assert.deepEqual(await answers('3.1.3e'), ['cmmc AC.L3-3.1.3e Secured Information Transfer: Level 3; SP 800-172 3.1.3e; no mapping to 800-53 is carried']);
  });

  test('a tenet is found by number behind the word, and a bare number is the pillar too', async () => {
    const { find } = await loadFrameworks();
    for (const text of ['tenet 3', 'Tenet 3', 'T3', '800-207 3', 'per-session access']) assert.equal(find(text)?.matches[0].id, 'T3', text);
    assert.deepEqual(
      find('3')?.matches.map((match) => `${match.kind} ${match.id}`),
      ['tenet T3', 'pillar 3'],
    );
  });

  test('activities, capabilities, pillars, functions and components are found', async () => {
    assert.deepEqual(await answers('5.4.4'), ['dod-zt 5.4.4 Protect Data In Transit: Target, Phase Two']);
    assert.deepEqual(await answers('5.4'), ['dod-zt 5.4 Micro Segmentation: 3 Target and 1 Advanced activities']);
    assert.deepEqual(await answers('Network & Environment'), ['dod-zt 5 Network & Environment: 10 Target and 3 Advanced activities']);
    assert.deepEqual(await answers('traffic encryption'), [
      'cisa-ztmm networks.traffic-encryption Traffic Encryption: Networks; the publication maps it to no control',
    ]);
    const { find } = await loadFrameworks();
    assert.equal(find('policy enforcement point')?.matches[0].id, 'PEP');
    assert.deepEqual(
      find('data')?.matches.map((match) => match.framework),
      ['dod-zt', 'cisa-ztmm'],
    );
  });

  test('what no framework has is undefined, not an empty answer', async () => {
    const unknown = [
      '',
      ' ',
      'SC',
      'SC-99',
      'SC-7(99)',
      'XX-1',
      '3.1.99',
      '8.1.1',
      'tenet 8',
      'dod',
      'dod 9.9.9',
      'nist SC-7',
      'constructor',
      '__proto__',
      'SC-7(21',
      'AC-2(0)',
    ];
    for (const text of unknown) assert.equal(await answers(text), undefined, text);
    const { control } = await loadFrameworks();
    assert.equal(control('SC-99'), undefined);
    assert.equal(control('3.1.1'), undefined);
  });

  test('every id of every framework is found under its own framework, exactly once', async () => {
    const { list, tables, find } = await loadFrameworks();
    const ids = {
      '800-53': tables['800-53'].controls,
      fedramp: tables.fedramp.controls,
      '800-171r2': tables['800-171r2'].requirements,
      '800-171r3': tables['800-171r3'].requirements,
      cmmc: tables.cmmc.requirements,
      '800-207': [...tables['800-207'].tenets, ...tables['800-207'].components],
      'dod-zt': [...tables['dod-zt'].activities, ...tables['dod-zt'].capabilities, ...tables['dod-zt'].pillars],
      'cisa-ztmm': [...tables['cisa-ztmm'].functions, ...tables['cisa-ztmm'].pillars],
    };
    for (const framework of frameworkIds) {
      assert.equal(ids[framework].length, list.find((row) => row.id === framework)?.rows);
      for (const { id } of ids[framework]) {
        const matches = find(`${framework} ${id}`)?.matches.filter((match) => match.framework === framework && match.id === id);
        assert.equal(matches?.length, 1, `${framework} ${id}`);
      }
    }
  });
});
