/** Each of these makes one policy for one of as many namespaces, which hold a pod each: nothing may hold every policy against every namespace. */
export const POLICY_SHAPES: ReadonlyMap<string, (namespace: string, number: number) => string> = new Map([
  [
    'Kyverno policies by name',
    (namespace, number) => kyverno(number, `namespaces: [${namespace}]`, 'validate: { failureAction: Enforce, pattern: { spec: { x: 1 } } }'),
  ],
  [
    'Kyverno signatures by label',
    (namespace, number) => kyverno(number, `namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ${namespace} } }`, SIGNED),
  ],
  ['Kyverno policies with exceptions', (namespace, number) => `${kyverno(number, `namespaces: [${namespace}]`, SIGNED)}---\n${exception(namespace, number)}`],
  ['ValidatingAdmissionPolicies', admissionPolicy],
  [
    'Gatekeeper constraints',
    (namespace, number) =>
      `apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: K8sTags\nmetadata: { name: tags-${number} }\nspec: { match: { namespaces: [${namespace}] } }\n`,
  ],
  ['webhooks that leave one out', webhook],
  [
    'NetworkPolicies',
    (namespace, number) =>
      `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: deny-${number}, namespace: ${namespace} }\nspec: { podSelector: {}, policyTypes: [Ingress] }\n`,
  ],
  [
    'AuthorizationPolicies',
    (namespace, number) =>
      `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: allow-${number}, namespace: ${namespace} }\nspec: { rules: [{ from: [{ source: { principals: [cluster.local/ns/${namespace}/sa/web] } }] }] }\n`,
  ],
  ['calls, and policies at both ends', (namespace) => calls(namespace)],
]);

const SIGNED = 'verifyImages: [{ imageReferences: ["*"], failureAction: Enforce, attestors: [{ entries: [{ keys: { publicKeys: key } }] }] }]';

/** The texts of `count` namespaces with a pod and a policy each. */
export function policyTexts(shape: (namespace: string, number: number) => string, count: number): readonly string[] {
  return Array.from(
    { length: count },
    (_, number) =>
      `apiVersion: v1\nkind: Pod\nmetadata: { name: app, namespace: team-${number} }\nspec: { containers: [{ name: app, image: app:1 }] }\n---\n${shape(`team-${number}`, number)}`,
  );
}

function kyverno(number: number, resources: string, rule: string): string {
  return `apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: { name: policy-${number} }\nspec:\n  rules:\n    - name: rule\n      match: { any: [{ resources: { kinds: [Pod], ${resources} } }] }\n      ${rule}\n`;
}

function exception(namespace: string, number: number): string {
  return `apiVersion: kyverno.io/v2\nkind: PolicyException\nmetadata: { name: exception-${number}, namespace: ${namespace} }\nspec:\n  exceptions: [{ policyName: policy-${number}, ruleNames: [rule] }]\n  match: { any: [{ resources: { kinds: [Pod], namespaces: [${namespace}] } }] }\n`;
}

function admissionPolicy(namespace: string, number: number): string {
  const group = 'admissionregistration.k8s.io/v1';
  const policy = `apiVersion: ${group}\nkind: ValidatingAdmissionPolicy\nmetadata: { name: policy-${number} }\nspec: { matchConstraints: { resourceRules: [] }, validations: [] }\n`;
  const selector = `namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ${namespace} } }`;
  return `${policy}---\napiVersion: ${group}\nkind: ValidatingAdmissionPolicyBinding\nmetadata: { name: policy-${number} }\nspec: { policyName: policy-${number}, validationActions: [Deny], matchResources: { ${selector} } }\n`;
}

function webhook(namespace: string, number: number): string {
  const selector = `matchExpressions: [{ key: kubernetes.io/metadata.name, operator: NotIn, values: [${namespace}] }]`;
  return `apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: { name: hook-${number} }\nwebhooks:\n  - name: hook-${number}.example.com\n    namespaceSelector: { ${selector} }\n    clientConfig: { service: { name: hook, namespace: hooks } }\n`;
}

function calls(namespace: string): string {
  const pod = (name: string, spec: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: ${namespace}, labels: { app: ${name} } }\nspec: { containers: [{ name: app, image: app:1${spec} }] }\n`;
  const service = `apiVersion: v1\nkind: Service\nmetadata: { name: cart, namespace: ${namespace} }\nspec: { selector: { app: cart }, ports: [{ port: 80 }] }\n`;
  const network = `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: cart, namespace: ${namespace} }\nspec: { podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }] }], egress: [{}] }\n`;
  const allow = `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: cart, namespace: ${namespace} }\nspec: { rules: [{ from: [{ source: { namespaces: [${namespace}] } }] }] }\n`;
  return [pod('cart', ''), pod('web', ', env: [{ name: CART, value: "cart:80" }]'), service, network, allow].join('---\n');
}
