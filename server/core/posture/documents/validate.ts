import type { Value } from '../../inventory/value.js';
import type { Place } from '../../syntax/place.js';
import { KINDS, type OwnKind } from './kinds.js';
import { type PlainValue, plainOf, valueAt } from './plain.js';
import * as generated from './validators.generated.js';

/** What is wrong with a document, and where. */
export interface Fault {
  readonly message: string;
  readonly at: Place;
}

/** An error as ajv reports it, as far as it is read here. */
interface SchemaError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: {
    readonly missingProperty?: string;
    readonly additionalProperty?: string;
    readonly type?: string;
    readonly allowedValues?: readonly PlainValue[];
    readonly limit?: number;
  };
}
type Validate = ((data: PlainValue) => boolean) & { readonly errors?: readonly SchemaError[] | null };

// The generated file has no types: its functions are named by kind and have the form that ajv documents for standalone code.
const validators = generated as unknown as Readonly<Record<OwnKind, Validate>>;

/** Faults of one document are so many at most. */
const MOST = 20;

export function isOwnKind(kind: string): kind is OwnKind {
  return KINDS.some((own) => own === kind);
}

/** Checks a document against the schema of its kind. No fault: every field that is required is there and has its type. */
export function faultsOf(kind: OwnKind, root: Value): readonly Fault[] {
  const copy = plainOf(root);
  if ('unknown' in copy) {
    const { unknown } = copy;
    return [{ message: `${nameOf(unknown.pointer)} cannot be read: ${unknown.hides ?? 'unknown'}`, at: unknown.at }];
  }
  const validate = validators[kind];
  if (validate(copy.plain)) return [];
  // An alternative that does not hold reports each of its parts too; the error of the alternative itself says enough.
  const errors = (validate.errors ?? []).filter((error) => !/\/oneOf\/\d/.test(error.schemaPath));
  return errors.slice(0, MOST).map((error) => faultOf(error, root));
}

function faultOf(error: SchemaError, root: Value): Fault {
  const { instancePath, keyword, params } = error;
  const value = valueAt(root, instancePath);
  const name = nameOf(instancePath);
  if (keyword === 'additionalProperties') {
    const key = params.additionalProperty ?? '';
    return { message: `unknown field "${short(key)}"`, at: value.get(key).keyAt };
  }
  if (keyword === 'required') return { message: `"${params.missingProperty}" is missing`, at: parentKey(value, instancePath) };
  const at = value.isMap || value.isList ? value.keyAt : value.at;
  return { message: messageOf(error, value, name), at };
}

function messageOf({ keyword, params, schemaPath, instancePath }: SchemaError, value: Value, name: string): string {
  const text = value.text() ?? '';
  const written = text === '' ? name : `"${short(text)}"`;
  if (keyword === 'type') return `${name} is not ${TYPES[params.type ?? ''] ?? params.type}`;
  if (keyword === 'enum') return `${written} is none of ${(params.allowedValues ?? []).filter((allowed) => typeof allowed === 'string').join(', ')}`;
  if (keyword === 'minItems' || keyword === 'minProperties') return `${name} is empty`;
  if (keyword === 'minimum' || keyword === 'maximum') return `${name} is ${keyword === 'minimum' ? 'below' : 'above'} ${params.limit}`;
  if (keyword === 'oneOf')
    return instancePath.endsWith('/evidence')
      ? `${name} has not exactly one of "path" and "url"`
      : `${name} has not exactly one of "fingerprint" and "subject"`;
  const form = /\/\$defs\/(\w+)\/pattern$/.exec(schemaPath)?.[1] ?? '';
  if (keyword === 'pattern' && text.trim() === '') return `${name} is empty`;
  return `${written} is no ${FORMS[form] ?? `value of ${name}`}`;
}

const TYPES: Readonly<Record<string, string>> = { object: 'a map', array: 'a list', string: 'a text', number: 'a number', integer: 'a whole number' };

const FORMS: Readonly<Record<string, string>> = {
  name: 'name of an object',
  text: 'text',
  rule: 'id of a rule',
  date: 'day of the form 2026-11-24',
  edition: 'edition of the form 2026.1',
  path: 'relative path',
  url: 'web address',
  sha256: 'SHA-256 in 64 hexadecimal digits',
  fingerprint: 'fingerprint of 32 hexadecimal digits',
  subject: 'subject id (group/Kind|namespace|name)',
  exact: 'fraction of the form 3/4',
};

/** `"rules"` for `/spec/rules`, `"rules[0]"` for its first item, `the document` for the root. */
function nameOf(pointer: string): string {
  const parts = pointer.replace(/\[/g, '/').replace(/\]/g, '').split('/').slice(1);
  const last = parts.at(-1);
  if (last === undefined) return 'the document';
  const before = parts.at(-2);
  return /^(\d+|\*|\w+=.*)$/.test(last) && before !== undefined ? `"${short(before)}[${short(last)}]"` : `"${short(last)}"`;
}

/** Where to show that a field is missing: at the key of the map that lacks it, of a whole document at its kind. */
function parentKey(value: Value, pointer: string): Place {
  return pointer === '' ? value.get('kind').at : value.keyAt;
}

/** Messages have at most 80 characters. */
function short(text: string): string {
  return text.length > 30 ? `${text.slice(0, 29)}…` : text;
}
