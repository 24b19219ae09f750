import type { Inventory } from '../inventory.js';
import { listed } from '../listed.js';
import { imageOf } from '../pods/images.js';
import type { Resource } from '../resource.js';
import { allOf, anyOf, type Match } from '../selectors.js';
import type { Value } from '../value.js';
import { constraintEffects, constraints, isIncluded, kubewardenPolicies, sigstorePolicies } from './admission-engines.js';
import { fitsSelector } from './admission-match.js';
import { refusalOf } from './admission-policy.js';
import { type Asked, hasAny, type ImagePolicy, isFixedIdentity, isProvenance } from './image-verification-policy.js';

/** policy-controller's ClusterImagePolicies. One authority is enough to pass, so that each of them must be fixed. */
export function clusterImagePolicies(inventory: Inventory): readonly ImagePolicy[] {
  return sigstorePolicies(inventory).map(({ resource, effects }) => {
    const authorities = listed(resource.spec.get('authorities'));
    const proves = (what: Asked['what']): Match => {
      if (authorities.hidden !== undefined) return { unknown: authorities.hidden };
      return authorities.items.length === 0 ? 'no' : allOf(authorities.items.map((authority) => isAuthority(authority, what)));
    };
    const proven = { signature: proves('signature'), provenance: proves('provenance') };
    return {
      resource,
      proves: proven,
      verifies: ({ container, namespace, what }) =>
        allOf([isIncluded(namespace), refusalOf(effects), fitsPods(resource, container), fitsImages(resource, container), proven[what]]),
    };
  });
}

/** A static authority that passes lets every image in. Source: policy-controller API, Authority. */
function isAuthority(authority: Value, what: Asked['what']): Match {
  const keyless = authority.get('keyless');
  const identities = keyless.get('identities').items();
  const fixed = anyOf([
    hasAny(authority.get('key'), ['data', 'kms', 'secretRef']),
    keyless.isAbsent || identities.length === 0 ? 'no' : allOf(identities.map(isFixedIdentity)),
    hasAny(keyless, ['ca-cert']),
  ]);
  if (authority.path('static', 'action').text() === 'fail') return 'yes';
  if (what === 'signature') return fixed;
  const types = authority
    .get('attestations')
    .items()
    .map((item) => item.get('predicateType'));
  return allOf([
    fixed,
    anyOf(types.map((type): Match => (type.unknown === undefined ? (isProvenance(type.text() ?? '') ? 'yes' : 'no') : { unknown: type.unknown }))),
  ]);
}

/** Source: policy-controller API, MatchResource: resource with its group and a label selector. */
function fitsPods(policy: Resource, { workload }: Asked['container']): Match {
  const { items, hidden } = listed(policy.spec.get('match'));
  if (items.length === 0 && hidden === undefined) return 'yes';
  return anyOf([
    ...items.map((item) => allOf([item.get('resource').text() === 'pods' ? 'yes' : 'no', fitsSelector(item.get('selector'), workload.podLabels)])),
    ...(hidden === undefined ? [] : [{ unknown: hidden }]),
  ]);
}

function fitsImages(policy: Resource, container: Asked['container']): Match {
  const { items, hidden } = listed(policy.spec.get('images'));
  const image = imageOf(container);
  const globs = items.map((item) => item.get('glob'));
  const match = anyOf([
    ...globs.map((glob): Match => {
      if (glob.unknown !== undefined) return { unknown: glob.unknown };
      if (glob.text() === '**') return 'yes';
      if (!image.known) return { unknown: image.why };
      return matchesImageGlob(glob.text() ?? '', image.value.text, image.value.image) ? 'yes' : 'no';
    }),
    ...(hidden === undefined ? [] : [{ unknown: hidden }]),
  ]);
  return match;
}

/**
 * A star stays within a segment, two go across; images of Docker Hub stand under index.docker.io, official ones in library/, and the tag is part of the text.
 * Source: policy-controller, pkg/apis/glob/glob.go.
 */
