import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'mocha';
import { parseOwnDocuments } from '../../../server/core/posture/documents/parse.js';
import { referenceProblems } from '../../../server/core/posture/documents/references.js';
import { rules } from '../../../server/core/rules/index.js';
import { readFile } from '../../../server/core/syntax/file.js';
import { attestationOf, postureOf, resultOf, ruleOf } from '../../harness/posture.js';

const PAGE = readFileSync('docs/scoring.md', 'utf8');

suite('docs/scoring.md', () => {
  test('its documents are right, and name rules that exist', () => {
    const blocks = [...PAGE.matchAll(/```yaml\n([\s\S]*?)```/g)].map((block) => block[1] ?? '');
    const parsed = blocks.map((text) => parseOwnDocuments(readFile('page.yaml', text)));
    const documents = parsed.flatMap(({ documents }) => documents);
    assert.deepEqual(
      parsed.flatMap(({ problems }) => problems),
      [],
    );
    assert.deepEqual(documents.map(({ kind }) => kind).sort(), ['Attestation', 'PostureProfile', 'Waiver']);
    const own = {
      profiles: documents.filter((document) => document.kind === 'PostureProfile'),
      attestations: documents.filter((document) => document.kind === 'Attestation'),
      waivers: documents.filter((document) => document.kind === 'Waiver'),
    };
    assert.deepEqual(referenceProblems(own, { rules, frameworks: [] }), []);
  });

  test('its example comes out as it says', () => {
    const posture = postureOf(
      [
        resultOf(ruleOf('data/initial/a'), 'passed', 'passed', 'passed', 'failed'),
        resultOf(ruleOf('data/initial/b', { judgedBy: 'attestation' })),
        resultOf(ruleOf('data/advanced/c'), 'passed', 'encrypted'),
        resultOf(ruleOf('data/advanced/d'), 'failed'),
        resultOf(ruleOf('data/optimal/e', { absent: 'not-judged' })),
      ],
      { attestations: [attestationOf(['b'])] },
    );
    const data = posture.pillars.find(({ pillar }) => pillar === 'data');
    assert.deepEqual([data?.score, data?.measured, data?.attested, data?.ceiling], [51, 26, 25, 78]);
    for (const number of ['51.25, shown as 51', '26 measured and 25 attested', '78.75, shown as 78']) assert.ok(PAGE.includes(number), number);
  });
});
