import type { Place } from '../../syntax/place.js';
import { type Known, type Reason, type Spot, withValue } from '../known.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import type { Value } from '../value.js';
import type { Container } from '../workload.js';

/** The flags that a program is started with. */
export interface Flags {
  readonly resource: Resource;
  /** Where a flag would stand that is missing: the key of the list of arguments. */
  readonly spot: Spot;
  /** The value of a flag that is set; of one that is given twice the last. Undefined when it is not set. */
  one(name: string): Known<string> | undefined;
  /** The values of a list flag: each time that it is given adds to it. */
  all(name: string): Known<readonly string[]> | undefined;
  /** How the text would change to set a flag; undefined where that cannot be said. */
  change(name: string, value: string): FlagChange | undefined;
  /** Everything that has to go to take a flag out. */
  parts(name: string): readonly Spot[];
}

/** A text that replaces the one at a place, or a value for a field; a step `-` of the path stands for a new item. */
export type FlagChange =
  | { readonly at: Place; readonly text: string }
  | { readonly parent: Spot; readonly path: readonly [string, ...string[]]; readonly value: FieldValue };
type FieldValue = string | { readonly name: string; readonly value: string };

/** One time that a flag is given. */
interface Given {
  readonly name: string;
  readonly value: Known<string>;
  /** The text that would stand in its place for another value. */
  readonly rewrite: (value: string) => string;
  readonly parts: readonly Spot[];
}

/** Given flags, and unknown ones that may be any flag. */
type Token = Given | { readonly hidden: Reason };

const BY_ENVIRONMENT: Reason = 'set by an environment variable';
const POSITIONAL: Reason = 'no value of this flag: a switch takes it only after "="';

/** Flags that stand alone. With `--name value` the value would be an argument of its own. Source: pflag, NoOptDefVal of Bool. */
const SWITCHES = new Set(['anonymous-auth', 'allow-privileged', 'enable-bootstrap-token-auth', 'profiling', 'read-only']);

/** Programs that start another one, whose name is among their arguments. */
const STARTERS = new Set(['go-runner', 'hyperkube']);

/** The flags of a container that runs a program, by the program's own name in its command or arguments; undefined for any other container. */
export function flagsOf(container: Container, program: string): Flags | undefined {
  const command = container.value.get('command');
  const args = container.value.get('args');
  const words = [...command.items(), ...args.items()];
  const start = programAt(words, program);
  if (start < 0) return undefined;
  const list = args.isList && args.items().length > 0 ? args : command.exists ? command : args;
  const tokens = tokensOf(words.slice(start + 1));
  return toFlags(container.workload.resource, { at: list.keyAt, pointer: list.pointer }, tokens, (name, value) => {
    // What stands behind two dashes alone is no flag.
    const isClosed = list.unknown !== undefined || words.some((word) => word.text() === '--');
    const field = list === args ? 'args' : 'command';
    return isClosed ? undefined : { parent: container.value, path: [field, '-'], value: `--${name}=${value}` };
  });
}

function programAt(words: readonly Value[], program: string): number {
  const first = programName(words[0]);
  if (first === program) return 0;
  return STARTERS.has(first) ? words.findIndex((word) => programName(word) === program) : -1;
}

/** The name of the program that a word would start; '' for an option, whose value may end in any name. */
function programName(word: Value | undefined): string {
  const text = word?.text() ?? '';
  return text.startsWith('-') ? '' : text.slice(text.lastIndexOf('/') + 1);
}

function tokensOf(words: readonly Value[]): readonly Token[] {
  const tokens: Token[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (word === undefined || word.text() === '--') break;
    const text = shown(word);
    const flag = /^--([A-Za-z][\w-]*)(?:=([\s\S]*))?$/.exec(text);
    const name = normalized(flag?.[1] ?? '');
    const rewrite = (value: string): string => `--${name}=${value}`;
    const next = words[index + 1];
    if (flag === null) {
      if (word.unknown !== undefined) tokens.push({ hidden: word.unknown });
    } else if (flag[2] !== undefined) tokens.push({ name, value: readValue(word, flag[2]), rewrite, parts: [word] });
    else if (next === undefined || shown(next).startsWith('-')) tokens.push({ name, value: knownAt(word, 'true'), rewrite, parts: [word] });
    else if (SWITCHES.has(name)) tokens.push({ name, value: word.asUnknown(POSITIONAL), rewrite, parts: [word] });
    else {
      tokens.push({ name, value: readValue(next, next.text() ?? ''), rewrite: (value) => value, parts: [word, next] });
      index++;
    }
  }
  return tokens;
}

