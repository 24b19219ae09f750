import type { Inventory } from '../inventory.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import { allOf, anyOf, type Match, not } from '../selectors.js';
import type { Value } from '../value.js';
import { isAsked, kyvernoRules } from './admission-kyverno.js';
import { fitsKyvernoRule } from './admission-match.js';
import { type Asked, fitsReference, hasAny, type ImagePolicy, isFixedIdentity, isProvenance } from './image-verification-policy.js';
import { checkRefusesIn } from './kyverno-actions.js';
import { exceptionsOf } from './policy-exceptions.js';

/** The `verifyImages` entries of Kyverno's ClusterPolicies and Policies, each one policy. */
export function verifyImagesRules(inventory: Inventory): readonly ImagePolicy[] {
  return inventory.ofKind('kyverno.io/ClusterPolicy', 'kyverno.io/Policy').flatMap((policy) => {
    const { hidden } = listed(policy.spec.get('rules'));
    const masked: readonly ImagePolicy[] = hidden === undefined ? [] : [maskedPolicy(policy, hidden)];
    return [
      ...kyvernoRules(policy).flatMap((rule) =>
        rule
          .get('verifyImages')
          .items()
          .map((entry) => toPolicy(inventory, policy, rule, entry)),
      ),
      ...masked,
    ];
  });
}

function maskedPolicy(policy: Resource, why: string): ImagePolicy {
  const unknown = { unknown: why };
  return { resource: policy, proves: { signature: unknown, provenance: unknown }, verifies: () => unknown };
}

function toPolicy(inventory: Inventory, policy: Resource, rule: Value, entry: Value): ImagePolicy {
  const proves = provenBy(entry);
  const isFreed = exceptionsOf(inventory, policy, rule.get('name').text() ?? '');
  const conditions: Match = ['preconditions', 'celPreconditions'].every((field) => rule.get(field).isAbsent) ? 'yes' : { unknown: BY_PRECONDITION };
  return {
    resource: policy,
    proves,
    verifies: ({ container, namespace, what }: Asked) =>
      allOf([
        policy.kind === 'Policy' && policy.namespace !== namespace.name ? 'no' : 'yes',
        isAsked(policy),
        fitsKyvernoRule(rule, { namespace, workload: container.workload }),
        fitsImage(entry, container),
        isRequired(entry),
        checkRefusesIn(policy, entry, namespace),
        proves[what],
        conditions,
        not(isFreed({ namespace, workload: container.workload })),
      ]),
  };
}

const BY_PRECONDITION = 'by a precondition of a policy';

function fitsImage(entry: Value, container: Asked['container']): Match {
  const own = entry.get('imageReferences');
  const globs = own.isAbsent ? [entry.get('image')].filter((image) => !image.isAbsent) : own.items();
  const unknown = globs.find((glob) => glob.unknown !== undefined)?.unknown ?? entry.unknown;
  if (unknown !== undefined) return { unknown };
  const skipped = fitsReference(textsOf(entry.get('skipImageReferences').items()), container);
  return allOf([fitsReference(textsOf(globs), container), not(skipped)]);
}

function textsOf(values: readonly Value[]): readonly string[] {
  return values.map((value) => value.text() ?? '');
}

/** With `required: false` an image without a signature passes. Source: Kyverno CRD, verifyImages.required, default true. */
function isRequired(entry: Value): Match {
  const required = entry.get('required').boolean(true);
  if (!required.known) return { unknown: required.why };
  return required.value ? 'yes' : 'no';
}

/** A signature of the image, or a signed attestation about it, by someone whom the policy names. */
function provenBy(entry: Value): ImagePolicy['proves'] {
  const own = isTrusted(entry.get('attestors').items());
  const attestations = entry.get('attestations').items();
  const provenance = anyOf(
    attestations.map((attestation): Match => {
      const type = attestation.get('type').isAbsent ? attestation.get('predicateType') : attestation.get('type');
      if (type.unknown !== undefined) return { unknown: type.unknown };
      return isProvenance(type.text() ?? '') ? trustOf(attestation, own) : 'no';
    }),
  );
  const signature = anyOf([own, byOldFields(entry), ...attestations.map((attestation) => trustOf(attestation, 'no'))]);
  return { signature, provenance };
}

/** An attestation without attestors of its own is checked against those of its entry. */
function trustOf(attestation: Value, own: Match): Match {
  const attestors = attestation.get('attestors');
  return attestors.isAbsent ? own : isTrusted(attestors.items());
}

/** Fields from before attestors. Source: Kyverno, api/kyverno/v1, ImageVerification: key, roots, subject, issuer are deprecated. */
function byOldFields(entry: Value): Match {
  return anyOf([hasAny(entry, ['key']), isFixedIdentity(entry)]);
}

/** All sets must agree, so that one whose keys or identities are fixed is enough. */
function isTrusted(sets: readonly Value[]): Match {
  return anyOf(sets.map(isFixedSet));
}

/** Without `count` every entry of a set must sign, else so many of them: then as many free ones must not be enough. Source: Kyverno CRD, attestors.count. */
function isFixedSet(set: Value): Match {
  if (set.unknown !== undefined) return { unknown: set.unknown };
  const entries = listed(set.get('entries'));
  if (entries.hidden !== undefined) return { unknown: entries.hidden };
  const answers = entries.items.map(isFixedEntry);
  const free = answers.filter((answer) => answer === 'no').length;
  const count = Number(set.get('count').text() ?? entries.items.length);
  if (count <= free) return 'no';
  return answers.find((answer) => typeof answer === 'object' && count <= answers.filter((one) => one !== 'yes').length) ?? 'yes';
}

function isFixedEntry(entry: Value): Match {
  if (entry.unknown !== undefined) return { unknown: entry.unknown };
  const keyless = entry.get('keyless');
  return anyOf([
    hasAny(entry.get('keys'), ['publicKeys', 'kms', 'secret']),
    hasAny(entry.get('certificates'), ['cert', 'certChain']),
    keyless.isAbsent ? 'no' : anyOf([isFixedIdentity(keyless), hasAny(keyless, ['roots'])]),
    entry.get('attestor').isAbsent ? 'no' : isFixedSet(entry.get('attestor')),
  ]);
}
