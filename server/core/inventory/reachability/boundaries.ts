import type { Caller, Grant, UnresolvedCall } from '../calls/call.js';
import { callsOf } from '../calls/calls.js';
import { grantsOf } from '../calls/grants.js';
import { listenerKey } from '../calls/listeners.js';
import type { Inventory } from '../inventory.js';
import type { Match } from '../selectors.js';
import { type ListenerState, listenerState, listenersOfEdge } from '../traffic/gateways.js';
import { portsByListener } from '../traffic/listener-ports.js';
import type { Reach } from './reach.js';
import { reach } from './reachability.js';

/** One of the three things that make a path explicit. `optional`: it is so, and need not be. */
export type Mark = 'yes' | 'no' | 'optional' | 'not judged';

/** A path that is used: a call, or a way from outside, to one port of a workload. */
export interface TrustPath {
  readonly grant: Grant;
  readonly reach: Reach;
  /** All of the path is encrypted by the mesh, or up to a gateway by its listeners. */
  readonly encrypted: Mark;
  /** The destination knows the caller by an identity that is proven. */
  readonly identified: Mark;
  /** A policy admits the caller by his identity. */
  readonly authorized: Mark;
  readonly state: PathState;
}

/** `implicit`: trusted because of where it comes from. `refused`: policies cut it off, whatever it is seen for. */
export type PathState = 'implicit' | 'explicit' | 'not judged' | 'refused';

export interface Boundaries {
  readonly paths: readonly TrustPath[];
  /** Calls that the files do not resolve: they are no paths here. */
  readonly unresolved: number;
}

/**
 * The paths that are used, and whether each is trusted for more than its place in the network. A path is explicit when it is encrypted, its caller is identified
 * and a policy names who may use it. A destination of the context is not judged. Source: NIST SP 800-207, section 2.1, tenets 2 and 3. `inventory.view(boundariesOf)`.
 */
export function boundariesOf(inventory: Inventory): Boundaries {
  const judged = inventory.view(grantsOf).filter(({ to }) => !to.workload.resource.isContext);
  return { paths: judged.map((grant) => toPath(inventory, grant)), unresolved: inventory.view(unresolvedCalls).length };
}

/** The calls of judged workloads that the files do not resolve. `inventory.view(unresolvedCalls)`. */
export function unresolvedCalls(inventory: Inventory): readonly UnresolvedCall[] {
  return inventory.view(callsOf).unresolved.filter(({ from }) => !from.resource.isContext);
}

function toPath(inventory: Inventory, grant: Grant): TrustPath {
  const found = reach(inventory, grant.from, grant.to);
  const marks = {
    encrypted: encryptedMark(inventory, grant, found),
    identified: found.identity.kind === 'principal' ? 'yes' : found.identity.kind === 'anonymous' ? 'no' : 'not judged',
    authorized: typeof found.named === 'object' ? 'not judged' : found.named,
  } as const;
  return { grant, reach: found, ...marks, state: stateOf(found.match, Object.values(marks)) };
}

function stateOf(match: Match, marks: readonly Mark[]): PathState {
  if (match === 'no') return 'refused';
  if (marks.some((mark) => mark === 'no' || mark === 'optional')) return 'implicit';
  return marks.includes('not judged') ? 'not judged' : 'explicit';
}

function encryptedMark(inventory: Inventory, { from, to }: Grant, { encryption, identity }: Reach): Mark {
  const outer = outerMark(inventory, from);
  if (outer !== 'yes') return outer;
  if (encryption === 'strict') return 'yes';
  if (encryption === 'permissive') return identity.kind === 'principal' ? 'optional' : identity.kind === 'anonymous' ? plainMark(inventory, to) : 'not judged';
  return encryption === 'none' ? plainMark(inventory, to) : 'not judged';
}

/** What a port says that serves TLS itself, nobody sees through. */
function plainMark(inventory: Inventory, to: Grant['to']): Mark {
  const ports = inventory.view(portsByListener).get(listenerKey(to)) ?? [];
  return ports.some(({ protocol }) => protocol === 'https' || protocol === 'tls') ? 'not judged' : 'no';
}

/** The part of a path before the gateway; `yes` where there is none. */
function outerMark(inventory: Inventory, from: Caller): Mark {
  if (from.kind === 'workload' || from.through === undefined) return 'yes';
  if (from.edge === undefined) return 'not judged';
  const states = listenersOfEdge(from.edge).map((listener): ListenerState['state'] => listenerState(inventory, listener).state);
  if (states.includes('plain')) return 'no';
  return states.length === 0 || states.includes('unknown') ? 'not judged' : 'yes';
}
