import { loadFrameworks, type Match } from '../../core/frameworks/frameworks.js';
import {
  type Asked,
  type BearingPosture,
  type EntryStatus,
  type FrameworkStatus,
  frameworkStatus,
  frameworksNamed,
  idStatus,
  idsNamed,
  STATUS_FRAMEWORKS,
  STATUS_NAMES,
} from '../../core/reports/status.js';
import { frameworkText, idText, leadSentence, overviewText, type StatusView } from '../../core/reports/status-text.js';
import { type Run, runAnalysis } from '../analysis.js';
import type { Arguments } from '../args.js';
import { exists } from '../files.js';
import { type Terminal, writeReport } from '../output.js';
import { VERSION } from '../version.js';
import { refusal, styleOf } from './judge.js';

/** What `--status` is asked: everything, some frameworks, or ids. */
type Question =
  | { readonly kind: 'all' }
  | { readonly kind: 'frameworks'; readonly asked: readonly Asked[] }
  | { readonly kind: 'ids'; readonly matches: readonly Match[] }
  | { readonly kind: 'unknown'; readonly word: string };

/** `heptad crosswalk --status [ID|FRAMEWORK] [PATH…]`: evidence for and against in a judged workspace. Exit code 0, or 2 where it cannot be judged. */
export async function statusCommand(args: Arguments, terminal: Terminal): Promise<number> {
  const frameworks = await loadFrameworks();
  const [first, ...rest] = args.paths;
  const question = first === undefined ? { kind: 'all' as const } : questionOf(first, frameworks);
  if (question.kind === 'unknown') {
    terminal.error(`heptad: no framework has "${question.word}", and no file is called so; frameworks are ${STATUS_NAMES.join(', ')}\n`);
    return 2;
  }
  const run = runAnalysis({ ...args, paths: question.kind === 'all' ? args.paths : rest }, terminal);
  const refused = refusal(run);
  const [target, ...others] = run.targets;
  if (target === undefined || refused !== undefined) {
    terminal.error(`heptad: can't judge: ${refused ?? 'no target is found'}\n`);
    return 2;
  }
  const { posture } = target;
  const view: StatusView = {
    target: posture.target,
    others: others.map((other) => other.posture.target),
    context: run.context,
    style: styleOf(args, terminal),
  };
  const chosen = run.analysis.settings.frameworks;
  const overview = STATUS_FRAMEWORKS.filter(({ framework }) => chosen.length === 0 || chosen.includes(framework));
  const statuses =
    question.kind === 'ids' ? [] : (question.kind === 'all' ? overview : question.asked).map((asked) => frameworkStatus(asked, posture, frameworks));
  const entries = question.kind === 'ids' ? withSuccessors(question.matches, frameworks).map((match) => idStatus(match, posture, frameworks)) : [];
  const text =
    args.format === 'json'
      ? `${JSON.stringify(toJson(statuses, entries, posture.target, run), undefined, 2)}\n`
      : question.kind === 'ids'
        ? idText(entries, view)
        : question.kind === 'all'
          ? overviewText(statuses, view)
          : statuses.map((status) => frameworkText(status, view)).join('\n');
  if (args.output === undefined) terminal.out(text);
  else writeReport(args.output, text);
  return 0;
}

type Frameworks = Awaited<ReturnType<typeof loadFrameworks>>;

/** An id or a framework comes before a path of the same name: `./cmmc` is the path. */
function questionOf(word: string, frameworks: Frameworks): Question {
  const asked = frameworksNamed(word);
  if (asked !== undefined) return { kind: 'frameworks', asked };
  const matches = idsNamed(word, frameworks);
  if (matches.length > 0) return { kind: 'ids', matches };
  return word === '-' || exists(word) ? { kind: 'all' } : { kind: 'unknown', word };
}

/** A withdrawn id is named, and then what it gave way to. */
function withSuccessors(matches: readonly Match[], frameworks: Frameworks): readonly Match[] {
  return matches.flatMap((match) => [
    match,
    ...match.successors.flatMap((id) => idsNamed(id, frameworks).filter(({ framework }) => framework === match.framework)),
  ]);
}

function toJson(statuses: readonly FrameworkStatus[], entries: readonly EntryStatus[], target: string, run: Run): unknown {
  return {
    schema: 'heptad.dev/status/v1',
    version: VERSION,
    edition: run.analysis.settings.edition,
    ruleSet: run.analysis.ruleSet,
    target,
    frameworks: statuses.map((status) => ({ ...status, sentence: leadSentence(status), entries: status.entries.map((entry) => entryJson(entry, run)) })),
    entries: entries.map((entry) => entryJson(entry, run)),
  };
}

function entryJson(entry: EntryStatus, run: Run): unknown {
  return { ...entry, rules: entry.rules.map((rule) => ({ ...rule, first: placeJson(rule, run) })) };
}

function placeJson({ first }: BearingPosture, { context }: Run): unknown {
  const region = first === undefined ? undefined : context.places.region(first);
  return region === undefined ? undefined : { path: context.shown(region.path), start: region.start, end: region.end };
}
