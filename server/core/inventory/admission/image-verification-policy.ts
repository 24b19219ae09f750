import { matchesGlob } from '../globs.js';
import type { Namespace } from '../inventory.js';
import { imageOf } from '../pods/images.js';
import type { Resource } from '../resource.js';
import type { Match } from '../selectors.js';
import type { Value } from '../value.js';
import type { Container } from '../workload.js';

/** A policy, or a rule of one, that looks at who signed an image. */
export interface ImagePolicy {
  readonly resource: Resource;
  /** What it can prove at all, by fixed keys or identities. */
  readonly proves: { readonly signature: Match; readonly provenance: Match };
  /** Whether the image of a container is refused unless it is proven. */
  verifies(asked: Asked): Match;
}

export interface Asked {
  readonly container: Container;
  readonly namespace: Namespace;
  readonly what: 'signature' | 'provenance';
}

/** The spellings of an image that engines compare patterns with: host and path, with and without `library/`, tag or digest. Undefined when it is not known. */
export function spellings(container: Container): readonly string[] | { readonly unknown: string } {
  const found = imageOf(container);
  if (!found.known) return { unknown: found.why };
  const { registry, repository, tag, digest } = found.value.image;
  const suffix = digest === undefined ? `:${tag ?? 'latest'}` : `@${digest}`;
  const paths = repository.startsWith('library/') ? [repository, repository.slice('library/'.length)] : [repository];
  return paths.map((path) => `${registry}/${path}${suffix}`);
}

/** Whether an image fits one of Kyverno's patterns, in which a star also stands for slashes and Docker Hub need not be named. */
export function fitsReference(globs: readonly string[], container: Container): Match {
  if (globs.includes('*')) return 'yes';
  const texts = spellings(container);
  if ('unknown' in texts) return globs.length === 0 ? 'no' : texts;
  const patterns = globs.flatMap((glob) => [glob, `docker.io/${glob}`]);
  return patterns.some((glob) => texts.some((text) => matchesGlob(glob, text))) ? 'yes' : 'no';
}

/** Predicates that say how and by whom an image was built. Sources: SLSA specification, provenance; in-toto attestation framework, link predicate. */
export function isProvenance(predicate: string): boolean {
  return (
    /^https:\/\/slsa\.dev\/provenance\//.test(predicate) ||
    /^https:\/\/in-toto\.io\/(?:attestation\/link|Link)\//.test(predicate) ||
    PROVENANCE_NAMES.has(predicate)
  );
}

/** Short names of cosign and policy-controller. */
const PROVENANCE_NAMES = new Set(['slsaprovenance', 'slsaprovenance02', 'slsaprovenance1', 'link']);

/** An identity that anyone can have is none: a keyless check must name subject and issuer, or its own roots. */
export function isFixedIdentity(identity: Value): Match {
  const said = (...fields: readonly string[]): Match => {
    for (const field of fields) {
      const value = identity.get(field);
      if (value.unknown !== undefined) return { unknown: value.unknown };
      const text = value.text() ?? '';
      if (text !== '' && !ANYTHING.test(text)) return 'yes';
    }
    return 'no';
  };
  const subject = said('subject', 'subjectRegExp');
  const issuer = said('issuer', 'issuerRegExp');
  if (subject === 'no') return 'no';
  return subject === 'yes' ? issuer : subject;
}

const ANYTHING = /^\^?(?:\*+|\.[*+])\$?$/;

/** Whether one of these fields is written with a text or an object. */
export function hasAny(value: Value, fields: readonly string[]): Match {
  let answer: Match = 'no';
  for (const field of fields) {
    const part = value.get(field);
    if (part.unknown !== undefined) answer = { unknown: part.unknown };
    else if (part.isMap ? [...part.entries()].length > 0 : (part.text() ?? '') !== '') return 'yes';
  }
  return answer;
}
