import { suite, test } from 'mocha';
import { requireAttributeConditions } from '../../../server/core/rules/require-attribute-conditions.js';
import { requireTokenPresence } from '../../../server/core/rules/require-token-presence.js';
import { requireTokenValidation } from '../../../server/core/rules/require-token-validation.js';
import { checkRule } from '../../harness/rules.js';

const NO_VALIDATION = 'no RequestAuthentication verifies tokens for "web"';
const NO_TOKEN = 'requests without a token reach "web"';
const NO_CLAIM = 'no policy decides on a verified claim for "web"';

/** A workload behind a load balancer; `found` is the finding that is expected there. */
const web = (found?: string, pod = '{ app: web }'): string => `
  kind: Deployment
  metadata: { name: web, namespace: shop }
  spec: { template: { metadata: { labels: ${pod} }, spec: { containers: [{ name: web, livenessProbe: { httpGet: { path: /alive, port: 80 } } }] } } }
  ---
  kind: Service
  metadata: { name: web, namespace: shop }
  spec:
    selector: { app: web }
    ports: [{ name: http, port: 80, targetPort: 8080 }]
    type: LoadBalancer
${found === undefined ? '' : `  #       ^^^^^^^^^^^^ ${found}\n`}`;

const authentication = (rest = '', namespace = 'shop'): string => `
  ---
  kind: RequestAuthentication
  metadata: { name: users, namespace: ${namespace} }
  spec: { ${rest}jwtRules: [{ issuer: "https://id.example.com", jwksUri: "https://id.example.com/keys" }] }
`;

const authorization = (spec: string, metadata = 'name: web, namespace: shop'): string => `
  ---
  kind: AuthorizationPolicy
  metadata: { ${metadata} }
  spec: ${spec}
`;

const DENY = '{ action: DENY, rules: [{ from: [{ source: { notRequestPrincipals: ["*"] } }] }] }';

