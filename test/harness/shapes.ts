import assert from 'node:assert/strict';
import type { Plain, PlainMap } from '../../server/core/generators/generator.js';

/** What a field holds: `+` after a type is a list of at least one, `*` a list, `{}` a map of any keys to that type. */
type Shape = string | { readonly [key: string]: Shape } | readonly [Shape];

const LABELS = '{}string';
const SELECTOR: Shape = { matchLabels: LABELS, matchExpressions: [{ key: 'string', operator: 'In|NotIn|Exists|DoesNotExist', values: ['string'] }] };
const METADATA: Shape = { name: 'string', namespace: 'string', labels: LABELS, annotations: LABELS };
const PEER: Shape = { namespaceSelector: SELECTOR, podSelector: SELECTOR, ipBlock: { cidr: 'string', except: ['string'] } };
const PORT: Shape = { protocol: 'TCP|UDP|SCTP', port: 'port', endPort: 'number' };
const MODE: Shape = { mode: 'STRICT|PERMISSIVE|DISABLE|UNSET' };
const ISTIO_SELECTOR: Shape = { matchLabels: LABELS };
const ENABLED: Shape = { enabled: 'boolean' };
const VARIABLE: Shape = { name: 'string', expression: 'string' };
const VALIDATION: Shape = { expression: 'string', message: 'string', messageExpression: 'string' };
const TARGET_REFS: Shape = [{ group: 'string', kind: 'string', name: 'string' }];

/** The fields of what is generated, as their API references have them. A field that is not here is a mistake. */
export const SHAPES: Record<string, { readonly needs: readonly string[]; readonly shape: Shape }> = {
  'networking.k8s.io/v1 NetworkPolicy': {
    needs: ['spec.podSelector', 'spec.policyTypes'],
    shape: {
      spec: {
        podSelector: SELECTOR,
        policyTypes: ['Ingress|Egress'],
        ingress: [{ from: [PEER], ports: [PORT] }],
        egress: [{ to: [PEER], ports: [PORT] }],
      },
    },
  },
  'v1 Namespace': { needs: [], shape: {} },
  'security.istio.io/v1 PeerAuthentication': { needs: ['spec.mtls'], shape: { spec: { selector: ISTIO_SELECTOR, mtls: MODE, portLevelMtls: { '{}': MODE } } } },
  'security.istio.io/v1 AuthorizationPolicy': {
    needs: ['spec'],
    shape: {
      spec: {
        selector: ISTIO_SELECTOR,
        targetRefs: TARGET_REFS,
        action: 'ALLOW|DENY',
        rules: [
          {
            from: [{ source: { principals: ['string'], serviceAccounts: ['string'], ipBlocks: ['string'] } }],
            to: [{ operation: { ports: ['string'], methods: ['string'], paths: ['string'] } }],
          },
        ],
      },
    },
  },
  'policies.kyverno.io/v1 ValidatingPolicy': {
    needs: ['spec.validationActions', 'spec.failurePolicy', 'spec.matchConstraints.namespaceSelector', 'spec.validations'],
    shape: {
      spec: {
        validationActions: ['Deny|Audit|Warn'],
        failurePolicy: 'Fail|Ignore',
        evaluation: { admission: ENABLED, background: ENABLED },
        matchConstraints: {
          namespaceSelector: SELECTOR,
          resourceRules: [{ apiGroups: ['string'], apiVersions: ['string'], operations: ['CREATE|UPDATE'], resources: ['string'] }],
        },
        variables: [VARIABLE],
        validations: [VALIDATION],
      },
    },
  },
  'kyverno.io/v1 ClusterPolicy': {
    needs: ['spec.rules', 'spec.webhookConfiguration.failurePolicy'],
    shape: {
      spec: {
        admission: 'boolean',
        background: 'boolean',
        webhookConfiguration: { failurePolicy: 'Fail|Ignore' },
        rules: [
          {
            name: 'string',
            match: { any: [{ resources: { kinds: ['string'], operations: ['CREATE|UPDATE'] } }] },
            exclude: { any: [{ resources: { namespaces: ['string'] } }] },
            validate: { failureAction: 'Audit|Enforce', cel: { variables: [VARIABLE], expressions: [VALIDATION] } },
          },
        ],
      },
    },
  },
  'telemetry.istio.io/v1 Telemetry': { needs: ['spec'], shape: { spec: { accessLogging: [{ providers: [{ name: 'string' }] }] } } },
};

/** Expects of an object the fields of its kind, each of its type, and a name that the API server takes. */
export function checkShape(object: PlainMap): void {
  const kind = `${String(object['apiVersion'])} ${String(object['kind'])}`;
  const known = SHAPES[kind];
  assert.ok(known !== undefined, `no shape is known of ${kind}`);
  const { shape, needs } = known;
  check(object, { apiVersion: 'string', kind: 'string', metadata: METADATA, ...(shape as object) }, kind);
  for (const path of needs) assert.ok(at(object, path.split('.')) !== undefined, `${kind} needs ${path}`);
  const { name, labels, annotations } = object['metadata'] as { name: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  assert.match(name, /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/, 'no name of RFC 1123');
  for (const [key, value] of Object.entries({ ...labels })) {
    assert.match(key, /^([a-z0-9.-]+\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/);
    assert.match(value, /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/);
  }
  for (const key of Object.keys({ ...annotations })) assert.match(key, /^([a-z0-9.-]+\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/);
}

function check(value: Plain, shape: Shape, path: string): void {
  if (typeof shape === 'string') checkScalar(value, shape, path);
  else if (isList(shape)) {
    assert.ok(Array.isArray(value) && value.length > 0, `${path} is no list with items: an empty one means something else`);
    for (const [index, item] of (value as readonly Plain[]).entries()) check(item, shape[0], `${path}[${index}]`);
  } else {
    assert.ok(isMap(value), `${path} is no map`);
    for (const [key, below] of Object.entries(value)) {
      const known = shape[key] ?? shape['{}'];
      assert.ok(known !== undefined, `${path} has no field ${key}`);
      check(below, known, `${path}.${key}`);
    }
  }
}

function checkScalar(value: Plain, shape: string, path: string): void {
  if (shape === LABELS) {
    assert.ok(isMap(value) && Object.values(value).every((text) => typeof text === 'string'), `${path} is no map of strings`);
  } else if (shape === 'port') assert.ok(typeof value === 'string' || (typeof value === 'number' && value > 0 && value < 65536), `${path} is no port`);
  else if (shape === 'string' || shape === 'number' || shape === 'boolean') assert.equal(typeof value, shape, path);
  else assert.ok(shape.split('|').includes(String(value)), `${path} is ${String(value)}, not ${shape}`);
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

function isMap(value: Plain): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function at(value: Plain, path: readonly string[]): Plain | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  const below = isMap(value) ? value[first] : undefined;
  return below === undefined ? undefined : at(below, rest);
}
