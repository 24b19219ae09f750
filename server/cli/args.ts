import { parseArgs } from 'node:util';
import { dayNumber } from '../core/posture/dates.js';

export const COMMANDS = ['scan', 'score', 'gate', 'fix', 'generate', 'baseline', 'waive', 'explain', 'crosswalk', 'reach', 'facts'] as const;
export type Command = (typeof COMMANDS)[number];
export const FORMATS = ['text', 'json', 'sarif', 'junit', 'markdown', 'github', 'gitlab'] as const;
export type Format = (typeof FORMATS)[number];
export const LEVELS = ['IL2', 'IL4', 'IL5', 'IL6'] as const;
export type ImpactLevel = (typeof LEVELS)[number];
const FAIL_ON = ['error', 'warning', 'info', 'never'] as const;
const READERS = ['fast', 'library'] as const;
const COLORS = ['auto', 'always', 'never'] as const;

/** The command line, understood. Paths are as the user wrote them; `-` is standard input. */
export interface Arguments {
  readonly command: Command;
  readonly paths: readonly string[];
  readonly format: Format;
  readonly impactLevel?: ImpactLevel | undefined;
  readonly profile?: string | undefined;
  readonly failOn: (typeof FAIL_ON)[number];
  readonly output?: string | undefined;
  readonly target?: string | undefined;
  readonly today?: string | undefined;
  readonly all: boolean;
  readonly gate: boolean;
  /** gate: only what is worse than the baseline fails. */
  readonly ratchet: boolean;
  /** scan and gate: only what lies in files that changed since this commit. */
  readonly since?: string | undefined;
  /** What `heptad fix` is told. */
  readonly fix: FixWords;
  /** What `heptad waive` is told. */
  readonly waiver: WaiverWords;
  readonly color: (typeof COLORS)[number];
  readonly ascii: boolean;
  /** `crosswalk`: what the evidence of a workspace says. */
  readonly status: boolean;
  /** What `heptad generate` is told. */
  readonly generate: GenerateWords;
  /** `library` reads every document with the package `yaml`: the answer is the same, later. */
  readonly reader: (typeof READERS)[number];
}

/** For whom something is generated, what, where and how. */
export interface GenerateWords {
  readonly rule?: string | undefined;
  readonly intent?: string | undefined;
  readonly namespace?: string | undefined;
  readonly workload?: string | undefined;
  readonly engine?: string | undefined;
  readonly enforce: boolean;
  readonly write: boolean;
  readonly check: boolean;
}

/** The words of a waiver, as the user gave them; those that are missing are undefined. */
export interface WaiverWords {
  readonly fingerprint?: string | undefined;
  readonly owner?: string | undefined;
  readonly approver?: string | undefined;
  readonly reason?: string | undefined;
  readonly until?: string | undefined;
}

/** What is fixed: one finding, one workload, or whatever is safe. */
export interface FixWords {
  /** Rules, or codes of problems; none means all. */
  readonly rules: readonly string[];
  readonly fingerprint?: string | undefined;
  /** `NAMESPACE/NAME`; a workload whose namespace no file sets is `/NAME`. */
  readonly harden?: string | undefined;
  readonly write: boolean;
}

/** What the command line asks for besides a command, or why it is wrong. */
export type Parsed =
  | { readonly kind: 'run'; readonly args: Arguments }
  | { readonly kind: 'help'; readonly command?: Command | undefined }
  | { readonly kind: 'version' }
  | { readonly kind: 'error'; readonly message: string };

const OPTIONS = {
  format: { type: 'string', short: 'f' },
  'impact-level': { type: 'string' },
  profile: { type: 'string' },
  'fail-on': { type: 'string' },
  output: { type: 'string', short: 'o' },
  target: { type: 'string', short: 't' },
  today: { type: 'string' },
  all: { type: 'boolean' },
  gate: { type: 'boolean' },
  ratchet: { type: 'boolean' },
  since: { type: 'string' },
  owner: { type: 'string' },
  approver: { type: 'string' },
  reason: { type: 'string' },
  until: { type: 'string' },
  write: { type: 'boolean' },
  rule: { type: 'string', multiple: true },
  fingerprint: { type: 'string' },
  harden: { type: 'string' },
  color: { type: 'string' },
  ascii: { type: 'boolean' },
  status: { type: 'boolean' },
  reader: { type: 'string' },
  for: { type: 'string' },
  intent: { type: 'string' },
  namespace: { type: 'string', short: 'n' },
  workload: { type: 'string' },
  engine: { type: 'string' },
  enforce: { type: 'boolean' },
  check: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

const SHOWN = ['format', 'output', 'color', 'ascii'] as const;
const JUDGED = ['impact-level', 'profile', 'target', 'today', 'reader'] as const;
/** The options that a command takes. Another one is a mistake, never taken in silence. */
const TAKEN: Readonly<Record<Command, readonly string[]>> = {
  scan: [...SHOWN, ...JUDGED, 'fail-on', 'gate', 'all', 'since'],
  score: [...SHOWN, ...JUDGED, 'all'],
  gate: [...SHOWN, ...JUDGED, 'all', 'ratchet', 'since'],
  facts: ['output', ...JUDGED],
  baseline: JUDGED,
  waive: [...JUDGED, 'owner', 'approver', 'reason', 'until'],
  fix: [...SHOWN, ...JUDGED, 'rule', 'fingerprint', 'harden', 'write', 'all'],
  reach: [...SHOWN, ...JUDGED],
  explain: SHOWN,
  crosswalk: [...SHOWN, ...JUDGED, 'status'],
  generate: [...SHOWN, ...JUDGED, 'for', 'intent', 'namespace', 'workload', 'engine', 'enforce', 'write', 'check'],
};

/** What a command prints; those that are not here print every format. */
const PRINTED: Partial<Readonly<Record<Command, readonly Format[]>>> = {
  score: ['text', 'json', 'sarif', 'markdown'],
  explain: ['text', 'json'],
  crosswalk: ['text', 'json'],
  fix: ['text', 'json'],
  reach: ['text', 'json'],
  generate: ['text', 'json'],
};

/** Reads the words after `heptad`. Never throws: a wrong word is an `error` with a message for the user. */
export function parseArguments(words: readonly string[]): Parsed {
  let parsed: ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true; args: string[] }>>;
  try {
    parsed = parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true });
  } catch (thrown) {
    return { kind: 'error', message: optionError(thrown) };
  }
  const { values, positionals } = parsed;
  if (values.version === true) return { kind: 'version' };
  const [word, ...paths] = positionals;
  if (word === undefined || word === 'help')
    return values.help === true || word === 'help' || words.length === 0 ? { kind: 'help' } : { kind: 'error', message: 'no command is given' };
  const command = COMMANDS.find((known) => known === word);
  if (command === undefined) return { kind: 'error', message: `"${word}" is no command; commands are ${COMMANDS.join(', ')}` };
  if (values.help === true) return { kind: 'help', command };
  const mistake = mistakeIn(command, paths, values);
  if (mistake !== undefined) return { kind: 'error', message: mistake };
  try {
    return { kind: 'run', args: argumentsOf(command, paths, values) };
  } catch (thrown) {
    if (thrown instanceof UsageError) return { kind: 'error', message: thrown.message };
    throw thrown;
  }
}

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true; args: string[] }>>['values'];

