import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { limitNetworkRules } from '../../../server/core/rules/limit-network-rules.js';
import { limitSecretReaders } from '../../../server/core/rules/limit-secret-readers.js';
import { noHostNamespaces } from '../../../server/core/rules/no-host-namespaces.js';
import { preferSecretFiles } from '../../../server/core/rules/prefer-secret-files.js';
import { requireAuditPolicy } from '../../../server/core/rules/require-audit-policy.js';
import { requireDefaultDenyAuthorization } from '../../../server/core/rules/require-default-deny-authorization.js';
import { requireDroppedCapabilities } from '../../../server/core/rules/require-dropped-capabilities.js';
import { requireEnforcingPolicies } from '../../../server/core/rules/require-enforcing-policies.js';
import { requireFailClosedAdmission } from '../../../server/core/rules/require-fail-closed-admission.js';
import { requireIdentityBasedAuthorization } from '../../../server/core/rules/require-identity-based-authorization.js';
import { requireIngressGateway } from '../../../server/core/rules/require-ingress-gateway.js';
import { requireMeshEnrollment } from '../../../server/core/rules/require-mesh-enrollment.js';
import { requireNodeAuthorization } from '../../../server/core/rules/require-node-authorization.js';
import { requireOwnServiceAccount } from '../../../server/core/rules/require-own-service-account.js';
import { requireStrictMtls } from '../../../server/core/rules/require-strict-mtls.js';
import { requireTokenAudience } from '../../../server/core/rules/require-token-audience.js';
import { titlesOf } from '../../harness/fix-titles.js';

