import { callsOf } from '../calls/calls.js';
import type { Inventory } from '../inventory.js';
import type { Spot } from '../known.js';
import type { Resource } from '../resource.js';
import type { Value } from '../value.js';
import type { Workload } from '../workload.js';
import { literalUnder, namesCredential } from './credentials.js';
import { makerOf } from './secrets.js';

/** How one logs in to a data store, as far as files show it. */
export interface StoreAccess {
  /** Variables of the store or of its callers that hold a password which nobody issues anew. */
  readonly standing: readonly StandingPassword[];
  /** True when a caller, or the store, gets credentials with a bounded life. */
  readonly isIssued: boolean;
}

export interface StandingPassword extends Spot {
  readonly name: string;
  readonly workload: Workload;
  /** True when the place shows the password itself. */
  readonly isWrittenOut: boolean;
}

/** Reads the credentials of a store: those that it starts with, and those that its callers share with it. */
export function storeAccess(store: Workload, inventory: Inventory): StoreAccess {
  const callers = [...(inventory.view(callersByStore).get(store.id) ?? [])];
  const own = passwordsOf(store);
  const shared = new Set(own.flatMap(({ secret }) => secret ?? []));
  const all = [...own, ...callers.flatMap(passwordsOf).filter(({ secret }) => secret !== undefined && shared.has(secret))];
  const isBounded = ({ workload, secret }: Password): boolean => secret !== undefined && isIssuedBy(makerOf(workload.namespace, secret, inventory));
  const standing = all.filter((password) => !isBounded(password) && !password.workload.resource.isContext);
  const isIssued = own.some(isBounded) || [store, ...callers].some((workload) => getsIssued(workload, inventory));
  return {
    standing: standing.map(({ name, workload, secret, at, pointer }) => ({ name, workload, isWrittenOut: secret === undefined, at, pointer })),
    isIssued,
  };
}

interface Password extends Spot {
  readonly name: string;
  readonly workload: Workload;
  /** The Secret that it comes from; undefined for one that is written out. */
  readonly secret?: string | undefined;
}

function passwordsOf(workload: Workload): readonly Password[] {
  return workload.containers
    .filter(({ list }) => list === 'containers')
    .flatMap(({ value }) => value.get('env').items())
    .flatMap((item): readonly Password[] => {
      const name = item.get('name').text() ?? '';
      // Official images also read the password from a file whose path they are given.
      if (!namesCredential(name.replace(/_FILE$/, ''))) return [];
      const reference = item.path('valueFrom', 'secretKeyRef', 'name');
      if (reference.exists) return [{ name, workload, secret: reference.text(), at: reference.at, pointer: reference.pointer }];
      const value = item.get('value');
      const isLiteral = name.endsWith('_FILE') ? value.text() !== undefined : typeof literalUnder(name, value.text() ?? '') === 'object';
      return isLiteral ? [{ name, workload, at: value.at, pointer: value.pointer }] : [];
    });
}

/** Generators of External Secrets whose credentials have a lease. Source: External Secrets documentation, Generators. */
const LEASING_GENERATORS = new Set(['VaultDynamicSecret', 'STSSessionToken']);

function isIssuedBy(maker: Resource | undefined): boolean {
  if (maker === undefined) return false;
  if (maker.kind === 'VaultDynamicSecret') return true;
  if (maker.kind === 'SecretProviderClass') return readsLease(maker.spec.path('parameters', 'objects'));
  const sources = maker.spec
    .get('dataFrom')
    .items()
    .map((item) => item.path('sourceRef', 'generatorRef', 'kind').text() ?? '');
  return sources.some((kind) => LEASING_GENERATORS.has(kind));
}

/** A path below `creds` of a secrets engine makes new credentials at each read. Source: Vault documentation, Database secrets engine, API, Generate credentials. */
function readsLease(text: Value): boolean {
  return /(?:^|[\s"'])[\w/-]+\/creds\/[\w-]+/.test(text.text() ?? '');
}

/** By annotations of the Vault agent, or by a volume of the Secrets Store CSI driver. */
function getsIssued(workload: Workload, inventory: Inventory): boolean {
  const annotations = [...workload.pod.path('metadata', 'annotations').entries()];
  if (annotations.some(([key, value]) => key.startsWith('vault.hashicorp.com/agent-inject-secret-') && readsLease(value))) return true;
  return workload.podSpec
    .get('volumes')
    .items()
    .some((volume) => {
      const name = volume.path('csi', 'volumeAttributes', 'secretProviderClass').text();
      const provider = inventory
        .ofKind('secrets-store.csi.x-k8s.io/SecretProviderClass')
        .find((resource) => resource.namespace === workload.namespace && (resource.name === name || resource.writtenName === name));
      return isIssuedBy(provider);
    });
}

/** Who calls whom, by every listener that a call surely leads to. A call to itself is none. */
function callersByStore(inventory: Inventory): ReadonlyMap<string, ReadonlySet<Workload>> {
  const found = new Map<string, Set<Workload>>();
  for (const { from, to } of inventory.view(callsOf).all) {
    for (const { workload } of to) {
      if (workload.id === from.id) continue;
      const callers = found.get(workload.id);
      if (callers === undefined) found.set(workload.id, new Set([from]));
      else callers.add(from);
    }
  }
  return found;
}
