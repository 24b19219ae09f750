import type { Caller, Listener } from '../calls/call.js';
import type { Inventory } from '../inventory.js';
import { authorizationIndex } from '../mesh/policy-index.js';
import type { Peer } from '../network/network-peers.js';
import type { Match } from '../selectors.js';
import { waypointBefore } from '../traffic/waypoint-before.js';
import { workloadIndex } from '../workload-index.js';
import { authorizationStep } from './authorization.js';
import { agreed } from './combine.js';
import { linkerdStep } from './linkerd.js';
import { networkStep } from './network.js';
import type { Encryption, Identity, Reach, Step } from './reach.js';
import { arrivalOf, type Joined, joinedBy, UNSEEN_GATEWAY } from './transport.js';

/**
 * Whether a caller may open a connection to a port of a workload, and as whom it is seen there: egress at the caller, ingress at the destination, mutual TLS,
 * authorization. Of one workload it is asked for two of its pods. `yes` and `no` are given only where they follow from the files. What each stage means stands in docs/reachability.md.
 */
export function reach(inventory: Inventory, from: Caller, to: Listener): Reach {
  const { workload, peer } = endOf(from);
  const egress: readonly Step[] =
    workload === undefined ? [] : [networkStep(inventory, { direction: 'egress', at: workload, peer: { is: 'workload', workload: to.workload }, to })];
  const ingress = networkStep(inventory, { direction: 'ingress', at: to.workload, peer, to });
  const inMesh = throughMesh(inventory, from, to);
  const steps = [...egress, ingress, ...inMesh.steps];
  return { from, to, match: inAll(steps), identity: inMesh.identity, encryption: inMesh.encryption, named: inMesh.named, steps };
}

/** All stages must let it through; of several that are not known the first is told. */
function inAll(steps: readonly Step[]): Match {
  if (steps.some(({ match }) => match === 'no')) return 'no';
  return steps.find(({ match }) => match !== 'yes')?.match ?? 'yes';
}

/** Whose connection it is at the destination: the caller's, or that of the gateway which passes it on. */
function endOf(from: Caller): { readonly workload: Extract<Peer, { is: 'workload' }>['workload'] | undefined; readonly peer: Peer } {
  const workload = from.kind === 'workload' ? from.workload : from.gateway;
  if (workload !== undefined) return { workload, peer: { is: 'workload', workload } };
  return { workload, peer: from.kind === 'outside' && from.through !== undefined ? { is: 'unseen', why: UNSEEN_GATEWAY } : { is: 'outside' } };
}

type InMesh = Pick<Reach, 'identity' | 'encryption' | 'named' | 'steps'>;

/** What is so in each of the meshes that the two may be in. */
function throughMesh(inventory: Inventory, from: Caller, to: Listener): InMesh {
  const caller: Caller = from.kind === 'outside' && from.gateway !== undefined ? { kind: 'workload', workload: from.gateway } : from;
  const own: readonly Joined[] =
    caller.kind === 'workload' ? joinedBy(inventory, caller.workload) : caller.through !== undefined ? ['none', 'sidecar', 'ambient', 'linkerd'] : ['none'];
  const answers = joinedBy(inventory, to.workload).flatMap((at) => own.map((mesh) => inOneMesh(inventory, caller, mesh, to, at)));
  const [first, ...rest] = answers;
  if (first === undefined || rest.length === 0) return first ?? NOBODY;
  const isDeclared = inventory.view(workloadIndex).namespaceObject(to.workload.namespace) !== undefined;
  const unseen = isDeclared ? 'which mesh they are in is not known' : `whether namespace "${to.workload.namespace}" is in a mesh is in no file`;
  const why = caller.kind === 'outside' && caller.through !== undefined ? UNSEEN_GATEWAY : unseen;
  const same = <T>(values: readonly T[]): boolean => new Set(values.map((value) => JSON.stringify(value))).size === 1;
  const stages = (['mtls', 'authorization'] as const).map((stage): Step => {
    const found = answers.map(({ steps }) => steps.find((step) => step.stage === stage)).filter((step) => step !== undefined);
    const match = agreed(
      answers.map(({ steps }) => steps.find((step) => step.stage === stage)?.match ?? 'yes'),
      why,
    );
    const sample = found[0];
    return {
      stage,
      match,
      says: typeof match === 'object' ? match.unknown : match === 'yes' ? 'taken in each mesh that they may be in' : (sample?.says ?? ''),
      ...(match === 'no' && { by: found.find((step) => step.match === 'no')?.by }),
    };
  });
  return {
    identity: same(answers.map(({ identity }) => identity)) ? first.identity : { kind: 'unknown', why },
    encryption: same(answers.map(({ encryption }) => encryption)) ? first.encryption : { unknown: why },
    named: agreed(
      answers.map(({ named }) => named),
      why,
    ),
    // A connection that one mesh refuses by its mode and another by its policies is refused in both.
    steps: answers.every(({ steps }) => steps.some(({ match }) => match === 'no')) && stages.every(({ match }) => match !== 'no') ? [...first.steps] : stages,
  };
}

const NOBODY: InMesh = { identity: { kind: 'anonymous' }, encryption: 'none', named: 'no', steps: [] };

function inOneMesh(inventory: Inventory, caller: Caller, from: Joined, to: Listener, at: Joined): InMesh {
  const arrival = arrivalOf(inventory, caller, from, to, at);
  const base: { readonly identity: Identity; readonly encryption: Encryption } = { identity: arrival.identity, encryption: arrival.encryption };
  const mtls: Step = { stage: 'mtls', match: arrival.match, says: arrival.says, by: arrival.by };
  if (arrival.enforcer === 'nobody') return { ...base, named: 'no', steps: [mtls] };
  if (arrival.enforcer === 'linkerd')
    return { ...base, named: { unknown: 'policies of Linkerd are not weighed' }, steps: [mtls, linkerdStep(inventory, arrival.identity, to)] };
  const waypoint = arrival.enforcer === 'ambient' ? atWaypoint(inventory, to) : 'no';
  if (waypoint !== 'no') {
    const why = waypoint === 'yes' ? 'the policies of its waypoint are not weighed' : waypoint.unknown;
    return { ...base, named: { unknown: why }, steps: [mtls, { stage: 'authorization', match: { unknown: why }, says: why }] };
  }
  const { named, ...step } = authorizationStep(inventory, arrival.identity, to, arrival.enforcer);
  return { ...base, named, steps: [mtls, step] };
}

/** Whether traffic to a workload goes through a waypoint, with policies that may hold there or behind it. */
function atWaypoint(inventory: Inventory, to: Listener): Match {
  const waypoint = waypointBefore(inventory, to.workload);
  if (waypoint === undefined) return 'no';
  if (inventory.view(authorizationIndex).all.length === 0) return 'no';
  return 'unknown' in waypoint ? waypoint : 'yes';
}
