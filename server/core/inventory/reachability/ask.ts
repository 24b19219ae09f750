import type { Caller, Listener, Protocol } from '../calls/call.js';
import { grantsOf } from '../calls/grants.js';
import { listenerKey, listenersBehind } from '../calls/listeners.js';
import type { Inventory } from '../inventory.js';
import type { Reason } from '../known.js';
import { servicesOf } from '../traffic/services.js';
import type { Workload } from '../workload.js';
import type { Reach } from './reach.js';
import { reach } from './reachability.js';

/** What a person asks: `[namespace/]name`, or `outside` for the caller; a port of the destination after a colon. */
export interface Question {
  readonly from: string;
  readonly to: string;
}

/** The answers, one for each caller and port; or why the question cannot be asked, with names that are near. */
export type Asked = { readonly answers: readonly Reach[] } | { readonly wrong: string; readonly near: readonly string[]; readonly hint?: string | undefined };

export const OUTSIDE = 'outside';

/** Asks about workloads by name; a name of a Service stands for what it leads to. */
export function ask(inventory: Inventory, { from, to }: Question): Asked {
  const colon = to.lastIndexOf(':');
  const [name, port] = colon < 0 ? [to, undefined] : [to.slice(0, colon), to.slice(colon + 1)];
  const destinations = named(inventory, name);
  if (!Array.isArray(destinations)) return destinations;
  const callers = from === OUTSIDE ? undefined : named(inventory, from);
  if (callers !== undefined && !Array.isArray(callers)) return callers;
  const all = destinations.flatMap((workload) => listenersOf(inventory, workload));
  const wanted = port === undefined ? all : all.filter((listener) => isPort(inventory, listener, port));
  if (wanted.length === 0 && port !== undefined) {
    // A port that no file names may be open all the same.
    if (!/^\d+$/.test(port)) return { wrong: `"${name}" has no port "${port}"`, near: all.map((listener) => String(listener.port)) };
    wanted.push(...destinations.map((workload): Listener => ({ workload, port: Number(port), protocol: 'TCP' })));
  }
  if (wanted.length === 0) return { wrong: `no file names a port of "${name}"`, near: [], hint: `ask for one, such as ${name}:8080` };
  return {
    answers: wanted.flatMap((listener) =>
      callers === undefined ? fromOutside(inventory, listener) : callers.map((workload) => fromWorkload(inventory, workload, listener)),
    ),
  };
}

/**
 * A pod always reaches itself, past policies and past its proxy; the other pods of its workload it reaches like any.
 * Sources: Kubernetes documentation, Network Policies; the rules for the loopback device that Istio sets up in a pod.
 */
function fromWorkload(inventory: Inventory, workload: Workload, listener: Listener): Reach {
  const found = reach(inventory, { kind: 'workload', workload }, listener);
  return found.match === 'no' && workload.id === listener.workload.id ? { ...found, match: { unknown: ITSELF } } : found;
}

const ITSELF: Reason = 'a pod reaches itself, but no other one of the same workload';

function fromOutside(inventory: Inventory, listener: Listener): readonly Reach[] {
  const ways = inventory.view(grantsOf).filter(({ from, to }) => from.kind === 'outside' && listenerKey(to) === listenerKey(listener));
  if (ways.length > 0) return ways.map((way) => reach(inventory, way.from, way.to));
  const why = 'no way from outside leads there in these files';
  const from: Caller = { kind: 'outside', via: '' };
  return [{ ...reach(inventory, from, listener), match: { unknown: why } }];
}

/** The ports where a workload listens, as its containers and the Services that lead to it say. */
function listenersOf(inventory: Inventory, workload: Workload): readonly Listener[] {
  const found = new Map<string, Listener>();
  const add = (listener: Listener): void => void found.set(listenerKey(listener), listener);
  for (const { list, value } of workload.containers) {
    if (list === 'ephemeralContainers') continue;
    for (const item of value.get('ports').items()) {
      const [number, protocol] = [item.get('containerPort').number(undefined), item.get('protocol').text() ?? 'TCP'];
      if (number.known && number.value !== undefined && isProtocol(protocol)) add({ workload, port: number.value, protocol });
    }
  }
  for (const service of inventory.view(servicesOf).of(workload)) {
    for (const listener of service.ports.flatMap((port) => listenersBehind(service, port).listeners)) if (listener.workload.id === workload.id) add(listener);
  }
  return [...found.values()];
}

function isProtocol(text: string): text is Protocol {
  return text === 'TCP' || text === 'UDP' || text === 'SCTP';
}

/** By the number or the name of the container port, or by the number of a Service port that leads there. */
function isPort(inventory: Inventory, listener: Listener, port: string): boolean {
  if (String(listener.port) === port) return true;
  const { workload } = listener;
  const isName = workload.containers.some(({ value }) =>
    value
      .get('ports')
      .items()
      .some((item) => item.get('name').text() === port && item.get('containerPort').text() === String(listener.port)),
  );
  return (
    isName ||
    inventory
      .view(servicesOf)
      .of(workload)
      .some((service) =>
        service.ports.some(
          (one) =>
            one.port.known &&
            String(one.port.value) === port &&
            listenersBehind(service, one).listeners.some((other) => listenerKey(other) === listenerKey(listener)),
        ),
      )
  );
}

/** The workloads of a name, else those behind a Service of that name. */
function named(inventory: Inventory, asked: string): Workload[] | Extract<Asked, { readonly wrong: string }> {
  const slash = asked.indexOf('/');
  const [namespace, name] = slash < 0 ? [undefined, asked] : [asked.slice(0, slash), asked.slice(slash + 1)];
  const isIn = (one: { readonly namespace: string }): boolean => namespace === undefined || one.namespace === namespace;
  const workloads = inventory.allWorkloads().filter((workload) => workload.name === name && isIn(workload));
  const services = inventory.view(servicesOf).all.filter(({ resource }) => resource.name === name && isIn(resource));
  const behind = services.flatMap((service) => service.workloads.filter(({ match }) => match === 'yes').map(({ workload }) => workload));
  const found = [...new Map((workloads.length > 0 ? workloads : behind).map((workload) => [workload.id, workload])).values()];
  const places = [...new Set(found.map((workload) => workload.namespace))];
  if (places.length > 1) return { wrong: `"${asked}" is in ${places.length} namespaces`, near: places.map((place) => `${place}/${name}`) };
  if (found.length > 0) return found;
  const known = inventory.allWorkloads().map((workload) => (workload.namespace === '' ? workload.name : `${workload.namespace}/${workload.name}`));
  return { wrong: `there is no workload or Service "${asked}"`, near: nearest(asked, known) };
}

const NEAR = 5;

/** Names that hold what was asked, or that few letters change into it. */
function nearest(asked: string, known: readonly string[]): readonly string[] {
  const wanted = asked.slice(asked.indexOf('/') + 1);
  const scored = [...new Set(known)].map((name) => {
    const own = name.slice(name.indexOf('/') + 1);
    const isPart = wanted !== '' && (own.includes(wanted) || wanted.includes(own));
    return { name, away: isPart ? 0 : distance(wanted.slice(0, 63), own.slice(0, 63)) };
  });
  return scored
    .filter(({ away }) => away <= 2)
    .sort((one, other) => one.away - other.away)
    .slice(0, NEAR)
    .map(({ name }) => name);
}

/** How many letters must change, by the algorithm of Wagner and Fischer. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (const [column, own] of [...other].entries()) {
      next.push(Math.min((row[column] ?? 0) + (letter === own ? 0 : 1), (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
