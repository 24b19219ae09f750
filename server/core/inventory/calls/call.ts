import type { Reason, Spot } from '../known.js';
import type { Resource } from '../resource.js';
import type { Service } from '../traffic/services.js';
import type { Container, Workload } from '../workload.js';

export type Protocol = 'TCP' | 'UDP' | 'SCTP';

/** A port where a workload listens. */
export interface Listener {
  readonly workload: Workload;
  /** The container port: the number, where the files show it, else the name that the Service gives. */
  readonly port: number | string;
  readonly protocol: Protocol;
}

/** A Service that the text of a container names: `[scheme://]NAME[.NS[.svc[.…]]][:PORT]`. It stands at the value. */
export interface Call extends Spot {
  readonly from: Workload;
  readonly container: Container;
  /** The variable that holds it; '' for an argument or a command, `*` where its name is not known. */
  readonly variable: string;
  readonly service: Service;
  /** As the Service has it. */
  readonly port: number;
  /** The workloads behind the Service port, by what its selector surely picks. */
  readonly to: readonly Listener[];
}

/** A value that names something to call that is no Service here, or that comes from elsewhere. It is never granted. */
export interface UnresolvedCall extends Spot {
  readonly from: Workload;
  readonly container: Container;
  readonly variable: string;
  /** `cart:7070`, or what is known of it; '' when nothing is. */
  readonly text: string;
  readonly why: Reason;
}

/**
 * Who may call. `outside`: a LoadBalancer, NodePort, Ingress or Gateway route leads there from outside of the cluster. `through` names the gateway or Ingress
 * whose proxy passes the traffic on, `edge` is its object and `gateway` that proxy, where they are in sight; without `through` clients reach the workload
 * themselves.
 */
export type Caller =
  | { readonly kind: 'workload'; readonly workload: Workload }
  | {
      readonly kind: 'outside';
      readonly via: string;
      readonly through?: string | undefined;
      readonly edge?: Resource | undefined;
      readonly gateway?: Workload | undefined;
    };

/** One caller, one listener, and the first place that shows the need. */
export interface Grant extends Spot {
  readonly from: Caller;
  readonly to: Listener;
  /** `variable "REDIS_ADDR" of container "server"`. */
  readonly reason: string;
}
