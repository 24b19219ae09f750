import { patchTree } from '../../patches.js';
import { labelsOf } from '../../resource.js';
import type { Value } from '../../value.js';
import { type Built, current } from './object.js';
import { fitsPattern, type PatternMatch } from './pattern.js';

/**
 * Whether a selector of a kustomization (`target` of a patch, `select` of a replacement) picks an object. Names and namespaces count as they were at first and as they are now.
 * Source: kustomize, api/types, Selector; api/resmap, Select.
 */
export function selects(selector: Value, built: Built): PatternMatch {
  return worst(fits(selector, built));
}

/** What is cheap stands first: most objects differ in it. */
function* fits(selector: Value, built: Built): IterableIterator<PatternMatch> {
  const { resource } = built;
  yield fieldFits(selector, 'kind', [resource.kind]);
  yield fieldFits(selector, 'name', [built.names[0] ?? '', current(built.names)]);
  yield fieldFits(selector, 'group', [resource.group]);
  yield fieldFits(selector, 'version', [resource.version]);
  const namespaces = [built.namespaces[0] ?? '', current(built.namespaces)];
  yield fieldFits(
    selector,
    'namespace',
    namespaces.map((namespace) => effective(namespace, built.isClusterScoped)),
  );
  yield termsFit(selector.get('labelSelector'), () => labelsOf(metadataOf(built).get('labels'), built.labels));
  yield termsFit(selector.get('annotationSelector'), () => labelsOf(metadataOf(built).get('annotations'), built.annotations));
}

/** The metadata as earlier patches left it. */
function metadataOf(built: Built): Value {
  return built.resource.root.patched(patchTree(built.paths)).get('metadata');
}

/** The namespace by which kustomize compares objects: one that is not set is `default`. */
export function effective(namespace: string, isClusterScoped: boolean): string {
  return namespace === '' && !isClusterScoped ? 'default' : namespace;
}

function fieldFits(selector: Value, field: string, texts: readonly string[]): PatternMatch {
  const value = selector.get(field);
  if (value.unknown !== undefined) return 'maybe';
  const matches = texts.map((text) => fitsPattern(value.text() ?? '', text));
  return matches.includes('yes') ? 'yes' : matches.includes('maybe') ? 'maybe' : 'no';
}

interface Texts {
  readonly known: ReadonlyMap<string, string>;
  readonly open?: string | undefined;
}

/** A selector as a text: `app=web,tier in (a, b),!legacy`. Source: Kubernetes documentation, Labels and Selectors. */
function termsFit(selector: Value, read: () => Texts): PatternMatch {
  if (selector.unknown !== undefined) return 'maybe';
  const text = selector.text()?.trim() ?? '';
  if (text === '') return 'yes';
  const texts = read();
  return worst(text.split(/,(?![^(]*\))/).map((term) => termFits(term.trim(), texts)));
}

function termFits(term: string, { known, open }: Texts): PatternMatch {
  const found = /^(!?)\s*([A-Za-z0-9][A-Za-z0-9._/-]*)\s*(?:(==|=|!=|in|notin)\s*(?:\(([^()]*)\)|([A-Za-z0-9._-]*)))?$/.exec(term);
  if (found === null) return 'maybe';
  const [, not = '', key = '', operator, set, single = ''] = found;
  const value = known.get(key);
  if (value === undefined && open !== undefined) return 'maybe';
  const values = set === undefined ? [single] : set.split(',').map((one) => one.trim());
  const has = value !== undefined && (operator === undefined || values.includes(value));
  const isNegative = not === '!' || operator === '!=' || operator === 'notin';
  return has !== isNegative ? 'yes' : 'no';
}

function worst(matches: Iterable<PatternMatch>): PatternMatch {
  let answer: PatternMatch = 'yes';
  for (const match of matches) {
    if (match === 'no') return 'no';
    if (match === 'maybe') answer = match;
  }
  return answer;
}
