import type { Place } from '../../syntax/place.js';
import type { Inventory } from '../inventory.js';
import type { Reason } from '../known.js';
import type { Resource } from '../resource.js';
import { type Subject, type SubjectId, subjectId } from '../subject.js';
import type { Value } from '../value.js';
import type { Workload } from '../workload.js';
import { generatedLiterals, type ObjectGenerator, objectGenerators } from './literals.js';
import { secretContent, secretIn } from './secret-data.js';

/** A Secret that a workload names: in its environment, a volume, or to pull its images. As a subject it is that Secret. */
export interface UsedSecret extends Subject {
  readonly uses: readonly SecretUse[];
}

export interface SecretUse {
  readonly workload: Workload;
  /** The name as it is written in the workload. */
  readonly value: Value;
}

/** The Secrets that judged workloads use, each once, in the order of their use. `inventory.view(usedSecrets)`. */
export function usedSecrets(inventory: Inventory): readonly UsedSecret[] {
  const found = new Map<SubjectId, { name: string; namespace: string; uses: SecretUse[] }>();
  for (const workload of inventory.workloads()) {
    for (const value of secretNames(workload)) {
      const written = value.text() ?? value.sourceText();
      if (written === undefined || written === '') continue;
      const { name, namespace } = workload.resource.refer('Secret', written);
      const id = subjectId('', 'Secret', namespace, name);
      const before = found.get(id);
      if (before === undefined) found.set(id, { name, namespace, uses: [{ workload, value }] });
      else before.uses.push({ workload, value });
    }
  }
  return [...found].map(([id, { name, namespace, uses }]) => ({ id, group: '', kind: 'Secret', namespace, name, uses, ...whereOf(uses) }));
}

function whereOf(uses: readonly SecretUse[]): { readonly at: Place; readonly pointer: string; readonly unknown: Reason | undefined } {
  const [first] = uses;
  return { at: first?.value.at ?? { doc: '', span: { start: 0, end: 0 } }, pointer: first?.value.pointer ?? '', unknown: first?.value.unknown };
}

/** Every place of a pod where a Secret is named. Source: Kubernetes API reference, PodSpec v1 core. */
function secretNames(workload: Workload): readonly Value[] {
  const { podSpec } = workload;
  const env = workload.containers.flatMap(({ value }) => [
    ...value
      .get('env')
      .items()
      .map((item) => item.path('valueFrom', 'secretKeyRef', 'name')),
    ...value
      .get('envFrom')
      .items()
      .map((item) => item.path('secretRef', 'name')),
  ]);
  const volumes = podSpec
    .get('volumes')
    .items()
    .flatMap((volume) => [
      volume.path('secret', 'secretName'),
      ...volume
        .path('projected', 'sources')
        .items()
        .map((source) => source.path('secret', 'name')),
    ]);
  const pulls = podSpec
    .get('imagePullSecrets')
    .items()
    .map((item) => item.get('name'));
  return [...env, ...volumes, ...pulls].filter((name) => name.exists);
}

/** Where a Secret comes from. `plain`: its values stand in a file. `external`: a store, an issuer or an encrypted file makes it. `harmless`: a file holds it, and no credential. */
export type SecretSource =
  | { readonly kind: 'plain'; readonly value: Value; readonly isContext?: boolean }
  | { readonly kind: 'external'; readonly by: Resource }
  | { readonly kind: 'harmless' }
  | { readonly kind: 'unknown'; readonly why: Reason };

export const NOT_IN_SIGHT: Reason = 'made by something outside the files';

/** What the files say about the origin of a used Secret. A plain copy counts before anything else: it is what anyone can read. */
export function sourceOf(used: UsedSecret, inventory: Inventory): SecretSource {
  const written = inventory.view(secretsByName).get(`${used.namespace}/${used.name}`) ?? [];
  let unknown: Reason = NOT_IN_SIGHT;
  for (const secret of written) {
    const { plain, hidden, empty, encrypted } = secretContent(secret);
    const [first] = plain;
    if (first !== undefined) return { kind: 'plain', value: first.value, isContext: secret.isContext };
    if (secret.root.get('type').text() === 'kubernetes.io/service-account-token' && empty) return { kind: 'external', by: secret };
    if (hidden !== undefined) unknown = hidden;
    else if (!empty && !encrypted) return { kind: 'harmless' };
  }
  const generator = used.uses.map(({ value }) => inventory.view(secretGenerators).get(value.text() ?? '')).find((found) => found !== undefined);
  if (generator !== undefined) return generatedSource(generator);
  const inFile = written.find((secret) => secretContent(secret).encrypted);
  const maker = inFile ?? makerOf(used.namespace, used.name, inventory);
  return maker === undefined ? { kind: 'unknown', why: unknown } : { kind: 'external', by: maker };
}

