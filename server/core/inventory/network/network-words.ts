import type { Reason } from '../known.js';
import type { Direction, NetworkRule } from './network-policies.js';

/** `admits` callers, or `reaches` destinations. */
export function verb(direction: Direction): string {
  return direction === 'ingress' ? 'admits' : 'reaches';
}

/** True for a block of length 0, whatever address is written before it: `0.0.0.0/0`, `::/0`, `10.0.0.0/0`. */
export function isEveryAddress(cidr: string): boolean {
  return /\/0+$/.test(cidr.trim());
}

/** Whether blocks of IPv4 addresses are all of them together: two halves are everyone too. */
export function areEveryAddress(cidrs: readonly string[]): boolean {
  return fill(
    cidrs.flatMap((cidr) => prefixOf(cidr) ?? []),
    0,
  );
}

/** Whether prefixes, as texts of bits that agree up to a place, leave out no address behind it. */
function fill(prefixes: readonly string[], place: number): boolean {
  if (prefixes.some(({ length }) => length === place)) return true;
  return (
    prefixes.length > 1 &&
    ['0', '1'].every((bit) =>
      fill(
        prefixes.filter((prefix) => prefix[place] === bit),
        place + 1,
      ),
    )
  );
}

function prefixOf(cidr: string): string | undefined {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr.trim());
  if (found === null) return undefined;
  const bits = found.slice(1, 5).map((part) => Number(part).toString(2).padStart(8, '0'));
  return bits.join('').slice(0, Number(found[5]));
}

/** A rule of which nothing is known. */
export function hiddenRule(base: Pick<NetworkRule, 'policy' | 'direction' | 'value' | 'part'>, hidden: Reason): NetworkRule {
  const unknown = { unknown: hidden };
  return { ...base, opens: unknown, named: unknown, dns: unknown, leaves: unknown, application: unknown, wide: [], hidden };
}
