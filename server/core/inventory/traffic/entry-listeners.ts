import type { Place } from '../../syntax/place.js';
import { matchesGlob } from '../globs.js';
import type { Inventory } from '../inventory.js';
import type { Reason } from '../known.js';
import type { Resource } from '../resource.js';
import { type Subject, type SubjectId, subjectId } from '../subject.js';
import type { Value } from '../value.js';

/** One listener of a gateway: an item of `servers` of Istio's Gateway, or of `listeners` of the Gateway API's. */
export class Listener implements Subject {
  constructor(
    readonly gateway: Resource,
    readonly value: Value,
    private readonly index: number,
  ) {}

  get isIstio(): boolean {
    return this.gateway.group === 'networking.istio.io';
  }
  get name(): string {
    return this.gateway.name;
  }
  get part(): string {
    return `listener/${this.listenerName}`;
  }
  get listenerName(): string {
    return this.value.get('name').text() ?? this.value.path('port', 'name').text() ?? String(this.index);
  }
  get id(): SubjectId {
    return subjectId(this.group, this.kind, this.namespace, this.gateway.name, this.part);
  }
  get group(): string {
    return this.gateway.group;
  }
  get kind(): string {
    return this.gateway.kind;
  }
  get namespace(): string {
    return this.gateway.namespace;
  }
  get at(): Place {
    return this.value.keyAt;
  }
  get pointer(): string {
    return this.value.pointer;
  }
  get unknown(): Reason | undefined {
    return this.gateway.unknown ?? this.value.unknown;
  }
}

/** The label of a Gateway whose callers have to show a certificate. */
const LABEL = 'heptad.dev/client-certificates';

/** Listeners that a label of their Gateway names, or a glob on `NAMESPACE/GATEWAY/LISTENER`. */
export function namedListeners(inventory: Inventory, globs: readonly string[]): readonly Listener[] {
  return inventory.judged('networking.istio.io/Gateway', 'gateway.networking.k8s.io/Gateway').flatMap((gateway) => {
    const isNamed = gateway.labels.known.get(LABEL) === 'required';
    return gateway.spec
      .get(gateway.group === 'networking.istio.io' ? 'servers' : 'listeners')
      .items()
      .map((value, index) => new Listener(gateway, value, index))
      .filter((listener) => isNamed || globs.some((glob) => matchesGlob(glob, `${gateway.namespace}/${gateway.name}/${listener.listenerName}`)));
  });
}
