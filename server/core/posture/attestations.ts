import type { Reason } from '../inventory/known.js';
import type { Problem } from '../syntax/place.js';
import { daysBetween } from './dates.js';
import type { Attestation } from './documents/kinds.js';
import { ATTESTATION_DAYS, type Validity, validityOf } from './validity.js';

/** An attestation that names a target, and the rules that it settles there. */
export interface AttestationUse {
  readonly attestation: Attestation;
  readonly validity: Validity;
  /** Rules of which it turned something into passed, in the order of the rules. */
  readonly settles: readonly string[];
}

/** The attestations that speak of a target, those that end last first, so that a renewed one comes before the one that it replaces. */
export function attestationsFor(target: string, attestations: readonly Attestation[], today: string): readonly Omit<AttestationUse, 'settles'>[] {
  return attestations
    .filter(({ targets }) => targets === undefined || targets.some(({ value }) => value === target))
    .map((attestation) => ({ attestation, validity: validityOf(attestation, ATTESTATION_DAYS, today) }))
    .sort((one, other) => daysBetween(one.attestation.expires, other.attestation.expires));
}

/** Why an attestation that names a rule does not settle it. */
export function refusalOf({ attestation, validity }: Pick<AttestationUse, 'attestation' | 'validity'>): Reason {
  if (validity === 'expired') return `attestation expired on ${attestation.expires}`;
  if (validity === 'not-yet') return `attestation counts from ${attestation.issued}`;
  return `attestation runs for more than ${ATTESTATION_DAYS} days`;
}

/** Problems of attestations that do nothing in any target: `expired-attestation`, `unused-attestation`, and `long-attestation`, which is an error. */
export function attestationProblems(attestations: readonly Attestation[], uses: readonly AttestationUse[], today: string): readonly Problem[] {
  const settling = new Set(uses.filter(({ settles }) => settles.length > 0).map(({ attestation }) => attestation));
  return attestations.flatMap((attestation) => {
    const { name, path, at, issued, expires } = attestation;
    const problem = (code: string, severity: Problem['severity'], message: string): readonly Problem[] => [{ code, severity, message, path, at }];
    const validity = validityOf(attestation, ATTESTATION_DAYS, today);
    if (validity === 'expired') return problem('expired-attestation', 'warning', `attestation "${name}" expired on ${expires}`);
    if (validity === 'not-yet') return problem('unused-attestation', 'warning', `attestation "${name}" counts from ${issued}`);
    if (validity === 'too-long')
      return problem('long-attestation', 'error', `attestation "${name}" runs for ${daysBetween(issued, expires)} days, at most ${ATTESTATION_DAYS} count`);
    return settling.has(attestation) ? [] : problem('unused-attestation', 'warning', `attestation "${name}" settles nothing`);
  });
}
