import type { Inventory } from '../inventory.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import { allOf, anyOf, type Match, not } from '../selectors.js';
import type { Value } from '../value.js';
import { actionsEffect, isCelAsked, isNamespaced } from './admission-cel.js';
import { type Candidate, fitsConditions, fitsMatchResources } from './admission-match.js';
import { refusalOf } from './admission-policy.js';
import { type Asked, fitsReference, hasAny, type ImagePolicy, isFixedIdentity, isProvenance } from './image-verification-policy.js';
import { exceptionsOf } from './policy-exceptions.js';

/** Kyverno's ImageValidatingPolicies, of the cluster and of one namespace. */
export function imageValidatingPolicies(inventory: Inventory): readonly ImagePolicy[] {
  const kinds = ['policies.kyverno.io/ImageValidatingPolicy', 'policies.kyverno.io/NamespacedImageValidatingPolicy'];
  const policies = inventory.ofKind(...kinds).filter((policy) => policy.spec.path('evaluation', 'mode').text() !== 'JSON');
  return policies.map((policy) => toPolicy(policy, exceptionsOf(inventory, policy)));
}

function toPolicy(policy: Resource, isFreed: (candidate: Candidate) => Match): ImagePolicy {
  return {
    resource: policy,
    proves: { signature: checksAny(policy, 'signature'), provenance: checksAny(policy, 'provenance') },
    verifies: ({ container, namespace, what }: Asked) =>
      allOf([
        isNamespaced(policy) && policy.namespace !== namespace.name ? 'no' : 'yes',
        isCelAsked(policy),
        refusalOf([actionsEffect(policy)]),
        isRequired(policy),
        fitsMatchResources(policy.spec.get('matchConstraints'), { namespace, workload: container.workload }),
        fitsConditions(policy.spec.get('matchConditions')),
        fitsImages(policy, container),
        anyOf(checksOf(policy, what).map((check) => allOf([looksAt(check.expression, container.list), check.trusted]))),
        not(isFreed({ namespace, workload: container.workload })),
      ]),
  };
}

/** Source: Kyverno CRD, ImageValidatingPolicy, spec.validationConfigurations.required, default true. */
function isRequired(policy: Resource): Match {
  const required = policy.spec.path('validationConfigurations', 'required').boolean(true);
  if (!required.known) return { unknown: required.why };
  return required.value ? 'yes' : 'no';
}

function fitsImages(policy: Resource, container: Asked['container']): Match {
  const { items, hidden } = listed(policy.spec.get('matchImageReferences'));
  if (items.length === 0 && hidden === undefined) return 'yes';
  return anyOf([
    ...items.map((item): Match => {
      const glob = item.get('glob');
      if (glob.unknown !== undefined) return { unknown: glob.unknown };
      if (glob.isAbsent) return { unknown: BY_EXPRESSION };
      return fitsReference([glob.text() ?? ''], container);
    }),
    ...(hidden === undefined ? [] : [{ unknown: hidden }]),
  ]);
}

const BY_EXPRESSION = 'by an expression in CEL';

interface Check {
  readonly expression: string;
  /** Whether the keys or identities that it checks against are fixed. */
  readonly trusted: Match;
}

const SIGNATURE = /\bverifyImageSignatures\(\s*[\w.]{1,100}\s*,\s*\[([^\]]{0,1000})\]\s*\)/g;
const ATTESTATION = /\bverifyAttestationSignatures\(\s*[\w.]{1,100}\s*,\s*attestations\.(\w{1,100})\s*,\s*\[([^\]]{0,1000})\]\s*\)/g;
/** What may follow a call, whose answer is the number of valid signatures: a comparison, or the end of a `map` and a comparison of each of its items. */
const COMPARED = /^(?:\s{0,20}\)\s{0,20}\.all\(\s{0,20}(\w{1,50})\s{0,20},\s{0,20}\1)?\s{0,20}(>=?)\s{0,20}(\d{1,9})/;

