import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import type { AnalysisFinding } from '../../../server/core/posture/findings.js';
import { type FixRequest, nameOf } from '../../../server/core/posture/fixes/offers.js';
import { type FixPlan, planFixes } from '../../../server/core/posture/fixes/plan.js';
import { rules } from '../../../server/core/rules/index.js';
import { type Edit, edit, type Fix, type NonEmpty, set } from '../../../server/core/rules/rule.js';
import { readFile } from '../../../server/core/syntax/file.js';
import { judgeFiles } from '../../harness/analysis.js';
import { valueAt } from '../../harness/edits.js';
import { TODAY } from '../../harness/rules.js';

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: cart, namespace: shop }\nspec:\n  containers:\n    - name: app\n      image: a\n      securityContext: { privileged: true }\n';
const PROFILE = 'apiVersion: heptad.dev/v1alpha1\nkind: PostureProfile\nmetadata: { name: shop }\nspec: { context: [platform] }\n';
const TEXTS = { 'heptad.yaml': PROFILE, 'pod.yaml': POD, 'platform/ns.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n' };
const ONE: NonEmpty<string> = ['spec', 'automountServiceAccountToken'];

suite('a plan of fixes', () => {
  test('is judged again: a fix after which its finding is still there is not made, and the others are', () => {
    const plan = planned((finding) =>
      finding.rule.id === 'no-privileged-containers'
        ? safe(set(root(), ['metadata', 'labels', 'app'], 'cart'))
        : finding.rule.id === 'no-unused-token-mount'
          ? safe(set(root(), ONE, false))
          : [],
    );
    assert.deepEqual(
      plan.applied.map(({ of }) => nameOf(of)),
      ['no-unused-token-mount'],
    );
    assert.deepEqual(refused(plan), ['no-privileged-containers: judged again, it is still there']);
    assert.deepEqual(
      plan.changes.map(({ after }) => after),
      [`${POD}  automountServiceAccountToken: false\n`],
    );
  });

  test('makes no score fall, even where others gain as much: the fix that would is left out', () => {
    const context = { privileged: false, procMount: 'Unmasked', capabilities: { add: ['SYS_ADMIN'] } };
    const plan = planned((finding) => {
      if (finding.rule.id === 'require-read-only-root')
        return safe(set(root(), ['spec', 'containers', '0', 'securityContext', 'readOnlyRootFilesystem'], true));
      if (finding.rule.id === 'require-seccomp-profile') return safe(set(root(), ['spec', 'securityContext', 'seccompProfile', 'type'], 'RuntimeDefault'));
      if (finding.rule.id !== 'no-privileged-containers') return [];
      const path = ['spec', 'containers', '0', 'securityContext'] as const;
      const all = Object.entries(context).map(([key, value]) => set(root(), [...path, key], value));
      return safe(set(root(), ['spec', 'hostPID'], true), ...all);
    });
    assert.deepEqual(plan.applied.map(({ of }) => nameOf(of)).sort(), ['require-read-only-root', 'require-seccomp-profile']);
    assert.match(refused(plan).join(), /^no-privileged-containers: judged again, the score in application of "\." falls$/);
  });

  test('never changes context, nor a file that must not be changed', () => {
    const context = planned((finding) =>
      finding.rule.id === 'no-privileged-containers' ? safe(set(root('platform/ns.yaml'), ['metadata', 'labels', 'a'], 'b')) : [],
    );
    assert.deepEqual([context.changes, refused(context)], [[], ['no-privileged-containers: "platform/ns.yaml" is context: it belongs to others']]);
    const link = planned(
      (finding) => (finding.rule.id === 'no-unused-token-mount' ? safe(set(root(), ONE, false)) : []),
      SAFE,
      () => 'it is a link',
    );
    assert.deepEqual([link.changes, refused(link)], [[], ['no-unused-token-mount: it is a link']]);
  });

  test('one that changes two files is made in both or in neither', () => {
    const other = { 'other.yaml': 'a: &a { b: 1 }\nc: *a\n' };
    const both = planned(
      (finding) => (finding.rule.id === 'no-unused-token-mount' ? safe(set(root(), ONE, false), set(root('other.yaml', other), ['a', 'x'], 1)) : []),
      SAFE,
      () => undefined,
      other,
    );
    assert.deepEqual([both.changes, refused(both)], [[], ['no-unused-token-mount: an alias uses this value elsewhere: a change would change that place, too']]);
  });

  test('a problem may carry a fix, and is gone with it', () => {
    const texts = { 'pod.yaml': POD.replace('      image: a\n', '      image: b\n      image: a\n') };
    const plan = planned(
      () => [],
      { what: 'safe', only: ['duplicate-key'] },
      () => undefined,
      texts,
    );
    assert.deepEqual(
      plan.changes.map(({ after }) => after),
      [POD],
    );
    assert.ok(plan.applied.length > 0 && plan.applied.every(({ of }) => nameOf(of) === 'duplicate-key'));
    assert.ok(plan.after?.problems.every(({ code }) => code !== 'duplicate-key'));
  });

  test('a digest that only one of two targets states is no safe fix of the file that both use', () => {
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: { name: app, namespace: shop }\nspec: { containers: [{ name: app, image: "r.example/app:1" }] }\n';
    const stated = (name: string, digit: string): string => pod.replace('name: app', `name: ${name}`).replace('app:1', `app:1@sha256:${digit.repeat(64)}`);
    const build = (...files: readonly string[]): string =>
      `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [${files.join(', ')}]\n`;
    const texts = (dev: string, prod: string) => ({
      'base/kustomization.yaml': build('pod.yaml'),
      'base/pod.yaml': pod,
      'dev/kustomization.yaml': build('../base', 'other.yaml'),
      'dev/other.yaml': stated('other', dev),
      'prod/kustomization.yaml': build('../base', 'other.yaml'),
      'prod/other.yaml': stated('other', prod),
    });
    const own = (finding: AnalysisFinding): readonly Fix[] => finding.finding.fixes ?? [];
    const request: FixRequest = { what: 'safe', only: ['require-image-digest'] };
    const same = planned(own, request, () => undefined, texts('1', '1'));
    assert.deepEqual(
      same.changes.map(({ path, after }) => [path, after]),
      [['base/pod.yaml', stated('app', '1')]],
    );
    assert.deepEqual(planned(own, request, () => undefined, texts('1', '2')).changes, []);
  });

  test('the API version of what a patch of another target names stays', () => {
    const job = (version: string, spec: string): string => `apiVersion: batch/${version}\nkind: CronJob\nmetadata: { name: export }\nspec: { ${spec} }\n`;
    const build = (more: string): string => `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${more}\n`;
    const texts = (dev: string, prod: string) => ({
      'base/kustomization.yaml': build('resources: [job.yaml]'),
      'base/job.yaml': job('v1beta1', 'schedule: "0 * * * *"'),
      'dev/kustomization.yaml': build(`resources: [../base]\n${dev}`),
      'dev/patch.yaml': job('v1beta1', 'schedule: "1 * * * *"'),
      'prod/kustomization.yaml': build(`resources: [../base]\n${prod}`),
      'prod/patch.yaml': job('v1beta1', 'schedule: "1 * * * *"'),
    });
    const changed = (dev: string, prod: string): readonly string[] =>
      planned(
        () => [],
        { what: 'safe', only: ['deprecated-api'] },
        () => undefined,
        texts(dev, prod),
      ).changes.map(({ path }) => path);
    assert.deepEqual(changed('', ''), ['base/job.yaml']);
    assert.deepEqual(changed('', 'patches: [{ path: patch.yaml }]'), []);
    assert.deepEqual(changed('patches: [{ path: patch.yaml }]', ''), []);
  });

  test('what an operation of another target takes out is not taken out before, and what a merge patch sets may be', () => {
    const pod = POD.replace('spec:\n', 'spec:\n  hostNetwork: true\n');
    const build = (more: string): string => `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${more}\n`;
    const reasons = (patch: string): readonly string[] => {
      const texts = {
        'base/kustomization.yaml': build('resources: [pod.yaml]'),
        'base/pod.yaml': pod,
        'dev/kustomization.yaml': build('resources: [../base]'),
        'prod/kustomization.yaml': build(`resources: [../base]\npatches:\n  - target: { kind: Pod }\n    patch: '${patch}'`),
      };
      const files = Object.entries(texts).map(([path, one]) => readFile(path, one));
      const found = judgeFiles(files).findings.find(({ rule, finding }) => rule.id === 'no-host-namespaces' && finding.at.doc.startsWith('base/'));
      const own = ({ finding }: AnalysisFinding): readonly Fix[] => finding.fixes ?? [];
      return refused(planned(own, { what: 'one', fingerprint: found?.finding.fingerprint ?? '' }, () => undefined, texts));
    };
    assert.deepEqual(reasons('[{ op: remove, path: /spec/hostNetwork }]'), [
      'no-host-namespaces: a patch of target "prod" changes it, too: take that out first',
    ]);
    assert.deepEqual(reasons('{ apiVersion: v1, kind: Pod, metadata: { name: cart }, spec: { hostNetwork: false } }'), []);
  });

  test('of two problems of the same words one may be gone while the other stays', () => {
    const labels = '{ name: q, namespace: shop, labels: &l { a: yes } }';
    const text = `apiVersion: apps/v1\nkind: Deployment\nmetadata: ${labels}\nspec:\n  selector: { matchLabels: *l }\n  template:\n    metadata: { labels: { a: yes } }\n`;
    const plan = planned(
      () => [],
      { what: 'safe', only: ['unquoted-text'] },
      () => undefined,
      { 'q.yaml': text },
    );
    assert.deepEqual(
      plan.changes.map(({ after }) => after),
      [text.replace('labels: { a: yes }', 'labels: { a: "yes" }')],
    );
    assert.deepEqual(refused(plan), ['unquoted-text: an alias uses this value elsewhere: a change would change that place, too']);
  });

  test('a list item may go although the next one then has its number', () => {
    const text =
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: wide, namespace: shop }\nspec: { podSelector: {}, ingress: [{}, {}, {}] }\n';
    const texts = { ...TEXTS, 'wide.yaml': text };
    const files = Object.entries(texts).map(([path, one]) => readFile(path, one));
    const found = judgeFiles(files).findings.filter(({ rule }) => rule.id === 'limit-network-rules');
    assert.equal(found.length, 3);
    const fingerprint = found[0]?.finding.fingerprint ?? '';
    const own = (finding: AnalysisFinding): readonly Fix[] => finding.finding.fixes ?? [];
    const plan = planned(own, { what: 'one', fingerprint }, () => undefined, { 'wide.yaml': text });
    assert.deepEqual(
      plan.changes.map(({ after }) => after),
      [text.replace('[{}, {}, {}]', '[{}, {}]')],
    );
  });
});

