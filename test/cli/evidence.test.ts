import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { suite, test } from 'mocha';
import { folderOf, heptad, reportOf } from '../harness/cli.js';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: app, namespace: shop }\nspec: { containers: [{ name: app, image: app:1 }] }\n';
const TEXT = 'Multi-factor sign-on is enforced.\n';
const attestation = (path: string): string => `apiVersion: heptad.dev/v1alpha1
kind: Attestation
metadata: { name: provider }
spec:
  rules: [require-mfa-evidence]
  owner: Ada
  evidence: { path: ${path}, sha256: ${createHash('sha256').update(TEXT).digest('hex')} }
  issued: 2026-09-01
  expires: 2027-08-31
`;

suite('evidence of attestations', () => {
  const passedIn = (cwd: string): number => reportOf(['score'], { cwd }).targets[0]?.rules.find(({ id }) => id === 'require-mfa-evidence')?.passed ?? -1;

  test('a file that is what its hash says settles the rule', () => {
    const cwd = folderOf({ 'pod.yaml': POD, '.heptad/mfa.yaml': attestation('evidence/mfa.md'), 'evidence/mfa.md': TEXT });
    assert.equal(passedIn(cwd), 1);
    assert.deepEqual(reportOf(['score'], { cwd }).problems, []);
  });

  test('a changed or missing file settles nothing and is an error', () => {
    for (const [files, code] of [
      [{ 'evidence/mfa.md': `${TEXT}\n` }, 'changed-evidence'],
      [{}, 'missing-evidence'],
    ] as const) {
      const cwd = folderOf({ 'pod.yaml': POD, '.heptad/mfa.yaml': attestation('evidence/mfa.md'), ...files });
      assert.equal(passedIn(cwd), 0, code);
      assert.deepEqual(
        reportOf(['score'], { cwd }).problems.map((problem) => problem.code),
        [code],
      );
      assert.equal(heptad(['gate'], { cwd }).status, 1);
    }
  });

  test('a path out of the root is not followed', () => {
    const outside = folderOf({ 'mfa.md': TEXT });
    const cwd = folderOf({ 'pod.yaml': POD, '.heptad/mfa.yaml': attestation(`../${outside.split('/').at(-1) ?? ''}/mfa.md`) });
    assert.equal(passedIn(cwd), 0);
  });

  test('names of rules and options that do not exist are bad config', () => {
    const cwd = folderOf({
      'pod.yaml': POD,
      'heptad.yaml': 'apiVersion: heptad.dev/v1alpha1\nkind: PostureProfile\nspec: { options: { require-strict-mtsl: { x: [a] } } }\n',
    });
    assert.equal(heptad(['score'], { cwd }).status, 2);
    assert.match(heptad(['scan'], { cwd }).stdout, /require-strict-mtsl/);
  });
});