/** Where a fix would be refused, break something for sure, or change nothing, it is not offered or takes more along. */
suite('what a fix is not offered for, or takes along', () => {
  test('a HostProcess container keeps its pod on the host network', () => {
    const pod = (options: string): readonly string[] =>
      titlesOf(
        noHostNamespaces,
        `{ kind: Pod, metadata: { name: a }, spec: { hostNetwork: true, securityContext: { ${options} }, containers: [{ name: a }] } }`,
      );
    assert.deepEqual(pod(''), ['Remove hostNetwork']);
    assert.deepEqual(pod('windowsOptions: { hostProcess: true }'), ['none']);
  });

  test('a container that binds a low port keeps the right to, once', () => {
    const container = (rest: string): readonly string[] => titlesOf(requireDroppedCapabilities, `{ kind: Pod, spec: { containers: [{ name: a, ${rest} }] } }`);
    assert.deepEqual(container('ports: [{ containerPort: 1023 }]'), ['Drop all capabilities but NET_BIND_SERVICE']);
    assert.deepEqual(container('ports: [{ containerPort: 1024 }]'), ['Drop all capabilities']);
    assert.deepEqual(container('ports: [{ containerPort: 80 }], securityContext: { capabilities: { add: [NET_BIND_SERVICE] } }'), ['Drop all capabilities']);
  });

  test('a secret stays in the environment where a text may use the variable, or its name is taken', () => {
    const from = 'env: [{ name: P, valueFrom: { secretKeyRef: { name: db, key: p } } }]';
    const pod = (own: string, spec = ''): readonly string[] =>
      titlesOf(preferSecretFiles, `{ kind: Pod, spec: { containers: [{ name: a, ${own} }], ${spec} } }`);
    assert.deepEqual(pod(from), ['Mount secret "db" as files, which the program has to read']);
    assert.deepEqual(pod(`${from}, args: ["--password=$(P)"]`), ['none']);
    assert.deepEqual(pod(`${from}, args: ["{{ .Values.args }}"]`), ['none']);
    assert.deepEqual(pod(from, 'volumes: [{ name: db, emptyDir: {} }]'), ['none']);
    assert.deepEqual(pod(`${from}, volumeMounts: [{ name: x, mountPath: /etc/secrets/db }]`), ['none']);
    assert.deepEqual(pod('env: [{ name: P, valueFrom: { secretKeyRef: { name: db.main, key: p } } }]'), ['none']);
  });

  test('secrets are not named in a rule for the whole cluster, for every resource, or for every verb', () => {
    const role = (kind: string, resources: string, verbs: string): readonly string[] =>
      titlesOf(
        limitSecretReaders,
        `{ kind: ${kind}, metadata: { name: a, namespace: shop }, rules: [{ apiGroups: [""], resources: [${resources}], verbs: [${verbs}] }] }\n---\n{ kind: Secret, metadata: { name: b, namespace: shop } }`,
      );
    assert.deepEqual(role('Role', 'secrets', 'get'), ['Limit the rule to the secrets in sight']);
    assert.deepEqual(role('ClusterRole', 'secrets', 'get'), ['none']);
    assert.deepEqual(role('Role', '"*"', 'get'), ['none']);
    assert.deepEqual(role('Role', 'secrets', '"*"'), ['none']);
  });

  test('the last rule for egress leaves its policy in force', () => {
    const edits = titlesOf(limitNetworkRules, '{ kind: NetworkPolicy, metadata: { name: a }, spec: { podSelector: {}, egress: [{}] } }', 'edits');
    assert.deepEqual(edits.slice(0, 1), ['remove /spec/egress[0] and set policyTypes of /spec']);
  });

  test('the only rule of a policy says what goes with it', () => {
    const titles = (spec: string): readonly string[] =>
      titlesOf(limitNetworkRules, `{ kind: NetworkPolicy, metadata: { name: a }, spec: { podSelector: {}, policyTypes: [Ingress, Egress], ${spec} } }`);
    assert.equal(titles('egress: [{}]')[0], 'Remove the only rule, so that the policy allows no egress, not even DNS, enforces at once');
    assert.equal(titles('ingress: [{}]')[0], 'Remove the only rule, so that the policy allows no ingress, enforces at once');
    assert.equal(titles('egress: [{}, { to: [{ podSelector: { matchLabels: { a: b } } }], ports: [{ port: 80 }] }]')[0], 'Remove the rule, enforces at once');
  });

  test('a webhook that fails closed keeps the namespaces that serve it out, unless it does already', () => {
    const webhook = (rest: string): readonly string[] =>
      titlesOf(
        requireFailClosedAdmission,
        `{ kind: ValidatingWebhookConfiguration, metadata: { name: a }, webhooks: [{ name: a.example.com, failurePolicy: Ignore, ${rest} }] }`,
        'edits',
      );
    assert.deepEqual(webhook('clientConfig: { service: { namespace: engine, name: a } }'), [
      'replace by Fail and set namespaceSelector/matchExpressions/- of /webhooks[name=a.example.com]',
    ]);
    assert.deepEqual(webhook('clientConfig: { url: "https://a.example.com" }'), ['replace by Fail']);
    const selector = '{ matchExpressions: [{ key: kubernetes.io/metadata.name, operator: NotIn, values: [engine] }] }';
    assert.deepEqual(webhook(`clientConfig: { service: { namespace: engine, name: a } }, namespaceSelector: ${selector}`), ['replace by Fail']);
  });

  test('a list of actions keeps its records, and of scoped ones the one at admission is changed', () => {
    const policy = (actions: string): readonly string[] =>
      titlesOf(requireEnforcingPolicies, `{ kind: ValidatingPolicy, metadata: { name: a }, spec: { validationActions: ${actions} } }`, 'values');
    assert.deepEqual(policy('[Audit]'), ['["Deny","Audit"]']);
    assert.deepEqual(policy('[Warn]'), ['["Deny"]']);
    const constraint = (actions: string): readonly string[] =>
      titlesOf(
        requireEnforcingPolicies,
        `{ apiVersion: constraints.gatekeeper.sh/v1beta1, kind: K8sTags, metadata: { name: a }, spec: { enforcementAction: scoped, scopedEnforcementActions: ${actions} } }`,
        'values',
      );
    assert.deepEqual(constraint('[{ action: warn, enforcementPoints: [{ name: validation.gatekeeper.sh }] }]'), ['deny']);
    assert.deepEqual(constraint('[{ action: warn, enforcementPoints: [{ name: audit.gatekeeper.sh }] }]'), [
      '{"action":"deny","enforcementPoints":[{"name":"validation.gatekeeper.sh"}]}',
    ]);
  });

  test('flags of the API server that add up, or exclude each other, are respected', () => {
    const server = (...flags: readonly string[]): readonly string[] =>
      titlesOf(
        requireNodeAuthorization,
        `{ kind: Pod, metadata: { name: a }, spec: { containers: [{ name: a, command: [kube-apiserver, ${flags.map((flag) => JSON.stringify(flag)).join(', ')}] }] } }`,
        'values',
      );
    const on = '--enable-admission-plugins=NodeRestriction';
    assert.deepEqual(server('--authorization-mode=RBAC,Webhook', on), ['--authorization-mode=Node,RBAC,Webhook']);
    assert.deepEqual(server('--authorization-mode=RBAC', '--authorization-mode=Webhook', on), ['none']);
    assert.deepEqual(server('--authorization-mode=Node,RBAC', '--admission-control=ResourceQuota'), ['--admission-control=ResourceQuota,NodeRestriction']);
    assert.deepEqual(server('--authorization-mode=Node,RBAC', '--enable-admission-plugins=A', '--enable-admission-plugins=B'), [
      '--enable-admission-plugins=B,NodeRestriction',
    ]);
    assert.deepEqual(server('--authorization-mode=Node,RBAC', on, '--disable-admission-plugins=NodeRestriction,A'), ['--disable-admission-plugins=A']);
    assert.deepEqual(server('--authorization-mode=Node,RBAC', '--disable-admission-plugins=NodeRestriction'), ['none']);
    assert.deepEqual(server('--authorization-mode=Node,RBAC', '--'), ['none']);
  });

  test('an audit policy that omits every stage is left to a person', () => {
    const policy = (rest: string): readonly string[] => titlesOf(requireAuditPolicy, `{ apiVersion: audit.k8s.io/v1, kind: Policy, ${rest} }`);
    assert.deepEqual(policy('rules: [{ level: None }]'), ['Set the level to Metadata for all that the rule matches']);
    assert.deepEqual(policy('rules: []'), ['Record sensitive actions']);
    assert.deepEqual(policy('omitStages: [RequestReceived, ResponseComplete], rules: [{ level: Metadata }]'), ['none']);
  });

  test('a mode or a default deny is written for a mesh that the workloads are in', () => {
    const namespace = (metadata: string): string =>
      `{ kind: Namespace, metadata: { name: shop, ${metadata} } }\n---\n{ kind: Pod, metadata: { name: a, namespace: shop } }`;
    assert.deepEqual(titlesOf(requireStrictMtls, namespace('')), ['none']);
    assert.deepEqual(titlesOf(requireDefaultDenyAuthorization, namespace('')), ['none']);
    const istio = 'labels: { istio-injection: enabled }';
    assert.deepEqual(titlesOf(requireStrictMtls, namespace(istio)), ['Require mutual TLS, enforces at once']);
    assert.deepEqual(titlesOf(requireDefaultDenyAuthorization, namespace(istio)), ['Refuse by default, with the declared grants']);
    assert.deepEqual(titlesOf(requireDefaultDenyAuthorization, namespace('annotations: { linkerd.io/inject: enabled }')), ['none']);
    const said = 'annotations: { linkerd.io/inject: enabled, config.linkerd.io/default-inbound-policy: all-unauthenticated }';
    assert.deepEqual(titlesOf(requireStrictMtls, namespace(said)), ['none']);
  });

  test('a workload that opts out comes in only together with its namespace', () => {
    const pod = '{ kind: Pod, metadata: { name: a, namespace: shop, labels: { sidecar.istio.io/inject: "false" } } }';
    assert.deepEqual(titlesOf(requireMeshEnrollment, `{ kind: Namespace, metadata: { name: shop } }\n---\n${pod}`, 'edits'), [
      'remove /metadata/labels/sidecar.istio.io~1inject and set labels/istio-injection of /metadata',
    ]);
    assert.deepEqual(titlesOf(requireMeshEnrollment, pod), ['none']);
  });

  test('namespaces become accounts only where all of them are in sight', () => {
    const policy = (source: string, account = 'gateway'): readonly string[] =>
      titlesOf(
        requireIdentityBasedAuthorization,
        `{ kind: AuthorizationPolicy, metadata: { name: a, namespace: shop }, spec: { rules: [{ from: [{ source: { ${source} } }] }] } }\n---\n{ kind: Pod, metadata: { name: g, namespace: edge }, spec: { serviceAccountName: "${account}" } }`,
      );
    assert.deepEqual(policy('namespaces: [edge]'), ['Name the service accounts in sight']);
    assert.deepEqual(policy('namespaces: [edge, other]'), ['none']);
    assert.deepEqual(policy('namespaces: [edge]', '{{ .Values.account }}'), ['none']);
    assert.deepEqual(policy('ipBlocks: [10.0.0.0/8]'), ['none']);
  });

  test('a Service with addresses from outside keeps its traffic policy', () => {
    const service = (rest: string): readonly string[] =>
      titlesOf(
        requireIngressGateway,
        `{ kind: Pod, metadata: { name: a, labels: { app: a } } }\n---\n{ kind: Service, metadata: { name: a }, spec: { selector: { app: a }, externalTrafficPolicy: Local, ports: [{ port: 80 }], ${rest} } }`,
        'edits',
      );
    assert.deepEqual(service('type: NodePort'), ['replace by ClusterIP and remove /spec/externalTrafficPolicy']);
    assert.deepEqual(service('externalIPs: [192.0.2.1]'), ['remove /spec/externalIPs and remove /spec/externalTrafficPolicy']);
    assert.deepEqual(service('type: NodePort, externalIPs: [192.0.2.1]'), ['replace by ClusterIP', 'remove /spec/externalIPs']);
  });

  test('an account of the name of the workload is used where nobody has it', () => {
    const pods = (...names: readonly string[]): readonly string[] =>
      titlesOf(
        requireOwnServiceAccount,
        [
          '{ kind: Pod, metadata: { name: a, namespace: shop } }',
          '{ kind: ServiceAccount, metadata: { name: a, namespace: shop } }',
          ...names.map((name) => `{ kind: Pod, metadata: { name: ${name}, namespace: shop }, spec: { serviceAccountName: a } }`),
        ].join('\n---\n'),
      );
    assert.deepEqual(pods(), ['Run as the service account "a"']);
    assert.deepEqual(pods('b'), ['none']);
  });

  test('an issuer is not rewritten: its tokens would no longer fit', () => {
    const rule = (own: string): readonly string[] =>
      titlesOf(requireTokenAudience, `{ kind: RequestAuthentication, metadata: { name: a }, spec: { jwtRules: [{ audiences: [a], ${own} }] } }`);
    assert.deepEqual(rule('issuer: "https://a.example.com", jwksUri: "http://a.example.com"'), ['Fetch the keys over https']);
    assert.deepEqual(rule('issuer: "http://a.example.com"'), ['none']);
  });
});