const SAFE: FixRequest = { what: 'safe', only: [] };

/** What is planned when findings have other fixes than those of their rules. */
function planned(
  fixesOf: (finding: AnalysisFinding) => readonly Fix[],
  request: FixRequest = SAFE,
  whyNot: (path: string) => string | undefined = () => undefined,
  more: Readonly<Record<string, string>> = {},
): FixPlan {
  const texts: Readonly<Record<string, string>> = { ...TEXTS, ...more };
  const files = Object.entries(texts).map(([path, text]) => readFile(path, text));
  const analysis = judgeFiles(files);
  const findings = analysis.findings.map((one) => ({ ...one, finding: { ...one.finding, fixes: fixesOf(one) } }));
  const planning = planFixes(
    { input: { files, rules, today: TODAY }, analysis, findings, problems: analysis.problems, text: (path) => texts[path], whyNot },
    request,
  );
  for (;;) {
    const step = planning.next();
    if (step.done === true) return step.value;
  }
}

function root(path = 'pod.yaml', texts: Readonly<Record<string, string>> = TEXTS) {
  return valueAt(readFile(path, texts[path] ?? '').documents, '');
}

function safe(...edits: NonEmpty<Edit>): readonly Fix[] {
  return [edit('Mend it', 'safe', ...edits)];
}

function refused({ left }: FixPlan): readonly string[] {
  return left.filter(({ why }) => why === 'refused').map(({ of, reason }) => `${nameOf(of)}: ${reason}`);
}
