import { parseArgs } from 'node:util';
import { dayNumber } from '../core/posture/dates.js';

export const COMMANDS = ['scan', 'score', 'gate', 'explain', 'crosswalk', 'facts', 'generate'] as const;
export type Command = (typeof COMMANDS)[number];
export const FORMATS = ['text', 'json', 'sarif'] as const;
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
  readonly color: (typeof COLORS)[number];
  readonly ascii: boolean;
  /** `generate`: for whom, what, where and how. */
  readonly rule?: string | undefined;
  readonly intent?: string | undefined;
  readonly namespace?: string | undefined;
  readonly workload?: string | undefined;
  readonly engine?: string | undefined;
  readonly enforce: boolean;
  readonly write: boolean;
  readonly check: boolean;
  /** `library` reads every document with the package `yaml`: the answer is the same, later. */
  readonly reader: (typeof READERS)[number];
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
  color: { type: 'string' },
  ascii: { type: 'boolean' },
  reader: { type: 'string' },
  for: { type: 'string' },
  intent: { type: 'string' },
  namespace: { type: 'string', short: 'n' },
  workload: { type: 'string' },
  engine: { type: 'string' },
  enforce: { type: 'boolean' },
  write: { type: 'boolean' },
  check: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

const SHOWN = ['format', 'output', 'color', 'ascii'] as const;
const JUDGED = ['impact-level', 'profile', 'target', 'today', 'reader'] as const;
/** The options that a command takes. Another one is a mistake, never taken in silence. */
const TAKEN: Readonly<Record<Command, readonly string[]>> = {
  scan: [...SHOWN, ...JUDGED, 'fail-on', 'gate', 'all'],
  score: [...SHOWN, ...JUDGED, 'all'],
  gate: [...SHOWN, ...JUDGED, 'all'],
  facts: ['output', ...JUDGED],
  explain: SHOWN,
  crosswalk: SHOWN,
  generate: [...SHOWN, ...JUDGED, 'for', 'intent', 'namespace', 'workload', 'engine', 'enforce', 'write', 'check'],
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
  const foreign = Object.keys(values).find((name) => !TAKEN[command].includes(name));
  if (foreign !== undefined) return { kind: 'error', message: `heptad ${command} takes no option "--${foreign}"` };
  const isLookup = command === 'explain' || command === 'crosswalk' || command === 'generate';
  if (isLookup && values.format === 'sarif') return { kind: 'error', message: `heptad ${command} prints text or json, not sarif` };
  try {
    return {
      kind: 'run',
      args: {
        command,
        paths,
        format: choice('format', values.format, FORMATS) ?? 'text',
        impactLevel: choice('impact-level', values['impact-level']?.toUpperCase(), LEVELS),
        profile: values.profile,
        failOn: choice('fail-on', values['fail-on'], FAIL_ON) ?? 'error',
        output: values.output,
        target: values.target,
        today: day(values.today),
        all: values.all ?? false,
        gate: values.gate ?? false,
        color: choice('color', values.color, COLORS) ?? 'auto',
        ascii: values.ascii ?? false,
        rule: values.for,
        intent: values.intent,
        namespace: values.namespace,
        workload: values.workload,
        engine: values.engine,
        enforce: values.enforce ?? false,
        write: values.write ?? false,
        check: values.check ?? false,
        reader: choice('reader', values.reader, READERS) ?? 'fast',
      },
    };
  } catch (thrown) {
    if (thrown instanceof UsageError) return { kind: 'error', message: thrown.message };
    throw thrown;
  }
}

class UsageError extends Error {}

function choice<T extends string>(name: string, given: string | undefined, known: readonly T[]): T | undefined {
  if (given === undefined) return undefined;
  const found = known.find((value) => value === given);
  if (found === undefined) throw new UsageError(`--${name} is one of ${known.join(', ')}, not "${given}"`);
  return found;
}

function day(given: string | undefined): string | undefined {
  if (given !== undefined && dayNumber(given) === undefined) throw new UsageError(`--today is a date such as 2026-01-31, not "${given}"`);
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
