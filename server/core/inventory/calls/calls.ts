import { namesCredential } from '../data/credentials.js';
import type { Inventory } from '../inventory.js';
import type { Reason, Spot } from '../known.js';
import { type Service, servicesOf } from '../traffic/services.js';
import type { Container, Workload } from '../workload.js';
import { type Address, addressesIn, isIp, isOwnHost, portOfScheme } from './address.js';
import type { Call, Listener, UnresolvedCall } from './call.js';
import { headlessListeners, isHeadless, listenersBehind, protocolOf } from './listeners.js';
import { type Text, textsOf } from './texts.js';

/** What the containers of a target call, as far as their text names it. */
export interface Calls {
  readonly all: readonly Call[];
  readonly unresolved: readonly UnresolvedCall[];
}

const WORD: Reason = 'a word among others: whether it is called is not said';

/** The calls of all workloads, context included, in the order of the texts. `inventory.view(callsOf)`. */
export function callsOf(inventory: Inventory): Calls {
  const all: Call[] = [];
  const unresolved: UnresolvedCall[] = [];
  for (const from of inventory.allWorkloads()) {
    for (const container of from.containers) {
      for (const { says, ...spot } of textsOf(inventory, container)) {
        if ('hidden' in says) unresolved.push({ from, container, ...spot, text: '', why: says.hidden });
        else readText(inventory, { from, container, ...spot }, says, { all, unresolved });
      }
    }
  }
  return { all, unresolved };
}

type Literal = Exclude<Text['says'], { readonly hidden: Reason }>;
type Holder = Pick<Call, 'from' | 'container' | 'variable'> & Spot;

function readText(inventory: Inventory, holder: Holder, says: Literal, into: { readonly all: Call[]; readonly unresolved: UnresolvedCall[] }): void {
  const { found, composed } = addressesIn(says.literal);
  const isSecret = namesCredential(holder.variable);
  for (const text of isSecret ? [] : composed) into.unresolved.push({ ...holder, text, why: 'put together from variables' });
  // A script that says a name again says nothing new.
  const calls = new Map<string, Call>();
  const others = new Map<string, UnresolvedCall>();
  for (const address of found) {
    const answer = resolve(inventory, holder, address);
    if (answer === undefined) continue;
    const why = says.elsewhere ?? ('why' in answer ? answer.why : undefined);
    if (why !== undefined && isSecret) continue;
    if (why !== undefined) others.set(address.text, { ...holder, text: address.text, why });
    else if (!('why' in answer)) calls.set(`${answer.service.resource.id} ${answer.port}`, { ...holder, ...answer });
  }
  const called = new Set([...calls.values()].map(({ service }) => service.resource.name));
  into.all.push(...calls.values());
  into.unresolved.push(...[...others.values()].filter(({ text, why }) => why !== WORD || !called.has(text)));
}

type Resolved = Pick<Call, 'service' | 'port' | 'to'>;

/** The Service port that an address leads to, or why that cannot be said; undefined for what is no address of a server. */
function resolve(inventory: Inventory, holder: Holder, address: Address, hops = 0): Resolved | { readonly why: Reason } | undefined {
  const { from } = holder;
  if (isOwnHost(address.host)) return undefined;
  if (isIp(address.host)) return address.how === 'sure' ? { why: 'an address, not the name of a Service' } : undefined;
  const service = serviceNamed(inventory, address.host, from.namespace);
  if (service === undefined) return looksLikeHost(address, holder) ? { why: 'no Service here' } : undefined;
  // A workload says its own name to tell who it is.
  if (address.how !== 'sure' && service.workloads.some(({ workload }) => workload.id === from.id)) return undefined;
  if (address.how === 'word') return { why: WORD };
  const name = service.resource.name;
  // Names in texts stay as they are. Source: Kustomize reference, namePrefix, nameReference.
  if (!address.host.split('.').includes(name)) return { why: `kustomize names the Service "${name}", and leaves texts as they are` };
  if (!service.type.known) return { why: service.type.why };
  if (service.type.value === 'ExternalName') {
    const external = service.resource.spec.get('externalName').text()?.toLowerCase().replace(/\.$/, '');
    const beyond = external === undefined || hops > 2 ? undefined : resolve(inventory, holder, { ...address, host: external, how: 'sure' }, hops + 1);
    return beyond ?? { why: `Service "${name}" leads out of the target` };
  }
  return resolvePort(service, address);
}

