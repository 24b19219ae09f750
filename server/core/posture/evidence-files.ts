import type { Problem } from '../syntax/place.js';
import type { Attestation } from './documents/kinds.js';

/** What became of the files that attestations name as their evidence: the SHA-256 of each, in hex; undefined for one that is not there. By the path as it is written. */
export type Digests = ReadonlyMap<string, string | undefined>;

/**
 * Attestations whose evidence is what they say it is, and the problems of the others, which settle nothing. Evidence at a URL is taken on its word: nothing is fetched.
 * @param digests of every file named; without them no file is compared
 */
export function verifiedAttestations(
  attestations: readonly Attestation[],
  digests: Digests | undefined,
): { readonly verified: readonly Attestation[]; readonly problems: readonly Problem[] } {
  if (digests === undefined) return { verified: attestations, problems: [] };
  const problems: Problem[] = [];
  const verified = attestations.filter(({ name, path, evidence }) => {
    if (evidence.path === undefined) return true;
    const found = digests.get(evidence.path);
    if (found === evidence.sha256.toLowerCase()) return true;
    const message =
      found === undefined
        ? `evidence "${evidence.path}" of attestation "${name}" is not there`
        : `evidence "${evidence.path}" is not what attestation "${name}" names by its hash`;
    problems.push({ code: found === undefined ? 'missing-evidence' : 'changed-evidence', severity: 'error', message, path, at: evidence.at });
    return false;
  });
  return { verified, problems };
}
