import { saidIn } from '../inventory/calls/calls.js';
import type { Inventory } from '../inventory/inventory.js';
import type { Spot } from '../inventory/known.js';
import { type Mark, type PathState, unresolvedCalls } from '../inventory/reachability/boundaries.js';
import { type BoundaryRow, boundaryTable, shownCaller } from '../posture/boundaries.js';
import { visible } from './escape.js';
import { paint, type Style, wrap } from './layout.js';
import type { ReportContext } from './report.js';

/** The boundaries of a target in a report. Every path that was checked is in it, by rows. */
export interface ReportBoundaries {
  readonly checked: number;
  readonly implicit: number;
  readonly notJudged: number;
  readonly refused: number;
  readonly unresolved: number;
  readonly rows: readonly {
    readonly state: PathState;
    readonly to: string;
    readonly via: string;
    readonly from: readonly { readonly name: string; readonly path: string; readonly line: number }[];
    readonly encrypted: Mark;
    readonly identified: Mark;
    readonly authorized: Mark;
    readonly action?: string | undefined;
  }[];
}

/** The boundaries as data. */
export function reportBoundaries(inventory: Inventory, context: ReportContext): ReportBoundaries {
  const { checked, implicit, notJudged, refused, unresolved, rows } = boundaryTable(inventory);
  return {
    checked,
    implicit,
    notJudged,
    refused,
    unresolved,
    rows: rows.map(({ from, ...row }) => ({ ...row, from: from.map(({ name, seen }) => ({ name, ...placeOf(seen, context) })) })),
  };
}

function placeOf({ at }: Spot, { places, shown }: ReportContext): { readonly path: string; readonly line: number } {
  const region = places.region(at);
  return { path: shown(region?.path ?? ''), line: region?.start.line ?? 1 };
}

export interface BoundaryView {
  readonly inventory: Inventory;
  readonly context: ReportContext;
  readonly style: Style;
  /** Every row and every call that is not resolved; otherwise the first rows. */
  readonly all: boolean;
}

const ROWS_SHOWN = 5;

/** The sentence, and the rows of paths that are trusted by their place. */
export function boundaryLines({ inventory, context, style, all }: BoundaryView): readonly string[] {
  const table = boundaryTable(inventory);
  const sentence = wrap([table.sentence, ...table.notes].join(' '), style.width);
  const rows = all ? table.rows : table.rows.filter(({ state }) => state === 'implicit').slice(0, ROWS_SHOWN);
  const left = all ? 0 : table.rows.filter(({ state }) => state === 'implicit').length - rows.length;
  const more = left === 0 ? [] : [paint(style, 'dim', `  ${left} more ${left === 1 ? 'row' : 'rows'}: --all shows them`)];
  const unresolved = all ? unresolvedLines(inventory, context, style) : [];
  return [...sentence, ...rows.flatMap((row) => rowLines(row, context, style)), ...more, ...unresolved];
}

const WORDS: Readonly<Record<PathState, string>> = { implicit: '', explicit: 'explicit', 'not judged': 'not judged', refused: 'refused' };

function rowLines(row: BoundaryRow, context: ReportContext, style: Style): readonly string[] {
  const names = row.from.map(({ name }) => visible(name)).join(', ');
  const via = row.via === '' ? '' : ` by ${visible(row.via)}`;
  const marks = `encrypted ${row.encrypted}, identified ${row.identified}, authorized ${row.authorized}`;
  const said = WORDS[row.state] === '' ? marks : `${WORDS[row.state]}: ${marks}`;
  const [first] = row.from;
  const place = first === undefined ? { path: '', line: 1 } : placeOf(first.seen, context);
  const more = row.from.length > 1 ? ` and ${row.from.length - 1} more` : '';
  return [
    ...wrap(`  ${visible(row.to)} from ${names}${via}`, style.width, '    '),
    `    ${said}`,
    paint(style, 'dim', `    ${visible(place.path)}:${place.line}${more}`),
  ];
}

function unresolvedLines(inventory: Inventory, context: ReportContext, style: Style): readonly string[] {
  const unresolved = inventory.view(unresolvedCalls);
  if (unresolved.length === 0) return [];
  const lines = unresolved.flatMap((call) => {
    const place = placeOf(call, context);
    const text = call.text === '' ? saidIn(call.variable, call.container) : `"${call.text}"`;
    const said = `  ${shownCaller({ kind: 'workload', workload: call.from })} to ${text}: ${call.why}`;
    return [...wrap(visible(said), style.width, '    '), paint(style, 'dim', `    ${visible(place.path)}:${place.line}`)];
  });
  return ['', 'Calls that are not resolved', ...lines];
}
