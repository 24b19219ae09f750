import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { folderOf, heptad } from '../harness/cli.js';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: app, namespace: shop }\nspec: { containers: [{ name: app, image: evil.example/app:1 }] }\n';
const PROFILE = (options: string): string => `apiVersion: heptad.dev/v1alpha1\nkind: PostureProfile\nspec: { options: ${options} }\n`;
const TODAY = ['--today', '2026-11-24'];

suite('generate with Kyverno', () => {
  test('takes the registries of heptad.yaml, names what they refuse, and begins with an audit', () => {
    const cwd = folderOf({ 'pod.yaml': POD, 'heptad.yaml': PROFILE('{ require-approved-registries: { registries: [registry.example.com/shop] } }') });
    for (const asked of [
      ['--intent', 'approved-registries'],
      ['--for', 'require-approved-registries'],
    ]) {
      const { status, stdout } = heptad(['generate', ...asked, ...TODAY], { cwd });
      assert.equal(status, 0);
      assert.match(stdout, /1 file, starts in audit until 2026-12-24/);
      assert.match(stdout, /container "app" of Pod "app" runs an image of no approved registry/);
      assert.match(stdout, /kind: ValidatingPolicy/);
      assert.match(stdout, /\^\(registry\[\.\]example\[\.\]com\/shop\)/);
      assert.doesNotMatch(stdout, /evil\[\.\]example/);
    }
  });

  test('writes the old kind where that is asked for, and says who writes an intent where the engine can not', () => {
    const cwd = folderOf({ 'pod.yaml': POD });
    const old = heptad(['generate', '--intent', 'non-root', '--engine', 'kyverno-clusterpolicy', '--enforce', ...TODAY], { cwd });
    assert.match(old.stdout, /1 file, enforces at once[\s\S]*kind: ClusterPolicy[\s\S]*failureAction: Enforce/);
    const wrong = heptad(['generate', '--intent', 'non-root', '--engine', 'istio', ...TODAY], { cwd });
    assert.equal(wrong.status, 2);
    assert.match(wrong.stderr, /"istio" does not write "non-root"; kyverno, kyverno-clusterpolicy may/);
  });
});
