import type { SourceDocument } from '../syntax/document.js';
import { namesCredential } from './data/credentials.js';
import type { Inventory } from './inventory.js';
import type { Reason } from './known.js';
import { type Subject, subjectId } from './subject.js';
import { Value } from './value.js';

/** A document of a file that gives a chart of the target its values. `name` is the file's path in the folder of the target. */
export interface ValuesFile {
  readonly name: string;
  readonly document: SourceDocument;
}

/** Such a file as a subject. */
export interface HelmValues extends Subject {
  readonly root: Value;
}

const BROKEN: Reason = 'in a document that cannot be read whole';

/** The values files of the target, a file of several documents once for each of them. `inventory.view(helmValues)`. */
export function helmValues(inventory: Inventory): readonly HelmValues[] {
  return (inventory.target.values ?? []).map(({ name, document }) => {
    const root = Value.root(document.id, document.facts, undefined, document.broken ? BROKEN : undefined);
    const id = subjectId('', 'HelmValues', '', name);
    return { id, group: '', kind: 'HelmValues', namespace: '', name, at: root.keyAt, pointer: '', unknown: root.unknown, root };
  });
}

/** A text of a values file under the key that says what it is. */
export interface ValuesEntry {
  readonly name: string;
  readonly value: Value;
}

/** Every scalar at any depth. In a list of variables, `{ name: TOKEN, value: x }`, the key that says what it is stands beside it. */
export function* valuesEntries(value: Value, name = ''): IterableIterator<ValuesEntry> {
  if (value.isMap) {
    const variable = value.get('value').exists ? value.get('name').text() : undefined;
    for (const [key, below] of value.entries()) yield* valuesEntries(below, key === 'value' && variable !== undefined ? variable : key);
  } else if (value.isList) for (const item of value.items()) yield* valuesEntries(item);
  else yield { name, value };
}

/** Why parts of a values file are not seen: an action of a template stands where keys or items belong. */
export function hiddenValues(value: Value): Reason | undefined {
  if (!value.isMap && !value.isList) return undefined;
  if (value.hides !== undefined) return value.hides;
  const below = value.isMap ? [...value.entries()].map(([, one]) => one) : value.items();
  return below.map(hiddenValues).find((why) => why !== undefined);
}

/**
 * Whether a text names a Secret or a key of one, as charts let their user choose: `existingSecret: shop-db`, `passwordKey: password`.
 * `maybe` where the same key is as often given the secret itself. Source: Helm documentation, Chart Best Practices, Values; charts of Bitnami, `existingSecret`.
 */
export function namesSecretObject(name: string, text: string): 'yes' | 'maybe' | 'no' {
  if (!/(?:secret|secret[_-]?key)$/i.test(name) || !namesCredential(name) || !OBJECT_NAME.test(text.trim())) return 'no';
  if (/^(?:existing|external|image|pull|image_?pull|tls|ssl|ca|cert(?:ificate)?)(?=[_A-Z-])/.test(name)) return 'yes';
  if (/^(?:client|app|api|shared|consumer|signing|jwt|cookie|session|webhook|aws)[_-]?(?:secret|secret[_-]?key)$/i.test(name)) return 'no';
  return DIGITS.test(text) ? 'no' : 'maybe';
}

/** A name of an object or a key in it. Source: Kubernetes documentation, Object Names and IDs. */
const OBJECT_NAME = /^[a-z0-9](?:[a-z0-9._-]{0,251}[a-z0-9])?$/;

/** Words and numbers in one piece, as no one names an object. */
const DIGITS = /[a-z]\d+[a-z]+\d|\d[a-z]+\d+[a-z]/;
