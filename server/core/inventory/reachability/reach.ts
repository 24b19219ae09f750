import type { Caller, Listener } from '../calls/call.js';
import type { Reason, Spot } from '../known.js';
import type { Match } from '../selectors.js';

/** What a connection has to pass, in this order. */
export type Stage = 'egress' | 'ingress' | 'mtls' | 'authorization';

/** The answer of one stage and what gives it: the rule that admits, the policy that refuses, or nothing at all. */
export interface Step {
  readonly stage: Stage;
  readonly match: Match;
  /** `policy "cart" admits it`, `no policy picks the caller`. */
  readonly says: string;
  /** Where that stands. */
  readonly by?: Spot | undefined;
}

/** As whom a caller is seen. A principal is proven by mutual TLS: `cluster.local/ns/shop/sa/web`. */
export type Identity =
  | { readonly kind: 'principal'; readonly namespace: string; readonly account: string }
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'unknown'; readonly why: Reason };

/** Whether plain text is taken at the port too. `none`: no mesh encrypts there. */
export type Encryption = 'strict' | 'permissive' | 'none' | { readonly unknown: Reason };

/** Whether a caller may reach a port of a workload, as whom, and by what. */
export interface Reach {
  readonly from: Caller;
  readonly to: Listener;
  readonly match: Match;
  readonly identity: Identity;
  readonly encryption: Encryption;
  readonly steps: readonly Step[];
  /** The rule of a policy that names the caller's identity and admits it. */
  readonly named: Match;
}
