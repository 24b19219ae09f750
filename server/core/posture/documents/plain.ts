import type { Value } from '../../inventory/value.js';

/** Fields that are texts although YAML may read what is written there as a number: `edition: 2026.1`, a hash of digits only. */
const TEXTS = new Set(['edition', 'fingerprint', 'sha256', 'commit', 'ruleSet', 'version', 'exact']);

export type PlainValue = string | number | boolean | null | readonly PlainValue[] | { readonly [key: string]: PlainValue };

/** A plain copy for a schema validator, or the first value in it that is not known. Its objects have no prototype, so that a key `__proto__` is a key like any other. */
export function plainOf(value: Value): { readonly plain: PlainValue } | { readonly unknown: Value } {
  let unknown: Value | undefined;
  const copy = (from: Value, key: string): PlainValue => {
    if (unknown !== undefined) return null;
    if (from.hides !== undefined) {
      unknown = from;
      return null;
    }
    if (from.isList) return from.items().map((item) => copy(item, ''));
    if (from.isMap) {
      const object: Record<string, PlainValue> = Object.create(null);
      for (const [name, entry] of from.entries()) object[name] = copy(entry, name);
      return object;
    }
    return TEXTS.has(key) ? (from.text() ?? null) : scalarOf(from);
  };
  const plain = copy(value, '');
  return unknown === undefined ? { plain } : { unknown };
}

function scalarOf(value: Value): string | number | boolean | null {
  const plain = value.toPlain();
  return typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'boolean' ? plain : null;
}

/** The value at a JSON pointer, list items by their index. */
export function valueAt(root: Value, pointer: string): Value {
  let value = root;
  for (const part of pointer.split('/').slice(1)) {
    const step = part.replace(/~1/g, '/').replace(/~0/g, '~');
    value = (value.isList ? value.items()[Number(step)] : undefined) ?? value.get(step);
  }
  return value;
}
