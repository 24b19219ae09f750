import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { generators } from '../../../server/core/generators/index.js';
import { CONTROLS as AUTHORIZATION } from '../../../server/core/generators/istio/authorization-policy.js';
import { CONTROLS as MTLS } from '../../../server/core/generators/istio/peer-authentication.js';
import { CONTROLS as TELEMETRY } from '../../../server/core/generators/istio/telemetry.js';
import { CONTROLS as NETWORK } from '../../../server/core/generators/kubernetes/network-policy.js';
import { CONTROLS as POD_SECURITY } from '../../../server/core/generators/kubernetes/pod-security-labels.js';
import { rules } from '../../../server/core/rules/index.js';

/** The rules that an output settles, by what it says of its controls. */
const SETTLES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['network-policy', NETWORK, ['require-default-deny-ingress', 'require-default-deny-egress']],
  ['pod-security-labels', POD_SECURITY, ['require-pod-security-admission']],
  ['strict-mtls', MTLS, ['require-strict-mtls']],
  ['authorization', AUTHORIZATION, ['require-default-deny-authorization']],
  ['access-logs', TELEMETRY, ['require-mesh-access-logs']],
];

suite('controls of generated objects', () => {
  for (const [name, controls, ids] of SETTLES) {
    test(`${name} names the controls of the rules that it settles`, () => {
      const settled = ids.map((id) => rules.find((rule) => rule.id === id));
      const wanted = settled.flatMap((rule) => rule?.controls.map(({ id }) => id) ?? assert.fail(`no rule among ${ids.join(', ')}`));
      assert.deepEqual([...controls].sort(), [...new Set(wanted)].sort());
    });
  }
});

suite('generators', () => {
  test('each has its own id and at least one intent', () => {
    assert.equal(new Set(generators.map(({ id }) => id)).size, generators.length);
    for (const { id, enforces, summary } of generators) {
      assert.match(id, /^[a-z]+(-[a-z]+)*$/);
      assert.ok(enforces.length > 0 && new Set(enforces).size === enforces.length, id);
      assert.match(summary, /\.$/);
    }
  });
});