/** What does not go together in the words of a command; undefined where all of it does. */
function mistakeIn(command: Command, paths: readonly string[], values: Values): string | undefined {
  const foreign = Object.keys(values).find((name) => !TAKEN[command].includes(name));
  if (foreign !== undefined) return `heptad ${command} takes no option "--${foreign}"`;
  if (command === 'baseline' && paths[0] !== 'write') return 'baseline takes "write": heptad baseline write [PATH ...]';
  if ([values.rule, values.fingerprint, values.harden].filter((one) => one !== undefined).length > 1)
    return '--rule, --fingerprint and --harden ask for different things; ask for one at a time';
  if (values.ratchet === true && values.since !== undefined) return '--ratchet and --since ask two questions; ask one at a time';
  const judging = Object.keys(values).find((name) => JUDGED.some((one) => one === name));
  if (command === 'crosswalk' && values.status !== true && judging !== undefined) return `heptad crosswalk takes "--${judging}" with --status only`;
  return undefined;
}

/** Throws a UsageError for a value that an option does not take. */
function argumentsOf(command: Command, paths: readonly string[], values: Values): Arguments {
  return {
    command,
    paths: command === 'baseline' || command === 'waive' ? paths.slice(1) : paths,
    format: formatOf(command, values.format),
    impactLevel: choice('impact-level', values['impact-level']?.toUpperCase(), LEVELS),
    profile: values.profile,
    failOn: choice('fail-on', values['fail-on'], FAIL_ON) ?? 'error',
    output: values.output,
    target: values.target,
    today: day('today', values.today),
    all: values.all ?? false,
    gate: values.gate ?? false,
    ratchet: values.ratchet ?? false,
    since: values.since,
    fix: { rules: values.rule ?? [], fingerprint: values.fingerprint, harden: values.harden, write: values.write ?? false },
    waiver: {
      fingerprint: command === 'waive' ? paths[0] : undefined,
      owner: values.owner,
      approver: values.approver,
      reason: values.reason,
      until: day('until', values.until),
    },
    color: choice('color', values.color, COLORS) ?? 'auto',
    ascii: values.ascii ?? false,
    status: values.status ?? false,
    generate: {
      rule: values.for,
      intent: values.intent,
      namespace: values.namespace,
      workload: values.workload,
      engine: values.engine,
      enforce: values.enforce ?? false,
      write: values.write ?? false,
      check: values.check ?? false,
    },
    reader: choice('reader', values.reader, READERS) ?? 'fast',
  };
}

class UsageError extends Error {}

function choice<T extends string>(name: string, given: string | undefined, known: readonly T[]): T | undefined {
  if (given === undefined) return undefined;
  const found = known.find((value) => value === given);
  if (found === undefined) throw new UsageError(`--${name} is one of ${known.join(', ')}, not "${given}"`);
  return found;
}

function formatOf(command: Command, given: string | undefined): Format {
  const format = choice('format', given, FORMATS) ?? 'text';
  const printed = PRINTED[command] ?? FORMATS;
  if (!printed.includes(format)) throw new UsageError(`heptad ${command} prints ${printed.slice(0, -1).join(', ')} or ${printed.at(-1) ?? ''}, not ${format}`);
  return format;
}

function day(name: string, given: string | undefined): string | undefined {
  if (given !== undefined && dayNumber(given) === undefined) throw new UsageError(`--${name} is a date such as 2026-01-31, not "${given}"`);
  return given;
}

/** What node:util says of a wrong option, in one line of ours. */
function optionError(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  // node:util names an option with its short form first and its value behind: '-f, --format <value>'.
  const option = /'(?:-\w, )?(-[^' ]*)/.exec(message)?.[1];
  if (option === undefined) return message;
  if (/Unknown option/.test(message)) return `"${option}" is no option; see heptad --help`;
  return /argument missing|ambiguous/.test(message) ? `"${option}" needs a value` : `"${option}" takes no value`;
}
