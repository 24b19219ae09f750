import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { Inventory } from '../../server/core/inventory/inventory.js';
import type { Target, TargetSet } from '../../server/core/inventory/targets/targets.js';
import { rules } from '../../server/core/rules/index.js';
import type { Rule } from '../../server/core/rules/rule.js';
import { type RuleResult, runRule } from '../../server/core/rules/run.js';
import { CORPORA, casesOf, corpusFiles, corpusText, sayAbsent } from '../harness/corpora.js';
import { TODAY } from '../harness/rules.js';
import { targetsOf } from '../harness/targets.js';

/** What kustomize made of each overlay of the shop. */
const RENDERED = new Map([
  ['kustomize', 'base.yaml'],
  ...['memorystore', 'service-mesh-istio', 'spanner'].map(
    (name) => [`kustomize/tests/${name}-with-all-components`, `${name}-with-all-components.yaml`] as const,
  ),
]);

if (CORPORA === undefined) sayAbsent('targets of the corpora');
else corpora();

function corpora(): void {
  suite('targets of the corpora', function () {
    this.timeout(120_000);
    const shop = targetsOf(filesIn('boutique/'));

    test('the shop has seven targets', () => {
      assert.deepEqual(
        shop.targets.map(({ kind, name }) => `${kind} ${name}`),
        [
          'folder istio-manifests',
          'kustomization kubernetes-manifests',
          'kustomization kustomize',
          'kustomization kustomize/tests/memorystore-with-all-components',
          'kustomization kustomize/tests/service-mesh-istio-with-all-components',
          'kustomization kustomize/tests/spanner-with-all-components',
          'folder release',
        ],
      );
      assert.deepEqual(problemsOf(shop), []);
    });

    test('each file of the shop is read, or left out for a reason', () => {
      const left = shop.files.filter(({ state }) => state !== 'read').map(({ path, reason }) => `${path}: ${reason}`);
      const components = [
        'alloydb',
        'container-images-registry',
        'container-images-tag',
        'container-images-tag-suffix',
        'custom-base-url',
        'non-public-frontend',
        'shopping-assistant',
        'single-shared-session',
        'without-loadgenerator',
      ];
      assert.deepEqual(
        left.sort(),
        [
          'facts.json: not a Kubernetes manifest',
          'kubernetes-manifests/loadgenerator.yaml: not listed in kubernetes-manifests/kustomization.yaml',
          ...components.map((name) => `kustomize/components/${name}/kustomization.yaml: a component that no kustomization uses`),
          'kustomize/components/shopping-assistant/shoppingassistantservice.yaml: of a component that no kustomization uses',
          'kustomize/components/without-loadgenerator/delete-loadgenerator.patch.yaml: kustomize patch',
        ].sort(),
      );
    });

    for (const [name, file] of RENDERED) {
      const overlay = shop.targets.find((target) => target.name === name);
      const rendered = targetsOf({ '-': corpusText(`boutique-rendered/${file}`) }).targets[0];

      test(`${name} holds the objects that kustomize renders`, () => {
        assert.deepEqual(idsOf(overlay), idsOf(rendered));
      });

      test(`${name} is judged as what kustomize renders, wherever both are judged`, () => {
        const wrong: string[] = [];
        let compared = 0;
        for (const rule of rules) {
          const expected = verdictsOf(rule, rendered);
          for (const [id, verdict] of verdictsOf(rule, overlay)) {
            const other = expected.get(id);
            if (verdict === 'unknown' || other === undefined || other === 'unknown') continue;
            compared++;
            if (verdict !== other) wrong.push(`${rule.id} ${id}: ${verdict}, rendered ${other}`);
          }
        }
        assert.deepEqual(wrong, []);
        assert.ok(compared > 200, `${compared} verdicts were compared`);
      });
    }

    test('without patches nothing is unknown that the render shows', () => {
      const overlay = shop.targets.find((target) => target.name === 'kustomize');
      const [rendered] = targetsOf({ '-': corpusText('boutique-rendered/base.yaml') }).targets;
      for (const rule of rules) assert.deepEqual(sorted(verdictsOf(rule, overlay)), sorted(verdictsOf(rule, rendered)), rule.id);
    });

    test('a chart is one target, its templates and its values are read', () => {
      const set = targetsOf(estate('boutique-helm'));
      assert.deepEqual(
        set.targets.map(({ kind, name }) => `${kind} ${name}`),
        ['chart helm-chart'],
      );
      assert.deepEqual(problemsOf(set), []);
      const left = set.files.filter(({ state }) => state !== 'read');
      assert.deepEqual(
        left.map(({ path, reason }) => `${path}: ${reason}`),
        ['helm-chart/Chart.yaml: not a Kubernetes manifest'],
      );
    });

    test('in an estate only the files that its selection lacks are missing', () => {
      const set = targetsOf(estate('kube-prometheus'));
      assert.deepEqual(
        set.targets.map(({ kind, name }) => `${kind} ${name}`),
        ['kustomization .'],
      );
      const missing = [
        'grafana-dashboardDefinitions',
        ...['AlertmanagerConfig', 'Alertmanager', 'Prometheus', 'PrometheusAgent', 'ScrapeConfig', 'ThanosRuler'].map(
          (kind) => `setup/0${kind.toLowerCase()}CustomResourceDefinition`,
        ),
      ];
      assert.deepEqual(
        problemsOf(set)
          .map((problem) => problem.toLowerCase())
          .sort(),
        missing.map((name) => `warning "./manifests/${name.toLowerCase()}.yaml" is not among the files`).sort(),
      );
      assert.deepEqual(
        set.files.filter(({ state }) => state !== 'read'),
        [],
      );
    });

    test('alternatives that lie in one folder are one target, in which the same object comes several times', () => {
      const set = targetsOf(estate('bookinfo'));
      assert.deepEqual(
        set.targets.map(({ kind, name }) => `${kind} ${name}`),
        ['folder samples/bookinfo'],
      );
      assert.deepEqual([...new Set(set.targets.flatMap(({ problems }) => problems.map(({ code }) => code)))], ['duplicate-object']);
      assert.deepEqual(
        set.files.filter(({ state }) => state !== 'read').map(({ path, reason }) => `${path}: ${reason}`),
        ['samples/bookinfo/swagger.yaml: not a Kubernetes manifest'],
      );
    });
  });
}