/** Expressions that ask for at least one valid signature, of the image or of an attestation of the kind asked for. */
function checksOf(policy: Resource, what: Asked['what']): readonly Check[] {
  const { items, hidden } = listed(policy.spec.get('validations'));
  const masked: readonly Check[] = hidden === undefined ? [] : [{ expression: '', trusted: { unknown: hidden } }];
  const found = items.flatMap((validation) => {
    const value = validation.get('expression');
    if (value.unknown !== undefined) return [{ expression: '', trusted: { unknown: value.unknown } }];
    const expression = value.text() ?? '';
    const signatures = what === 'signature' ? [...expression.matchAll(SIGNATURE)].map((call) => allOf([asksForOne(call), trusts(policy, call[1] ?? '')])) : [];
    const attestations = [...expression.matchAll(ATTESTATION)]
      .filter(([, name = '']) => what === 'signature' || isProvenanceOf(policy, name))
      .map((call) => allOf([asksForOne(call), trusts(policy, call[2] ?? '')]));
    return [...signatures, ...attestations].map((trusted) => ({ expression, trusted }));
  });
  return [...found, ...masked];
}

/** Whether at least one signature must be valid. */
function asksForOne(call: RegExpExecArray): Match {
  const compared = COMPARED.exec(call.input.slice(call.index + call[0].length));
  if (compared === null) return { unknown: BY_EXPRESSION };
  return compared[2] === '>' || compared[3] !== '0' ? 'yes' : 'no';
}

function checksAny(policy: Resource, what: Asked['what']): Match {
  return anyOf(checksOf(policy, what).map(({ trusted }) => trusted));
}

/** With an alternative, a negation or a choice of images in it an expression may hold without any signature; which images it goes through stands in its lists. */
function looksAt(expression: string, list: Asked['container']['list']): Match {
  if (expression.includes('||') || /[^.[]\?|!(?!=)|\.(?:exists|exists_one|filter)\(/.test(expression)) return { unknown: BY_EXPRESSION };
  if (new RegExp(`\\bimages\\.\\??${list}\\b`).test(expression)) return 'yes';
  return /\bimages\.\??(?:containers|initContainers|ephemeralContainers)\b/.test(expression) && !expression.includes('variables.')
    ? 'no'
    : { unknown: BY_EXPRESSION };
}

function isProvenanceOf(policy: Resource, name: string): boolean {
  const attestation = policy.spec
    .get('attestations')
    .items()
    .find((item) => item.get('name').text() === name);
  return (
    attestation !== undefined && [attestation.path('intoto', 'type'), attestation.path('referrer', 'type')].some((type) => isProvenance(type.text() ?? ''))
  );
}

/** Any of the attestors in the brackets may have signed: all of them must be fixed. */
function trusts(policy: Resource, names: string): Match {
  const wanted = [...names.matchAll(/\battestors\.(\w+)/g)].map(([, name]) => name);
  if (wanted.length === 0) return { unknown: BY_EXPRESSION };
  const attestors = policy.spec.get('attestors').items();
  return allOf(
    wanted.map((name): Match => {
      const attestor = attestors.find((item) => item.get('name').text() === name);
      return attestor === undefined ? 'no' : isFixedAttestor(attestor);
    }),
  );
}

function isFixedAttestor(attestor: Value): Match {
  if (attestor.unknown !== undefined) return { unknown: attestor.unknown };
  const cosign = attestor.get('cosign');
  const keyless = cosign.get('keyless');
  const identities = keyless.get('identities').items();
  return anyOf([
    hasAny(cosign.get('key'), ['data', 'kms', 'expression']),
    hasAny(cosign.get('certificate'), ['cert', 'certChain']),
    keyless.isAbsent ? 'no' : anyOf([identities.length === 0 ? 'no' : allOf(identities.map(isFixedIdentity)), hasAny(keyless, ['roots'])]),
    hasAny(attestor.path('notary', 'certs'), ['value', 'expression']),
  ]);
}