function matchesImageGlob(
  glob: string,
  text: string,
  image: { readonly registry: string; readonly repository: string; readonly tag: string | undefined; readonly digest: string | undefined },
): boolean {
  const host = image.registry === 'docker.io' ? 'index.docker.io' : image.registry;
  const full = `${host}/${image.repository}${image.digest === undefined ? `:${image.tag ?? 'latest'}` : `@${image.digest}`}`;
  const pattern = glob === '*' ? 'index.docker.io/library/*' : glob === '*/*' ? 'index.docker.io/*/*' : glob;
  return fitsSegments(pattern, full) || fitsSegments(pattern, text);
}

/** Which beginnings of the text fit each beginning of the pattern, one after the other: the time is the product of both lengths. */
function fitsSegments(pattern: string, text: string): boolean {
  let fits: boolean[] = [true, ...Array.from(text, () => false)];
  for (let at = 0; at < pattern.length; at++) {
    const isDouble = pattern[at] === '*' && pattern[at + 1] === '*';
    const next: boolean[] = [pattern[at] === '*' && fits[0] === true];
    for (let read = 0; read < text.length; read++) {
      const stays = next[read] === true && (isDouble || text[read] !== '/');
      next.push(pattern[at] === '*' ? fits[read + 1] === true || stays : fits[read] === true && pattern[at] === text[read]);
    }
    fits = next;
    if (isDouble) at++;
  }
  return fits[text.length] === true;
}

/** A constraint whose template asks an external provider about images: Ratify, when its verifiers are in sight. Source: Ratify documentation, Ratify on Gatekeeper. */
export function ratifyConstraints(inventory: Inventory): readonly ImagePolicy[] {
  const verifiers = inventory.ofKind('config.ratify.deislabs.io/Verifier', 'config.ratify.deislabs.io/NamespacedVerifier');
  const proof: Match = verifiers.length > 0 ? 'yes' : { unknown: 'by a provider that is in no file' };
  return constraints(inventory)
    .filter(({ resource }) => asksProvider(resource, inventory))
    .map(({ resource, guards }) => ({
      resource,
      proves: { signature: proof, provenance: 'no' },
      verifies: ({ namespace }) => allOf([guards(namespace), refusalOf(constraintEffects(resource)), namesPods(resource), proof]),
    }));
}

function asksProvider(constraint: Resource, inventory: Inventory): boolean {
  const template = inventory
    .ofKind('templates.gatekeeper.sh/ConstraintTemplate')
    .find((resource) => resource.spec.path('crd', 'spec', 'names', 'kind').text() === constraint.kind);
  const sources =
    template?.spec
      .get('targets')
      .items()
      .flatMap((target) => [
        target.get('rego'),
        ...target
          .get('code')
          .items()
          .map((code) => code.path('source', 'rego')),
      ]) ?? [];
  return sources.some((source) => /^[^#\n]*\bexternal_data\(/m.test(source.text() ?? ''));
}

function namesPods(constraint: Resource): Match {
  const { items, hidden } = listed(constraint.spec.path('match', 'kinds'));
  if (items.length === 0 && hidden === undefined) return 'yes';
  const named = items.some((item) => listed(item.get('kinds')).items.some((kind) => ['Pod', '*'].includes(kind.text() ?? '')));
  return named ? 'yes' : hidden === undefined ? 'no' : { unknown: hidden };
}

/** A Kubewarden policy that lists signatures: what its module makes of them is not read. */
export function kubewardenImagePolicies(inventory: Inventory): readonly ImagePolicy[] {
  const unknown = { unknown: 'by a module of Kubewarden' };
  return kubewardenPolicies(inventory)
    .filter(({ resource }) => resource.spec.path('settings', 'signatures').exists)
    .map(({ resource, guards }) => ({
      resource,
      proves: { signature: unknown, provenance: 'no' },
      verifies: ({ namespace }) => allOf([guards(namespace), unknown]),
    }));
}