function filesIn(folder: string): Readonly<Record<string, string>> {
  const paths = corpusFiles('.yaml', '.json').filter((path) => path.startsWith(folder));
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length), corpusText(path)]));
}

function estate(name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(casesOf(`estates/${name}.jsonl`).map(({ path, resource }) => [String(path), resource ?? '']));
}

function problemsOf(set: TargetSet): readonly string[] {
  return [...set.problems, ...set.targets.flatMap(({ problems }) => problems)].map(({ severity, message }) => `${severity} ${message}`);
}

function inventoryFor(target: Target | undefined): Inventory {
  return new Inventory({ name: 'shop', platform: 'here', today: TODAY }, target?.members ?? []);
}

function idsOf(target: Target | undefined): readonly string[] {
  const { resources } = inventoryFor(target);
  return resources
    .filter(({ group }) => group !== 'kustomize.config.k8s.io')
    .map(({ id }) => id)
    .sort();
}

function verdictsOf(rule: Rule, target: Target | undefined): ReadonlyMap<string, string> {
  const run = runRule(rule, inventoryFor(target));
  let step = run.next();
  while (step.done !== true) step = run.next();
  const result: RuleResult = step.value;
  return new Map(result.judged.map(({ subject, state }) => [subject.id, state]));
}

function sorted(verdicts: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...verdicts].sort(([one], [other]) => (one < other ? -1 : 1));
}
