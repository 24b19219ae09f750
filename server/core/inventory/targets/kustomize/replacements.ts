import { Value } from '../../value.js';
import { type Build, fileAt } from './build.js';
import { stepOf, writtenItems } from './fields.js';
import type { Kustomization } from './kustomization.js';
import { type Built, REPLACED, touch } from './object.js';
import { selects } from './selector.js';

/** Makes unknown what `replacements` write. Source: kustomize, api/filters/replacement. */
export function applyReplacements(build: Build, kustomization: Kustomization, objects: readonly Built[]): void {
  for (const entry of kustomization.root.get('replacements').items()) {
    for (const replacement of replacementsAt(build, kustomization, entry)) {
      for (const target of replacement.get('targets').items()) applyTarget(target, objects);
    }
  }
}

/** An entry is a replacement, or names a file with one or a list of them. */
function replacementsAt(build: Build, kustomization: Kustomization, entry: Value): readonly Value[] {
  const path = entry.get('path');
  const text = path.text();
  if (text === undefined) return [entry];
  const documents = fileAt(build, kustomization, text, path)?.documents ?? [];
  return documents.flatMap((document) => {
    const root = Value.root(document.id, document.facts);
    return root.isList ? root.items() : [root];
  });
}

function applyTarget(target: Value, objects: readonly Built[]): void {
  for (const built of objects) {
    if (selects(target.get('select'), built) === 'no') continue;
    if (
      target
        .get('reject')
        .items()
        .some((reject) => selects(reject, built) === 'yes')
    )
      continue;
    const paths = target.get('fieldPaths');
    if (paths.hides !== undefined) touch(built, { steps: [], why: paths.hides });
    for (const path of paths.isAbsent ? ['metadata.name'] : paths.items().flatMap((item) => item.text() ?? [])) hide(built, tokensOf(path));
  }
}

/** An object whose name or namespace is replaced is another one, nobody can say which. */
function hide(built: Built, tokens: readonly string[]): void {
  const isIdentity = tokens.length === 2 && tokens[0] === 'metadata' && (tokens[1] === 'name' || tokens[1] === 'namespace');
  for (const steps of isIdentity ? [[]] : stepsAlong(built.resource.root, tokens, [])) touch(built, { steps, why: REPLACED });
}

function stepsAlong(value: Value, tokens: readonly string[], steps: readonly string[]): readonly (readonly string[])[] {
  const [token, ...rest] = tokens;
  if (token === undefined) return [steps];
  if (!value.isList)
    return token === '*' && value.isMap
      ? [...value.entries()].flatMap(([key, one]) => stepsAlong(one, rest, [...steps, key]))
      : stepsAlong(value.get(token), rest, [...steps, token]);
  const items = writtenItems(value);
  const [key = '', name] = token.split('=');
  const picked =
    name !== undefined ? items.filter((item) => item.get(key).text() === name) : token === '*' ? items : items.filter((_, index) => `${index}` === token);
  if (picked.length === 0) return [[...steps, token === '*' ? '+' : token]];
  return picked.flatMap((item) => stepsAlong(item, rest, [...steps, stepOf(item, value)]));
}

/** `spec.template.spec.containers.[name=web].image`; a dot after a backslash is part of a key. */
function tokensOf(path: string): readonly string[] {
  const tokens: string[] = [];
  for (const found of path.matchAll(/\[([^\]]*)\]|((?:\\.|[^.[\\])+)/g)) {
    const [, item, key = ''] = found;
    tokens.push(item ?? key.replace(/\\(.)/g, '$1'));
  }
  return tokens;
}
