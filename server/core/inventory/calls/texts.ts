import type { Inventory } from '../inventory.js';
import { type Reason, type Spot, spotOf } from '../known.js';
import type { Resource } from '../resource.js';
import type { Value } from '../value.js';
import type { Container } from '../workload.js';

/** A text of a container that may name what it calls. */
export interface Text extends Spot {
  /** '' for an argument or a command, `*` for one whose name is not known. */
  readonly variable: string;
  readonly says: { readonly literal: string; readonly elsewhere?: Reason | undefined } | { readonly hidden: Reason };
}

/**
 * The variables, arguments and commands of a container. `$(NAME)` is replaced as the kubelet does it, as far as the container writes out the variable.
 * Values from ConfigMaps in sight are read and say so; those of Secrets are not read. Source: Kubernetes API reference, EnvVar.value, Container.args.
 */
export function textsOf(inventory: Inventory, container: Container): readonly Text[] {
  const known = new Map<string, string>();
  const env = container.value.get('env');
  const added = env.addedByPatch();
  const written = env.items().filter((item) => item.exists || added === undefined);
  const variables = [
    ...written.flatMap((item) => variableOf(inventory, container, item, known)),
    // Their own places are in the patch.
    ...(added ?? []).flatMap((item) => variableOf(inventory, container, item, known)).map((text) => ({ ...text, ...spotOf(env) })),
  ];
  const sources = container.value
    .get('envFrom')
    .items()
    .flatMap((item) => sourceOf(inventory, container, item));
  const words = ['command', 'args']
    .flatMap((list) => container.value.get(list).items())
    .map((value): Text => ({ variable: '', ...spotOf(value), says: literal(value, known) }));
  return [...variables, ...sources, ...words];
}

function variableOf(inventory: Inventory, container: Container, item: Value, known: Map<string, string>): readonly Text[] {
  const variable = item.get('name').text() ?? '*';
  const from = item.get('valueFrom');
  if (item.unknown !== undefined || from.unknown !== undefined) return [{ variable, ...spotOf(item), says: { hidden: item.unknown ?? from.unknown ?? '' } }];
  const value = item.get('value');
  if (from.isAbsent) {
    const says = literal(value, known);
    if ('literal' in says) known.set(variable, says.literal);
    return [{ variable, ...spotOf(value.exists ? value : item), says }];
  }
  const config = from.get('configMapKeyRef');
  const secret = from.get('secretKeyRef');
  if (secret.exists) return [{ variable, ...spotOf(secret.get('name')), says: { hidden: `from Secret "${secret.get('name').text() ?? ''}"` } }];
  return config.exists ? [{ variable, ...spotOf(config.get('name')), says: keyOf(inventory, container, config) }] : [];
}

function literal(value: Value, known: ReadonlyMap<string, string>): Text['says'] {
  const text = value.unknown === undefined ? (value.text() ?? '') : value.patchedTo?.text();
  if (text === undefined) return { hidden: value.unknown ?? '' };
  const put = (whole: string, name: string | undefined): string => (name === undefined ? whole : (known.get(name) ?? whole));
  return { literal: text.replace(/\$\$|\$\(([A-Za-z_.-][\w.-]*)\)/g, put) };
}

function keyOf(inventory: Inventory, container: Container, reference: Value): Text['says'] {
  const { shown, config } = configOf(inventory, container, reference);
  const value = config?.root.path('data', reference.get('key').text() ?? '');
  const text = value?.text();
  return text === undefined ? { hidden: value?.unknown ?? `${shown}, which is not in sight` } : { literal: text, elsewhere: shown };
}

function sourceOf(inventory: Inventory, container: Container, item: Value): readonly Text[] {
  const [config, secret] = [item.get('configMapRef'), item.get('secretRef')];
  const base = { variable: '', ...spotOf(config.exists ? config.get('name') : secret.get('name')) };
  if (item.unknown !== undefined) return [{ variable: '', ...spotOf(item), says: { hidden: item.unknown } }];
  if (secret.exists) return [{ ...base, says: { hidden: `from Secret "${secret.get('name').text() ?? ''}"` } }];
  const found = configOf(inventory, container, config);
  if (found.config === undefined) return [{ ...base, says: { hidden: `${found.shown}, which is not in sight` } }];
  return [...found.config.root.get('data').entries()].map(([variable, value]) => {
    const text = value.text();
    return { ...base, variable, says: text === undefined ? { hidden: value.unknown ?? found.shown } : { literal: text, elsewhere: found.shown } };
  });
}

function configOf(inventory: Inventory, container: Container, reference: Value): { readonly shown: Reason; readonly config: Resource | undefined } {
  const name = reference.get('name').text() ?? '';
  const { resource } = container.workload;
  const wanted = resource.refer('ConfigMap', name);
  return { shown: `from ConfigMap "${name}"`, config: inventory.view(configsByName).get(`${resource.namespace}/${wanted.name}`) };
}

function configsByName(inventory: Inventory): ReadonlyMap<string, Resource> {
  return new Map(inventory.ofKind('/ConfigMap').map((config) => [`${config.namespace}/${config.name}`, config]));
}