/**
 * The Service that a host names, seen from a namespace: `NAME[.NS[.svc[.…]]]`, or a pod of a headless Service, `POD.NAME[.NS[.svc[.…]]]`.
 * Source: Kubernetes documentation, DNS for Services and Pods.
 */
function serviceNamed(inventory: Inventory, host: string, namespace: string): Service | undefined {
  const services = inventory.view(servicesOf);
  const byLabels = ([name = '', inNamespace, svc = 'svc']: readonly string[]): Service | undefined =>
    svc === 'svc' ? services.byName(name, inNamespace ?? namespace) : undefined;
  const labels = host.split('.');
  const named = byLabels(labels);
  if (named !== undefined || labels.length === 1) return named;
  const governing = byLabels(labels.slice(1));
  return governing !== undefined && isHeadless(governing) ? governing : undefined;
}

const OF_HOST = /(?:^|[_.-])(?:HOSTS?|HOSTNAME|ADDR|ADDRESS|ADDRESSES|ENDPOINTS?|URLS?|URI|SERVERS?|BROKERS?)$/i;

function looksLikeHost({ how, host, key }: Address, { variable }: Holder): boolean {
  return how === 'sure' || /\.svc(?:\.|$)|\.local$/.test(host) || (how === 'bare' && OF_HOST.test(key ?? variable));
}

function resolvePort(service: Service, address: Address): Resolved | { readonly why: Reason } {
  const name = service.resource.name;
  if (service.workloads.length === 0) return { why: nobodyBehind(service, name) };
  const masked = service.ports.map(({ port, value }) => (port.known ? value.unknown : port.why)).find((why) => why !== undefined);
  const wanted = address.port ?? portOfScheme(address.scheme);
  const numbers = [...new Set(service.ports.flatMap(({ port }) => (port.known && port.value !== undefined ? [port.value] : [])))];
  const [only, ...others] = numbers;
  const number = wanted ?? (masked === undefined && others.length === 0 ? only : undefined);
  if (number === undefined)
    return { why: masked ?? (only === undefined ? `Service "${name}" has no port` : `Service "${name}" has ${numbers.length} ports, and none is said`) };
  const ports = service.ports.filter(({ port }) => port.known && port.value === number);
  const isDirect = isHeadless(service);
  if (ports.length === 0 && !isDirect) return { why: masked ?? `Service "${name}" has no port ${number}` };
  const protocols = ports.map(protocolOf).flatMap((protocol) => (typeof protocol === 'string' ? [protocol] : []));
  const behind = isDirect
    ? (ports.length === 0 ? (['TCP'] as const) : [...new Set(protocols)]).map((protocol) => headlessListeners(service, number, protocol))
    : ports.map((port) => listenersBehind(service, port));
  const to = behind.flatMap(({ listeners }): readonly Listener[] => listeners);
  if (to.length > 0) return { service, port: number, to };
  return { why: behind.find(({ doubt }) => doubt !== undefined)?.doubt ?? `no workload behind Service "${name}" has its port ${number}` };
}

/** A Service without a selector has its endpoints from elsewhere. Source: Kubernetes documentation, Services without selectors. */
function nobodyBehind(service: Service, name: string): Reason {
  const selector = service.resource.spec.get('selector');
  if (selector.hides !== undefined) return selector.hides;
  return [...selector.entries()].length === 0 ? `Service "${name}" has no selector` : `Service "${name}" picks no workload here`;
}

/** How a report says where a call or grant was seen: `variable "REDIS_ADDR" of container "server"`. */
export function saidIn(variable: string, container: Container): string {
  return `${variable === '' ? 'an argument' : `variable "${variable}"`} of container "${container.part}"`;
}

/** The calls of one workload. */
export function callsFrom(inventory: Inventory, workload: Workload): readonly Call[] {
  return inventory.view(callsByCaller).get(workload.id) ?? [];
}

function callsByCaller(inventory: Inventory): ReadonlyMap<string, readonly Call[]> {
  const found = new Map<string, Call[]>();
  for (const call of inventory.view(callsOf).all) {
    const list = found.get(call.from.id);
    if (list === undefined) found.set(call.from.id, [call]);
    else list.push(call);
  }
  return found;
}
