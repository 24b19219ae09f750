import type { Reason } from './known.js';
import type { Direction, NetworkRule } from './network-policies.js';

/** `admits` callers, or `reaches` destinations. */
export function verb(direction: Direction): string {
  return direction === 'ingress' ? 'admits' : 'reaches';
}

/** True for a block of length 0, whatever address is written before it: `0.0.0.0/0`, `::/0`, `10.0.0.0/0`. */
export function isEveryAddress(cidr: string): boolean {
  return /\/0+$/.test(cidr.trim());
}

/** A rule of which nothing is known. */
export function hiddenRule(base: Pick<NetworkRule, 'policy' | 'direction' | 'value' | 'part'>, hidden: Reason): NetworkRule {
  const unknown = { unknown: hidden };
  return { ...base, opens: unknown, named: unknown, dns: unknown, leaves: unknown, application: unknown, wide: [], hidden };
}