suite('rule require-token-validation, more', () => {
  test('a Service whose type is not known may expose its workload', () => {
    const typed = (type: string, found: string): string => web().replace('type: LoadBalancer', `type: ${type}`).replace(/$/, found);
    checkRule(requireTokenValidation, typed('{{ .Values.type }}', '  #     ??? set by a template\n'));
    checkRule(requireTokenValidation, typed('ClusterIP', ''));
    const both = `${web(NO_VALIDATION)}  ---\n  { kind: Service, metadata: { name: other, namespace: shop }, spec: { type: "\${TYPE}", selector: { app: web } } }\n`;
    checkRule(requireTokenValidation, both);
  });

  test('a VirtualService may leave its requests to another one', () => {
    const routes = (found: string): string => `
      kind: Pod
      metadata: { name: web, namespace: shop, labels: { app: web } }
      ---
      { kind: Service, metadata: { name: web, namespace: shop }, spec: { selector: { app: web }, ports: [{ name: http, port: 80 }] } }
      ---
      { kind: Gateway, metadata: { name: edge, namespace: infra }, spec: { selector: { istio: edge }, servers: [] } }
      ---
      kind: VirtualService
      metadata: { name: all, namespace: infra }
      spec: { hosts: [shop.example.com], gateways: [edge], http: [{ delegate: { name: web, namespace: shop } }] }
      ---
      kind: VirtualService
      metadata: { name: web, namespace: shop }
      spec: { http: [{ route: [{ destination: { host: web } }] }] }
      ${found}`;
    checkRule(requireTokenValidation, routes(`#                                               ^^^ ${NO_VALIDATION}`));
    checkRule(requireTokenValidation, routes('') + authentication('selector: { matchLabels: { istio: edge } }, ', 'infra').replace(/^ {2}/gm, '      '));
  });

  test('a policy of another namespace, for other pods or without a rule verifies nothing', () => {
    checkRule(requireTokenValidation, web(NO_VALIDATION) + authentication('', 'other'));
    checkRule(requireTokenValidation, web(NO_VALIDATION) + authentication('selector: { matchLabels: { app: cart } }, '));
    checkRule(
      requireTokenValidation,
      `${web(NO_VALIDATION)}  ---\n  kind: RequestAuthentication\n  metadata: { name: empty, namespace: shop }\n  spec: { jwtRules: [] }\n`,
    );
  });

  test('a policy of the root namespace holds everywhere', () => {
    checkRule(requireTokenValidation, web() + authentication('', 'istio-system'));
  });

  test('an issuer that is no address and has no keys verifies nothing', () => {
    checkRule(
      requireTokenValidation,
      `${web(NO_VALIDATION)}  ---\n  kind: RequestAuthentication\n  metadata: { name: users, namespace: shop }\n  spec: { jwtRules: [{ issuer: users }] }\n`,
    );
  });

  test('a pod that keeps the proxy out verifies nothing', () => {
    checkRule(requireTokenValidation, web(NO_VALIDATION, '{ app: web, sidecar.istio.io/inject: "false" }') + authentication());
  });

  test('in ambient mode only a waypoint reads tokens', () => {
    const namespace = '  ---\n  kind: Namespace\n  metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint } }\n';
    checkRule(requireTokenValidation, web(NO_VALIDATION) + namespace + authentication('selector: { matchLabels: { app: web } }, '));
    checkRule(
      requireTokenValidation,
      web() + namespace + authentication('targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: waypoint }], '),
    );
    checkRule(requireTokenValidation, web() + namespace + authentication('targetRefs: [{ group: "", kind: Service, name: web }], '));
  });

  test('a gateway that verifies tokens leaves the other way in open', () => {
    const gateway = `
  ---
  kind: Gateway
  metadata: { name: edge, namespace: istio-system }
  spec: { selector: { istio: ingressgateway }, servers: [] }
  ---
  kind: VirtualService
  metadata: { name: web, namespace: shop }
  spec: { hosts: [shop.example.com], gateways: [istio-system/edge], http: [{ route: [{ destination: { host: web } }] }] }
`;
    const atGateway = authentication('selector: { matchLabels: { istio: ingressgateway } }, ', 'istio-system');
    checkRule(requireTokenValidation, web(NO_VALIDATION) + gateway + atGateway);
    checkRule(requireTokenValidation, web().replace('LoadBalancer', 'ClusterIP') + gateway + atGateway);
  });

  test('labels that only a template knows leave it open', () => {
    checkRule(requireTokenValidation, `${web()}${authentication('selector: { matchLabels: { app: "{{ .Values.app }}" } }, ')}  # ??? set by a template\n`);
  });

  test('a Service that only may pick the workload only may expose it', () => {
    checkRule(requireTokenValidation, `${web().replace('selector: { app: web }', 'selector: { app: "{{ .Values.app }}" }')}  # ??? set by a template\n`);
  });

  test('where the platform lives elsewhere, what is missing is not judged', () => {
    checkRule(requireTokenValidation, { platform: 'external', source: `${web()}  # ??? lives elsewhere\n` });
  });
});

