import { matchesGlob } from '../globs.js';
import type { Inventory, Namespace } from '../inventory.js';
import { listed } from '../listed.js';
import { type Image, imageOf } from '../pods/images.js';
import type { Resource } from '../resource.js';
import { allOf, anyOf, type Match } from '../selectors.js';
import type { Value } from '../value.js';
import type { Container } from '../workload.js';
import { isCelAsked, isNamespaced } from './admission-cel.js';
import { kyvernoRules, rulesThatFit } from './admission-kyverno.js';
import { type Candidate, fitsConditions, fitsKyvernoRule, fitsMatchResources } from './admission-match.js';
import { refusesIn } from './kyverno-actions.js';
import { indexPolicies, type PolicyIndex } from './reach.js';

/** Whether a policy writes the digest behind the image of a container when its pod is admitted, so that a tag in the file runs as what it was then. */
export function isPinnedByPolicy(inventory: Inventory, container: Container): Match {
  const namespace = inventory.view(namespacesByName).get(container.namespace);
  const policies = namespace === undefined ? [] : inventory.view(pinningPolicies).of(namespace);
  const image = policies.length === 0 ? undefined : imageOf(container);
  if (image === undefined || !image.known || namespace === undefined) return 'no';
  const candidate = { namespace, workload: container.workload };
  return anyOf(
    policies.map((policy) =>
      policy.group === 'kyverno.io' ? pinsByRule(policy, candidate, image.value.image) : pinsByCel(policy, candidate, image.value.image),
    ),
  );
}

function namespacesByName(inventory: Inventory): ReadonlyMap<string, Namespace> {
  return new Map(inventory.namespaces().map((namespace) => [namespace.name, namespace]));
}

const CEL_KINDS = ['policies.kyverno.io/ImageValidatingPolicy', 'policies.kyverno.io/NamespacedImageValidatingPolicy'];

function pinningPolicies(inventory: Inventory): PolicyIndex<Resource> {
  const byRule = inventory
    .ofKind('kyverno.io/ClusterPolicy', 'kyverno.io/Policy')
    .filter((policy) => kyvernoRules(policy).some((rule) => !rule.get('verifyImages').isAbsent));
  return indexPolicies([...byRule, ...inventory.ofKind(...CEL_KINDS)], (policy) => policy, inventory);
}

/** Source: Kyverno CRD, verifyImages.mutateDigest, default true. */
function pinsByRule(policy: Resource, candidate: Candidate, image: Image): Match {
  const fits = (rule: Value): Match => {
    const checks = listed(rule.get('verifyImages')).items.filter((check) => !check.isAbsent);
    return checks.length === 0
      ? 'no'
      : allOf([anyOf(checks.map((check) => pins(check, image))), fitsKyvernoRule(rule, candidate), refusesIn(policy, rule, candidate.namespace)]);
  };
  return anyOf(rulesThatFit(policy, candidate.namespace, fits).map(({ match }) => match));
}

function pins(check: Value, image: Image): Match {
  return allOf([
    toMatch(check.get('mutateDigest')),
    fitsImage(listed(check.get('imageReferences')).items, image),
    fitsImage(listed(check.get('skipImageReferences')).items, image) === 'no' ? 'yes' : 'no',
  ]);
}

/** Source: Kyverno CRD, ImageValidatingPolicy, spec.validationConfigurations.mutateDigest, default true. */
function pinsByCel(policy: Resource, candidate: Candidate, image: Image): Match {
  const { spec } = policy;
  if (isNamespaced(policy) && policy.namespace !== candidate.namespace.name) return 'no';
  const references = listed(spec.get('matchImageReferences'));
  const globs = references.items.map((item) => item.get('glob')).filter(({ exists }) => exists);
  const byImage = fitsImage(globs, image);
  const hasExpressions = references.hidden !== undefined || globs.length < references.items.length;
  return allOf([
    isCelAsked(policy),
    toMatch(spec.path('validationConfigurations', 'mutateDigest')),
    byImage === 'no' && hasExpressions ? { unknown: 'by a condition in CEL' } : byImage,
    fitsMatchResources(spec.get('matchConstraints'), candidate),
    fitsConditions(spec.get('matchConditions')),
  ]);
}

function toMatch(switched: Value): Match {
  const on = switched.boolean(true);
  if (!on.known) return { unknown: on.why };
  return on.value ? 'yes' : 'no';
}

/** A star of Kyverno also stands for slashes; official images are compared with and without `library/`. */
function fitsImage(globs: readonly Value[], image: Image): Match {
  const tag = image.tag ?? 'latest';
  const paths = [image.repository, image.repository.replace(/^library\//, '')];
  const texts = paths.map((path) => `${image.registry}/${path}:${tag}`);
  return anyOf(
    globs.map((glob): Match => {
      const text = glob.string('');
      if (!text.known) return { unknown: text.why };
      return texts.some((reference) => matchesGlob(text.value, reference)) ? 'yes' : 'no';
    }),
  );
}