/** The text of a word; of one that is not known whole its source, which still may show the name of a flag. */
function shown(word: Value): string {
  return word.text() ?? (word.sourceText() ?? '').replace(/^(["'])([\s\S]*)\1$/, '$2');
}

/** Underscores in a flag's name are dashes. Source: k8s.io/component-base/cli/flag, WordSepNormalizeFunc. */
function normalized(name: string): string {
  return name.replace(/_/g, '-');
}

function readValue(word: Value, text: string): Known<string> {
  if (word.unknown !== undefined) return word.asUnknown(word.unknown);
  return /\$\([A-Za-z_][\w.-]*\)/.test(text) ? word.asUnknown(BY_ENVIRONMENT) : knownAt(word, text);
}

function knownAt(word: Value, value: string): Known<string> {
  return { known: true, value, written: true, at: word.at, pointer: word.pointer };
}

/**
 * Flags as kubeadm passes them on: a map up to v1beta3, from v1beta4 a list of names and values. What is given replaces kubeadm's own value of that flag.
 * Source: kubeadm configuration v1beta3 and v1beta4, ControlPlaneComponent.extraArgs, Arg.
 */
export function extraArgs(resource: Resource, path: readonly [string, ...string[]], defaults: ReadonlyMap<string, string>): Flags {
  const args = resource.root.path(...path);
  const hides = args.hides ?? (args.isList ? hiddenIn(args) : undefined);
  const spot = { at: args.keyAt, pointer: args.pointer };
  const given = [...(args.isList ? fromList(args) : fromMap(args))];
  const names = new Set(given.map(({ name }) => name));
  const own = [...defaults]
    .filter(([name]) => !names.has(name))
    .map(([name, value]): Given => ({ name, value: { known: true, value, written: false, ...spot }, rewrite: quoted, parts: [] }));
  return toFlags(resource, spot, [...own, ...given, ...(hides === undefined ? [] : [{ hidden: hides }])], (name, value) => {
    const isMap = args.isMap || (!args.isList && /^v1beta[123]$/.test(resource.version));
    if (isMap) return { parent: resource.root, path: [...path, name], value };
    return args.unknown === undefined ? { parent: resource.root, path: [...path, '-'], value: { name, value } } : undefined;
  });
}

/** Why a list may hold any flag: it may hold more than is seen, or an item whose name is not. */
function hiddenIn(args: Value): Reason | undefined {
  const { items, hidden } = listed(args);
  return hidden ?? items.map((item) => item.get('name').unknown).find((why) => why !== undefined);
}

function* fromMap(args: Value): Iterable<Given> {
  for (const [name, value] of args.entries()) yield { name: normalized(name), value: stringOf(value), rewrite: quoted, parts: [value] };
}

function* fromList(args: Value): Iterable<Given> {
  for (const item of listed(args).items)
    yield { name: normalized(item.get('name').text() ?? ''), value: stringOf(item.get('value')), rewrite: quoted, parts: [item] };
}

function quoted(value: string): string {
  return JSON.stringify(value);
}

function stringOf(value: Value): Known<string> {
  const text = value.string('');
  return text.known || value.unknown !== undefined ? text : value.asUnknown('no string: kubeadm refuses it');
}

function toFlags(resource: Resource, spot: Spot, tokens: readonly Token[], add: Flags['change']): Flags {
  const lastHidden = tokens.findLastIndex((token) => 'hidden' in token);
  const hidden = tokens[lastHidden];
  const why = hidden !== undefined && 'hidden' in hidden ? hidden.hidden : undefined;
  const unknown = why === undefined ? undefined : ({ known: false, why, ...spot } as const);
  const given = (name: string): readonly Given[] => tokens.filter((token): token is Given => 'name' in token && token.name === name);
  return {
    resource,
    spot,
    one(name) {
      const last = tokens.findLastIndex((token) => 'name' in token && token.name === name);
      return last < lastHidden ? unknown : given(name).at(-1)?.value;
    },
    change(name, value) {
      const last = given(name).at(-1);
      if (last === undefined || (last.value.known && !last.value.written)) return add(name, value);
      return { at: last.value.at, text: last.rewrite(value) };
    },
    parts: (name) => given(name).flatMap(({ parts }) => parts),
    all(name) {
      const values = given(name).map(({ value }) => value);
      const bad = values.find((value) => !value.known) ?? unknown;
      if (bad !== undefined && !bad.known) return bad;
      const last = values.at(-1);
      if (last === undefined || !last.known) return undefined;
      return withValue(
        last,
        values.flatMap((value) => (value.known ? value.value.split(',').filter((part) => part !== '') : [])),
      );
    },
  };
}
