import { credentialIn, literalUnder, namesCredential } from '../inventory/data/credentials.js';
import type { Inventory } from '../inventory/inventory.js';
import type { Resource } from '../inventory/resource.js';
import { KUSTOMIZE_GROUP } from '../inventory/targets/kustomize/kustomization.js';
import type { Value } from '../inventory/value.js';

/** Written where a value is not known: read back, it is unknown again. */
export const UNKNOWN_VALUE = `$\{unknown}`;

/** Kinds whose content is nobody's business: their names stay, their values go. */
const SECRET_FIELDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['/Secret', ['data', 'stringData']],
  ['/ConfigMap', ['data', 'binaryData']],
]);

/**
 * The objects of a target as they land in the cluster, as one `kind: List` that another workspace can name as its `context`.
 * A kustomization does not land there, and its literals may be secrets. Names, namespaces, labels and images are those after the target's edits; what is not known stays unknown; values of Secrets and ConfigMaps are left out.
 */
export function factsOf(inventory: Inventory, version: string): unknown {
  return {
    apiVersion: 'v1',
    kind: 'List',
    metadata: { annotations: { 'heptad.dev/facts': 'v1', 'heptad.dev/target': inventory.target.name, 'heptad.dev/version': version } },
    items: inventory.resources.filter(({ isContext, group }) => !isContext && group !== KUSTOMIZE_GROUP).map(toFact),
  };
}

/** Of an object that a template may leave out only its names are told: what it would do is not known to be done. */
function toFact(resource: Resource): unknown {
  const optional = resource.member.document.conditions.length > 0;
  const skipped = SECRET_FIELDS.get(`${resource.group}/${resource.kind}`) ?? [];
  const plain = Object.fromEntries(
    [...resource.root.entries()]
      .filter(([key]) => !skipped.includes(key) && key !== 'metadata' && key !== 'status')
      .map(([key, value]) => [key, optional && key !== 'apiVersion' && key !== 'kind' ? UNKNOWN_VALUE : plainOf(value)]),
  );
  const labels = resource.labels.open === undefined && !optional ? Object.fromEntries(resource.labels.known) : UNKNOWN_VALUE;
  const annotations = plainOf(resource.metadata.get('annotations'));
  const metadata = {
    name: resource.name,
    ...(resource.namespace === '' ? {} : { namespace: resource.namespace }),
    labels,
    ...(annotations === undefined ? {} : { annotations }),
  };
  return withImages({ ...resource.member.kind, ...plain, metadata }, resource);
}

/** What is a credential by its form, or by the name that it stands under, leaves no workspace: its value is unknown to others. */
function isCredential(value: Value, name: string): boolean {
  const text = value.text();
  return text !== undefined && (credentialIn(text) !== undefined || (namesCredential(name) && literalUnder(name, text) !== undefined));
}

/** A map that may hold more than is seen is unknown as a whole: reading it back must not make what is missing known. */
function plainOf(value: Value, name = ''): unknown {
  if (!value.exists && value.unknown === undefined) return undefined;
  if (value.hides !== undefined || isCredential(value, name)) return UNKNOWN_VALUE;
  // A literal of an environment is named by its neighbor.
  if (value.isMap)
    return Object.fromEntries([...value.entries()].map(([key, entry]) => [key, plainOf(entry, key === 'value' ? (value.get('name').text() ?? key) : key)]));
  if (value.isList) return value.items().map((item) => plainOf(item, name));
  return value.toPlain();
}

function withImages(fact: unknown, resource: Resource): unknown {
  const { image } = resource.member.edits;
  if (image === undefined) return fact;
  return JSON.parse(JSON.stringify(fact), (key, value: unknown) => (key === 'image' && typeof value === 'string' ? image(value) : value));
}
