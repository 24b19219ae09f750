import type { Caller, Listener } from '../inventory/calls/call.js';
import type { Inventory } from '../inventory/inventory.js';
import type { Spot } from '../inventory/known.js';
import { boundariesOf, type Mark, type TrustPath } from '../inventory/reachability/boundaries.js';
import { plural } from './words.js';

/** The boundaries of a target as a table: reports, command line and panel render it. */
export interface BoundaryTable {
  /** `15 of 19 paths are trusted because of where they come from.` */
  readonly sentence: string;
  /** What a reader must know besides: refused and not judged paths, calls that are not resolved. */
  readonly notes: readonly string[];
  readonly checked: number;
  readonly implicit: number;
  readonly notJudged: number;
  readonly refused: number;
  readonly unresolved: number;
  /** Paths to one place that lack the same are one row; implicit ones first, those that lack most before the others. */
  readonly rows: readonly BoundaryRow[];
}

export interface BoundaryRow {
  readonly state: TrustPath['state'];
  /** `shop/cart:7070` */
  readonly to: string;
  readonly from: readonly BoundaryCaller[];
  /** By what callers from outside come: `LoadBalancer "web"`; '' for workloads. */
  readonly via: string;
  readonly encrypted: Mark;
  readonly identified: Mark;
  readonly authorized: Mark;
  /** What makes the paths explicit; undefined for those that need nothing, or where it is not known. */
  readonly action?: string | undefined;
}

/** One path of a row, and where it is seen. */
export interface BoundaryCaller {
  /** `shop/web`, `outside` */
  readonly name: string;
  readonly seen: Spot;
  readonly path: TrustPath;
}

/** The table of a target. */
export function boundaryTable(inventory: Inventory): BoundaryTable {
  const { paths, unresolved } = inventory.view(boundariesOf);
  const count = (state: TrustPath['state']): number => paths.filter((path) => path.state === state).length;
  const [implicit, notJudged, refused] = [count('implicit'), count('not judged'), count('refused')];
  const counts = { checked: paths.length, implicit, notJudged, refused, unresolved };
  return { sentence: sentenceOf(counts), notes: notesOf(counts), ...counts, rows: rowsOf(paths) };
}

type Counts = Pick<BoundaryTable, 'checked' | 'implicit' | 'notJudged' | 'refused' | 'unresolved'>;

function sentenceOf({ checked, implicit }: Counts): string {
  if (implicit === 0) return `No path is trusted by location. ${plural(checked, 'path was', 'paths were')} checked.`;
  const [are, they] = implicit === 1 ? ['is', 'it comes'] : ['are', 'they come'];
  return `${implicit} of ${plural(checked, 'path')} ${are} trusted because of where ${they} from.`;
}

function notesOf({ notJudged, refused, unresolved }: Counts): readonly string[] {
  return [
    ...(notJudged === 0 ? [] : [`${plural(notJudged, 'path is', 'paths are')} not judged.`]),
    ...(refused === 0 ? [] : [`${plural(refused, 'path is', 'paths are')} refused by policies.`]),
    ...(unresolved === 0 ? [] : [`${plural(unresolved, 'call is', 'calls are')} not resolved.`]),
  ];
}

const STATES: readonly TrustPath['state'][] = ['implicit', 'not judged', 'explicit', 'refused'];

function rowsOf(paths: readonly TrustPath[]): readonly BoundaryRow[] {
  const groups = new Map<string, TrustPath[]>();
  for (const path of paths) {
    const { grant, state, encrypted, identified, authorized } = path;
    const key = [state, shownListener(grant.to), viaOf(grant.from), encrypted, identified, authorized].join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [path]);
    else group.push(path);
  }
  const rows = [...groups.values()].map(toRow);
  return rows.sort((one, other) => STATES.indexOf(one.state) - STATES.indexOf(other.state) || lacks(other) - lacks(one));
}

/** What is missing weighs more than what need not be. */
function lacks({ encrypted, identified, authorized }: BoundaryRow): number {
  return [encrypted, identified, authorized].reduce((sum, mark) => sum + (mark === 'no' ? 10 : mark === 'optional' ? 1 : 0), 0);
}

function toRow(group: readonly TrustPath[]): BoundaryRow {
  const from = group.map((path) => ({ name: shownCaller(path.grant.from), seen: { at: path.grant.at, pointer: path.grant.pointer }, path }));
  const [first] = group;
  if (first === undefined) throw new Error('a row of no path');
  const { grant, state, encrypted, identified, authorized } = first;
  const marks = { encrypted, identified, authorized };
  return { state, to: shownListener(grant.to), from, via: viaOf(grant.from), ...marks, action: actionFor(state, marks, grant.from, group.length) };
}

/** What to do first: design of the panel, view Boundaries. */
function actionFor(state: TrustPath['state'], marks: Pick<BoundaryRow, 'encrypted' | 'authorized'>, from: Caller, count: number): string | undefined {
  if (state !== 'implicit') return undefined;
  const isDirect = from.kind === 'outside' && from.through === undefined;
  if (marks.authorized === 'no') return isDirect ? 'Route through gateway' : count > 1 ? `Write ${count} grants` : 'Write grant';
  return from.kind === 'outside' && marks.encrypted === 'no' ? 'Serve over TLS' : 'Require mutual TLS';
}

function viaOf(from: Caller): string {
  return from.kind === 'outside' ? from.via : '';
}

/** `shop/web`; without its namespace where none is set. */
export function shownCaller(from: Caller): string {
  return from.kind === 'outside' ? 'outside' : shownWorkload(from.workload);
}

/** `shop/cart:7070`, `shop/dns:53/UDP` */
export function shownListener({ workload, port, protocol }: Listener): string {
  return `${shownWorkload(workload)}:${port}${protocol === 'TCP' ? '' : `/${protocol}`}`;
}

function shownWorkload({ namespace, name }: Listener['workload']): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}