suite('rule require-token-presence, more', () => {
  test('verifying tokens alone lets requests without one in', () => {
    checkRule(requireTokenPresence, web(NO_TOKEN) + authentication());
  });

  test('a policy that is only tried out refuses nothing', () => {
    checkRule(requireTokenPresence, web(NO_TOKEN) + authorization(DENY, 'name: web, namespace: shop, annotations: { istio.io/dry-run: "true" }'));
    checkRule(requireTokenPresence, web() + authorization(DENY));
  });

  test('a rule that admits everything makes the others idle', () => {
    const asking = '{ from: [{ source: { requestPrincipals: ["*"] } }] }';
    checkRule(requireTokenPresence, web() + authorization(`{ rules: [${asking}] }`));
    checkRule(requireTokenPresence, web(NO_TOKEN) + authorization(`{ rules: [${asking}, {}] }`));
    checkRule(requireTokenPresence, web(NO_TOKEN) + authorization(`{ rules: [${asking}] }`) + authorization('{ rules: [{}] }', 'name: all, namespace: shop'));
  });

  test('of the sources of a rule each must ask', () => {
    checkRule(
      requireTokenPresence,
      web(NO_TOKEN) + authorization('{ rules: [{ from: [{ source: { requestPrincipals: ["*"] } }, { source: { ipBlocks: [10.0.0.0/8] } }] }] }'),
    );
  });

  test('a policy without rules refuses everyone, and so does a DENY of everything', () => {
    checkRule(requireTokenPresence, web() + authorization('{}'));
    checkRule(requireTokenPresence, web() + authorization('{ action: DENY, rules: [{}] }'));
  });

  test('a DENY for some paths leaves the others open, one but for probes does not', () => {
    const deny = (operation: string): string =>
      authorization(`{ action: DENY, rules: [{ from: [{ source: { notRequestPrincipals: ["*"] } }], to: [{ operation: ${operation} }] }] }`);
    checkRule(requireTokenPresence, web(NO_TOKEN) + deny('{ paths: [/admin*] }'));
    checkRule(requireTokenPresence, web(NO_TOKEN) + deny('{ notPaths: [/public*] }'));
    checkRule(requireTokenPresence, web() + deny('{ notPaths: [/healthz, /alive] }'));
    checkRule(requireTokenPresence, web() + deny('{ ports: ["8080", "9090"] }'));
    checkRule(requireTokenPresence, web(NO_TOKEN) + deny('{ ports: ["80"] }'));
  });

  test('a rule for callers of the mesh lets nobody in from outside, unless they come by a gateway of the mesh', () => {
    const rules = '{ rules: [{ from: [{ source: { requestPrincipals: ["*"] } }] }, { from: [{ source: { principals: [cluster.local/ns/shop/sa/cart] } }] }] }';
    checkRule(requireTokenPresence, web() + authorization(rules));
    const route = `
  ---
  kind: VirtualService
  metadata: { name: web, namespace: shop }
  spec: { hosts: [shop.example.com], gateways: [edge], http: [{ route: [{ destination: { host: web } }] }] }
  ---
  kind: Gateway
  metadata: { name: edge, namespace: shop }
  spec: { selector: { istio: ingressgateway } }
`;
    const source =
      web().replace('LoadBalancer', 'ClusterIP') + route + authorization(rules.replace('{ rules', '{ selector: { matchLabels: { app: web } }, rules'));
    checkRule(requireTokenPresence, `${source}  # ??? a rule admits an identity of the mesh that may be the gateway\n`);
  });

  test('an external authorizer may ask for a token: nobody can see here whether it does', () => {
    checkRule(
      requireTokenPresence,
      `${web()}${authorization('{ action: CUSTOM, provider: { name: oauth2 }, rules: [{}] }')}  # ??? decided by an external authorizer\n`,
    );
  });
});

suite('rule require-attribute-conditions, more', () => {
  const asking = '{ when: [{ key: "request.auth.claims[groups]", values: [buyers] }] }';

  test('a claim that nothing verifies, a header and a principal are no attribute', () => {
    checkRule(requireAttributeConditions, web(NO_CLAIM) + authorization(`{ rules: [${asking}] }`));
    checkRule(
      requireAttributeConditions,
      web(NO_CLAIM) + authentication() + authorization('{ rules: [{ when: [{ key: "request.headers[x-groups]", values: [buyers] }] }] }'),
    );
    checkRule(
      requireAttributeConditions,
      web(NO_CLAIM) + authentication() + authorization('{ rules: [{ from: [{ source: { requestPrincipals: ["*"] } }] }] }'),
    );
    checkRule(requireAttributeConditions, web() + authentication() + authorization(`{ rules: [${asking}] }`));
  });

  test('a rule for every path leaves the condition nothing to decide, one for some paths does', () => {
    const open = '{ from: [{ source: { requestPrincipals: ["*"] } }] }';
    checkRule(requireAttributeConditions, web(NO_CLAIM) + authentication() + authorization(`{ rules: [${asking}, ${open}] }`));
    checkRule(requireAttributeConditions, web() + authentication() + authorization(`{ rules: [${asking}, { to: [{ operation: { paths: [/catalog] } }] }] }`));
  });

  test('a DENY rule on a claim decides too', () => {
    checkRule(
      requireAttributeConditions,
      web() + authentication() + authorization('{ action: DENY, rules: [{ when: [{ key: "request.auth.claims[clearance]", notValues: [secret] }] }] }'),
    );
  });
});
