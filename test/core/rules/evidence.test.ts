import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { noStaticTokenAuth } from '../../../server/core/rules/no-static-token-auth.js';
import { requireTokenPresence } from '../../../server/core/rules/require-token-presence.js';
import { judgeBeside } from '../../harness/context.js';

const api = (...flags: readonly string[]): string =>
  `{ kind: Pod, metadata: { name: api }, spec: { containers: [{ name: api, command: [${['kube-apiserver', ...flags].join(', ')}] }] } }`;

suite('context', () => {
  test('it can speak for the cluster, never against it', () => {
    const other = 'kind: ConfigMap\nmetadata: { name: settings }\n';
    const states = (context: string) => judgeBeside(noStaticTokenAuth, context, other).judged.map(({ state }) => state);
    assert.deepEqual(states(api()), ['passed']);
    assert.deepEqual(states(api('--token-auth-file=/t.csv')), []);
    assert.deepEqual(states(api('--token-auth-file=/t.csv', '--basic-auth-file=/p.csv')), []);
  });

  test('its policies protect what is judged', () => {
    const web = `
      kind: Pod
      metadata: { name: web, namespace: shop, labels: { app: web } }
      spec: { containers: [{ name: web }] }
      ---
      kind: Service
      metadata: { name: web, namespace: shop }
      spec: { type: NodePort, selector: { app: web } }
    `;
    const deny = `
      kind: AuthorizationPolicy
      metadata: { name: deny, namespace: istio-system }
      spec: { action: DENY, rules: [{ from: [{ source: { notRequestPrincipals: ["*"] } }] }] }
    `;
    const states = (context: string) => judgeBeside(requireTokenPresence, context, web).judged.map(({ state }) => state);
    assert.deepEqual(states(deny), ['passed']);
    assert.deepEqual(states('kind: ConfigMap\nmetadata: { name: settings }\n'), ['failed']);
  });
});
