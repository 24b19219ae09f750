import type { Inventory } from '../inventory.js';
import type { Spot } from '../known.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import { type Subject, subjectId } from '../subject.js';
import type { Value } from '../value.js';
import { CEL_KINDS } from './admission-cel.js';
import { kyvernoRules } from './admission-kyverno.js';

/** Something that a policy does not hold for by somebody's will. As a subject it is the object that says so, with that part. */
export interface Exemption extends Subject {
  /** As messages name it: `exception "legacy"`, `exclusion of rule "tag"`. */
  readonly shown: string;
  /** The object whose annotations speak for it. */
  readonly resource: Resource;
  /** The namespaces that it frees, when it frees nothing else. */
  readonly namespaces?: readonly string[] | undefined;
  /** Where it frees more than its author can watch over. */
  readonly wide: readonly Wide[];
}

export interface Wide extends Spot {
  /** After what is shown: `holds for every object`. */
  readonly says: string;
}

/** Everything in the judged files that is exempt from a policy. `inventory.view(exemptions)`. */
export function exemptions(inventory: Inventory): readonly Exemption[] {
  return [
    ...inventory
      .judged('kyverno.io/PolicyException')
      .map((resource) => exception(resource, [...liftedRules(resource), ...wideBlock(resource.spec.get('match'))])),
    ...inventory.judged('policies.kyverno.io/PolicyException').map((resource) => exception(resource, wideReferences(resource))),
    ...inventory.judged('kyverno.io/ClusterPolicy', 'kyverno.io/Policy').flatMap(exclusions),
    ...inventory.judged('constraints.gatekeeper.sh/*').flatMap((constraint) => excluded(constraint, [constraint.spec.path('match', 'excludedNamespaces')])),
    ...inventory.judged('config.gatekeeper.sh/Config').flatMap((config) =>
      excluded(
        config,
        config.spec
          .get('match')
          .items()
          .map((entry) => entry.get('excludedNamespaces')),
      ),
    ),
    ...inventory.judged(...SELECTING_KINDS).flatMap((policy) => excluded(policy, namesLeftOut(policy))),
    ...inventory.judged('/Namespace').flatMap(exemptLabels),
  ];
}

function exception(resource: Resource, wide: readonly Wide[]): Exemption {
  const { id, group, kind, namespace, name, at, pointer, unknown } = resource;
  return { id, group, kind, namespace, name, at, pointer, unknown, shown: `exception "${name}"`, resource, wide };
}

/** An exemption that is only a part of its object. */
function partOf(resource: Resource, part: string, where: Value, shown: string): Omit<Exemption, 'wide'> {
  const { group, kind, namespace, name } = resource;
  const id = subjectId(group, kind, namespace, name, part);
  return { id, group, kind, namespace, name, part, at: where.keyAt, pointer: where.pointer, unknown: resource.unknown ?? where.unknown, shown, resource };
}

/** Rule names may hold stars. Source: Kyverno CRD, PolicyException of kyverno.io, spec.exceptions. */
function liftedRules(resource: Resource): readonly Wide[] {
  return resource.spec
    .get('exceptions')
    .items()
    .flatMap((item) => [item.get('policyName'), ...item.get('ruleNames').items()])
    .filter((name) => name.text() === '*')
    .map((name) => ({ at: name.at, pointer: name.pointer, says: 'lifts rules by a star' }));
}

const NARROWING = ['namespaces', 'names', 'name', 'selector', 'namespaceSelector', 'annotations'];

/** Filters that name a kind and nothing else, or only stars. Users and roles narrow too. */
function wideBlock(block: Value): readonly Wide[] {
  const filters = [...block.get('any').items(), ...(block.get('resources').isAbsent ? [] : [block])];
  const all = block.get('all').items();
  const wide = filters.filter((filter) => filter.unknown === undefined && !isNarrow(filter));
  const first = all[0];
  const wideAll = first !== undefined && all.every((filter) => filter.unknown === undefined && !isNarrow(filter)) ? [first] : [];
  return [...wide, ...wideAll].map((filter) => ({ at: filter.get('resources').keyAt, pointer: filter.pointer, says: 'holds for every object of its kind' }));
}

