import type { Left, Offer, Why } from '../posture/fixes/offers.js';
import { type Fixable, nameOf } from '../posture/fixes/offers.js';
import type { FixPlan } from '../posture/fixes/plan.js';
import type { Safety } from '../rules/rule.js';
import { lineIndex, type Position } from '../syntax/lines.js';
import type { Place } from '../syntax/place.js';
import type { ReportContext } from './report.js';

/** What `heptad fix` does, as data, `heptad.dev/fix/v1`. `schemas/fix.schema.json` describes it. */
export interface FixReport {
  readonly schema: 'heptad.dev/fix/v1';
  readonly version: string;
  /** True when the files hold the changes now. */
  readonly written: boolean;
  readonly files: readonly FixReportFile[];
  readonly applied: readonly FixReportEntry[];
  readonly left: readonly (FixReportEntry & { readonly why: Why; readonly reason?: string | undefined; readonly command?: string | undefined })[];
}

export interface FixReportFile {
  readonly path: string;
  /** Offsets in UTF-16 units of the file as it was read; `range` counts lines and columns from 1. */
  readonly edits: readonly {
    readonly start: number;
    readonly end: number;
    readonly text: string;
    readonly range: { readonly start: Position; readonly end: Position };
  }[];
}

export interface FixReportEntry {
  /** The rule of a finding, or the code of a problem. */
  readonly name: string;
  readonly message: string;
  readonly path: string;
  readonly start?: Position | undefined;
  readonly fingerprint?: string | undefined;
  readonly fix: null | { readonly title: string; readonly safety: Safety };
  readonly targets: readonly string[];
}

export function toFixReport(plan: FixPlan, context: ReportContext, written: boolean): FixReport {
  return {
    schema: 'heptad.dev/fix/v1',
    version: context.version,
    written,
    files: plan.changes.map(({ path, edits, before }) => {
      const index = lineIndex(before);
      const ranged = edits.map((edit) => ({ ...edit, range: { start: index.position(edit.start), end: index.position(edit.end) } }));
      return { path: context.shown(path), edits: ranged };
    }),
    applied: plan.applied.map((offer) => entryOf(offer, context)),
    left: plan.left.map((left) => ({ ...entryOf(left, context), why: left.why, reason: left.reason, command: commandOf(left, context) })),
  };
}

function entryOf({ of, fix }: Offer | Left, context: ReportContext): FixReportEntry {
  const region = regionOf(of, context);
  return {
    name: nameOf(of),
    message: messageOf(of),
    path: context.shown(region?.path ?? (of.kind === 'problem' ? of.problem.path : '')),
    start: region?.start,
    fingerprint: of.kind === 'finding' ? of.finding.finding.fingerprint : undefined,
    fix: fix === undefined ? null : { title: fix.title, safety: fix.safety },
    targets: of.kind === 'finding' ? of.finding.targets : [],
  };
}

export function messageOf(of: Fixable): string {
  return of.kind === 'finding' ? of.finding.finding.message : of.problem.message;
}

export function placeOf(of: Fixable): Place | undefined {
  return of.kind === 'finding' ? of.finding.finding.at : of.problem.at;
}

export function regionOf(of: Fixable, { places }: Pick<ReportContext, 'places'>): ReturnType<ReportContext['places']['region']> {
  const at = placeOf(of);
  return at === undefined ? undefined : places.region(at);
}

/** What makes a fix that is left; undefined where no command does. */
export function commandOf({ of, why }: Left, context: Pick<ReportContext, 'paths'>): string | undefined {
  if (why === 'generate') return generateCommand(nameOf(of), context);
  if ((why === 'restricts' || why === 'hidden') && of.kind === 'finding') return fixCommand(of.finding.finding.fingerprint, context);
  return why === 'manual' ? `heptad explain ${nameOf(of)}` : undefined;
}

/** The command that shows the fix of one finding. */
export function fixCommand(fingerprint: string, context: Pick<ReportContext, 'paths'>): string {
  return `heptad fix ${pathWords(context)}--fingerprint ${fingerprint}`;
}

/** The command that shows what a generator writes for a rule. */
export function generateCommand(rule: string, context: Pick<ReportContext, 'paths'>): string {
  return `heptad generate ${pathWords(context)}--for ${rule}`;
}

/** The command that shows all that hardens one workload, `NAMESPACE/NAME`. */
export function hardenCommand(workload: string, context: Pick<ReportContext, 'paths'>): string {
  return `heptad fix ${pathWords(context)}--harden ${shellWord(workload)}`;
}

function pathWords({ paths = [] }: Pick<ReportContext, 'paths'>): string {
  return paths.map((path) => `${shellWord(path)} `).join('');
}

/** A word as a shell takes it for one word, whatever is in it. */
function shellWord(word: string): string {
  return /^[\w./@:+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