function secretGenerators(inventory: Inventory): ReadonlyMap<string, ObjectGenerator> {
  return new Map(inventory.view(objectGenerators).flatMap((generator) => (generator.kind === 'Secret' ? [[generator.name, generator]] : [])));
}

/** Literals stand in the kustomization; files and variables are read when it is built. */
function generatedSource(generator: ObjectGenerator): SecretSource {
  const literals = generatedLiterals(generator);
  const plain = literals.find(({ value, text }) => value.unknown === undefined && typeof secretIn(text) === 'object');
  if (plain !== undefined) return { kind: 'plain', value: plain.value };
  return { kind: 'unknown', why: literals.flatMap(({ value }) => value.unknown ?? [])[0] ?? 'made by a kustomization from other files' };
}

/** The object that makes a Secret, when one is in sight. */
export function makerOf(namespace: string, name: string, inventory: Inventory): Resource | undefined {
  const makers = inventory.view(secretMakers);
  return makers.get(`${namespace}/${name}`) ?? makers.get(`*/${name}`);
}

/** Secrets by namespace and name, under the name before a prefix was added too. */
function secretsByName(inventory: Inventory): ReadonlyMap<string, readonly Resource[]> {
  const found = new Map<string, Resource[]>();
  for (const secret of inventory.ofKind('/Secret')) {
    for (const name of new Set([secret.name, secret.writtenName])) {
      const key = `${secret.namespace}/${name}`;
      const list = found.get(key);
      if (list === undefined) found.set(key, [secret]);
      else list.push(secret);
    }
  }
  return found;
}

/**
 * Objects that make a Secret from a store outside the cluster, from an encrypted text, or from an issuer, and where they name it.
 * Sources: the API references of External Secrets, Secrets Store CSI Driver, Sealed Secrets, Vault Secrets Operator, cert-manager, 1Password, Doppler,
 * Bitwarden, Infisical and the SOPS Secrets Operator.
 */
const MAKERS: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  ['external-secrets.io/ExternalSecret', [['spec', 'target', 'name'], []]],
  ['bitnami.com/SealedSecret', [['spec', 'template', 'metadata', 'name'], []]],
  ['secrets.hashicorp.com/VaultStaticSecret', [['spec', 'destination', 'name']]],
  ['secrets.hashicorp.com/VaultDynamicSecret', [['spec', 'destination', 'name']]],
  ['secrets.hashicorp.com/VaultPKISecret', [['spec', 'destination', 'name']]],
  ['secrets.hashicorp.com/HCPVaultSecretsApp', [['spec', 'destination', 'name']]],
  ['cert-manager.io/Certificate', [['spec', 'secretName']]],
  ['onepassword.com/OnePasswordItem', [[]]],
  ['secrets.doppler.com/DopplerSecret', [['spec', 'managedSecret', 'name']]],
  ['k8s.bitwarden.com/BitwardenSecret', [['spec', 'secretName']]],
  ['secrets.infisical.com/InfisicalSecret', [['spec', 'managedSecretReference', 'secretName']]],
  ['spv.no/AzureKeyVaultSecret', [['spec', 'output', 'secret', 'name']]],
]);

/** Makers by `namespace/name` of the Secret that they make; of those that make it in several namespaces by star and name. `inventory.view(secretMakers)`. */
function secretMakers(inventory: Inventory): ReadonlyMap<string, Resource> {
  const makers = new Map<string, Resource>();
  for (const maker of inventory.resources) {
    const paths = MAKERS.get(`${maker.group}/${maker.kind}`);
    if (paths !== undefined) {
      for (const name of madeName(maker, paths)) makers.set(`${maker.namespace}/${name}`, maker);
    } else if (maker.kind === 'SecretProviderClass') {
      for (const made of maker.spec.get('secretObjects').items()) makers.set(`${maker.namespace}/${made.get('secretName').text() ?? ''}`, maker);
    } else if (maker.kind === 'SopsSecret') {
      for (const made of maker.spec.get('secretTemplates').items()) makers.set(`${maker.namespace}/${made.get('name').text() ?? ''}`, maker);
    } else if (maker.kind === 'ClusterExternalSecret') {
      const name = maker.spec.path('externalSecretSpec', 'target', 'name').text() ?? maker.spec.get('externalSecretName').text() ?? maker.name;
      makers.set(`*/${name}`, maker);
    }
  }
  return makers;
}

/** The name at the first path that is written; the empty path is the maker's own name. */
function madeName(maker: Resource, paths: readonly (readonly string[])[]): readonly string[] {
  for (const path of paths) {
    if (path.length === 0) return [maker.name, maker.writtenName];
    const name = maker.root.path(...path).text();
    if (name !== undefined) return [name];
  }
  return [];
}