function isNarrow(filter: Value): boolean {
  if (['subjects', 'roles', 'clusterRoles'].some((field) => !filter.get(field).isAbsent)) return true;
  return NARROWING.some((field) => {
    const value = filter.path('resources', field);
    if (value.isAbsent) return false;
    if (value.unknown !== undefined) return true;
    const texts = value.isList ? listed(value).items.map((item) => item.text()) : [value.text()];
    return value.isMap || (texts.length > 0 && !texts.includes('*'));
  });
}

/** Without a condition, images or values the exception lifts the whole policy. Source: Kyverno CRD, PolicyException of policies.kyverno.io. */
function wideReferences(resource: Resource): readonly Wide[] {
  const { spec } = resource;
  if (
    ['matchConditions', 'images', 'allowedValues'].some(
      (field) => !spec.get(field).isAbsent && (spec.get(field).items().length > 0 || spec.get(field).unknown !== undefined),
    )
  )
    return [];
  const references = spec.get('policyRefs');
  return [{ at: references.keyAt, pointer: references.pointer, says: 'holds for every object of its policies' }];
}

/** The exclude blocks of a policy's rules. */
function exclusions(policy: Resource): readonly Exemption[] {
  return kyvernoRules(policy).flatMap((rule) => {
    const block = rule.get('exclude');
    if (block.isAbsent || (block.isMap && [...block.entries()].length === 0)) return [];
    const name = rule.get('name').text() ?? '';
    return [{ ...partOf(policy, `exclude/${name}`, block, `exclusion of rule "${name}"`), namespaces: namespacesOnly(block), wide: wideBlock(block) }];
  });
}

/** The namespaces of a block that takes out namespaces and nothing else. */
function namespacesOnly(block: Value): readonly string[] | undefined {
  const filters = [...block.get('any').items(), ...block.get('all').items(), ...(block.get('resources').isAbsent ? [] : [block])];
  const names: string[] = [];
  for (const filter of filters) {
    const { items, hidden } = listed(filter.path('resources', 'namespaces'));
    if (items.length === 0 || hidden !== undefined) return undefined;
    names.push(...items.map((item) => item.text() ?? ''));
  }
  return names.length === 0 ? undefined : names;
}

/** One exemption for each namespace of these lists. */
function excluded(resource: Resource, lists: readonly Value[]): readonly Exemption[] {
  return lists.flatMap((list) =>
    list.items().map((item) => {
      const name = item.text() ?? '*';
      const wide = item.text() === '*' ? [{ at: item.at, pointer: item.pointer, says: 'holds everywhere' }] : [];
      return { ...partOf(resource, `${list.pointer}/${name}`, item, `exemption of namespace "${name}"`), namespaces: [name], wide };
    }),
  );
}

const SELECTING_KINDS = [
  ...CEL_KINDS,
  ...['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'].map((kind) => `admissionregistration.k8s.io/${kind}`),
];

/** Lists of namespaces that a selector on their names leaves out. */
function namesLeftOut(policy: Resource): readonly Value[] {
  return ['matchConstraints', 'matchResources']
    .flatMap((field) => policy.spec.path(field, 'namespaceSelector', 'matchExpressions').items())
    .filter((item) => item.get('key').text() === 'kubernetes.io/metadata.name' && item.get('operator').text() === 'NotIn')
    .map((item) => item.get('values'));
}

/** Labels by which an engine leaves a namespace alone. Sources: Gatekeeper documentation, Exempting Namespaces; kube-mgmt README. */
const EXEMPT_LABELS: ReadonlyMap<string, string | undefined> = new Map([
  ['admission.gatekeeper.sh/ignore', undefined],
  ['openpolicyagent.org/webhook', 'ignore'],
]);

function exemptLabels(namespace: Resource): readonly Exemption[] {
  return [...namespace.metadata.get('labels').entries()]
    .filter(([key, value]) => EXEMPT_LABELS.has(key) && (EXEMPT_LABELS.get(key) ?? value.text()) === value.text())
    .map(([key, value]) => ({ ...partOf(namespace, key, value, `exemption of namespace "${namespace.name}"`), namespaces: [namespace.name], wide: [] }));
}
