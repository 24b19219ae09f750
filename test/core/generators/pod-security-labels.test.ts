import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { podSecurityLabels } from '../../../server/core/generators/kubernetes/pod-security-labels.js';
import { podSecurityDryRun } from '../../../server/core/posture/generation/pod-security.js';
import { rules } from '../../../server/core/rules/index.js';
import { editFiles } from '../../../server/core/syntax/edit/files.js';
import { readFile } from '../../../server/core/syntax/file.js';
import { checkGenerator, inventoryFrom } from '../../harness/check-generator.js';
import { podSecurityCases } from './cases/pod-security.js';

suite('pod-security-labels', () => {
  for (const one of podSecurityCases) test(one.name, () => checkGenerator(podSecurityLabels, one));

  test('the manifest enforces the level, and warns and audits at restricted', () => {
    const [first] = podSecurityCases;
    assert.ok(first !== undefined);
    const [manifest] = checkGenerator(podSecurityLabels, { ...first, podSecurity: () => ({ level: 'baseline', refused: [] }) }).manifests;
    assert.deepEqual(manifest?.objects[0]?.['metadata'], {
      name: 'shop',
      labels: {
        'app.kubernetes.io/managed-by': 'heptad',
        'pod-security.kubernetes.io/enforce': 'baseline',
        'pod-security.kubernetes.io/warn': 'restricted',
        'pod-security.kubernetes.io/audit': 'restricted',
      },
      annotations: { 'heptad.dev/controls': 'AC-6, AC-16, CM-6, SC-39', 'heptad.dev/manifest': 'kubernetes-shop.pod-security' },
    });
  });

  test('labels are set in the text of the Namespace, and nothing else changes', () => {
    const text =
      '# shop\nkind: Namespace\napiVersion: v1\nmetadata:\n  name: shop # ours\n---\nkind: Pod\napiVersion: v1\nmetadata: { name: web, namespace: shop }\n';
    const file = readFile('shop.yaml', text);
    const inventory = inventoryFrom({ 'shop.yaml': text });
    const { edits = [] } = podSecurityLabels.generate({ intent: 'pod-security', subject: '' }, inventory, {
      mode: 'enforce',
      podSecurity: () => ({ level: 'restricted', refused: [] }),
    });
    const documents = new Map(file.documents.map((document) => [document.id, document]));
    const { files, refused } = editFiles({ document: (id) => documents.get(id), text: () => text }, edits);
    assert.deepEqual([...refused], []);
    const changed = [...(files.get('shop.yaml') ?? [])].reverse().reduce((whole, edit) => whole.slice(0, edit.start) + edit.text + whole.slice(edit.end), text);
    assert.equal(
      changed,
      text.replace(
        '  name: shop # ours\n',
        '  name: shop # ours\n  labels:\n    pod-security.kubernetes.io/enforce: restricted\n    pod-security.kubernetes.io/warn: restricted\n    pod-security.kubernetes.io/audit: restricted\n',
      ),
    );
  });
});

suite('dry run of the Pod Security Standards', () => {
  const SAFE =
    'securityContext: { runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: { drop: [ALL] }, seccompProfile: { type: RuntimeDefault } }';
  const level = (containers: string, pod = ''): string => {
    const text = `kind: Pod\nmetadata: { name: web, namespace: shop }\nspec: { ${pod}containers: ${containers} }\n`;
    return podSecurityDryRun(rules, inventoryFrom({ 'a.yaml': text }))('shop').level;
  };

  test('restricted is passed by pods that set all it asks for', () => assert.equal(level(`[{ name: web, ${SAFE} }]`), 'restricted'));
  test('a bare pod passes baseline', () => assert.equal(level('[{ name: web }]'), 'baseline'));
  test('seccomp may be absent for baseline, but not switched off', () => {
    assert.equal(level('[{ name: web, securityContext: { seccompProfile: { type: Unconfined } } }]'), 'privileged');
    assert.equal(level(`[{ name: web, ${SAFE} }]`, 'securityContext: { seccompProfile: { type: Unconfined } }, '), 'privileged');
  });
  test('one bad container is enough', () =>
    assert.equal(level(`[{ name: web, ${SAFE} }, { name: bad, securityContext: { privileged: true } }]`), 'privileged'));
  test('what is not known does not pass', () => {
    const text = 'kind: Pod\nmetadata: { name: web, namespace: shop }\nspec:\n  hostNetwork: {{ .Values.host }}\n  containers: [{ name: web }]\n';
    assert.equal(podSecurityDryRun(rules, inventoryFrom({ 'templates/a.yaml': text }))('shop').level, 'privileged');
  });
  test('another namespace does not count', () => {
    const text = 'kind: Pod\nmetadata: { name: bad, namespace: other }\nspec: { containers: [{ name: a, securityContext: { privileged: true } }] }\n';
    assert.equal(podSecurityDryRun(rules, inventoryFrom({ 'a.yaml': text }))('shop').level, 'restricted');
  });
});
