import type { EntryKind } from '../frameworks/frameworks.js';
import { dodSentence, plural } from '../posture/sentences.js';
import type { Support } from '../posture/views.js';
import { ASCII_MARKS, MARKS } from './bar.js';
import { CAVEAT, FRAMEWORKS } from './crosswalk-text.js';
import { visible } from './escape.js';
import { columns, paint, type Style, wrap } from './layout.js';
import type { ReportContext } from './report.js';
import type { BearingPosture, EntryStatus, EvidenceCounts, FrameworkStatus } from './status.js';

export interface StatusView {
  readonly target: string;
  /** Other targets, which are not shown. */
  readonly others: readonly string[];
  readonly context: ReportContext;
  readonly style: Style;
}

/** The overview: a line a framework, below it the sentence of 800-53. */
export function overviewText(statuses: readonly FrameworkStatus[], view: StatusView): string {
  const [first] = statuses;
  const head = ['  framework', 'against', 'none', 'for', 'no rule', 'of'];
  const rows = statuses.map((status) => {
    const { counts, total, entries } = status;
    return [`  ${nameOf(status)}`, ...[counts.against, counts.none, counts.for, total - entries.length, total].map(String)];
  });
  const dod = statuses.flatMap(({ dod: found }) =>
    found === undefined ? [] : [`DoD activities. ${dodSentence('Target', found.target)} ${dodSentence('Advanced', found.advanced)}`],
  );
  return joined([
    first === undefined ? [] : lead(first, view),
    columns([head, ...rows], ['left', 'right', 'right', 'right', 'right', 'right']),
    ...dod.map((line) => wrap(line, view.style.width)),
    wrap(
      'Controls, requirements, activities and tenets with evidence against them, without evidence, with evidence for them, and without a rule. heptad crosswalk --status NAME lists them.',
      view.style.width,
    ),
    closing(view),
  ]);
}

/** One framework: the sentence, then a row for each id on which a rule bears. */
export function frameworkText(status: FrameworkStatus, view: StatusView): string {
  const { entries, dod } = status;
  const sentences = dod === undefined ? [] : wrap(`${dodSentence('Target', dod.target)} ${dodSentence('Advanced', dod.advanced)}`, view.style.width);
  return joined([lead(status, view), sentences, table(entries, view), closing(view)]);
}

/** Ids one by one, with the rules that bear on them and the first place against. */
export function idText(entries: readonly EntryStatus[], view: StatusView): string {
  return joined([...entries.map((entry) => entryLines(entry, view)), closing(view)]);
}

function joined(parts: readonly (readonly string[])[]): string {
  return `${parts
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n')}\n`;
}

const NOUNS: Partial<Readonly<Record<EntryKind, readonly [string, string]>>> = {
  requirement: ['requirement', 'requirements'],
  tenet: ['tenet', 'tenets'],
  activity: ['activity', 'activities'],
};

function nameOf({ framework, baseline }: FrameworkStatus): string {
  return `${FRAMEWORKS[framework]}${baseline === undefined ? '' : ` ${baseline}`}`;
}

/** `38 controls have evidence against them, 49 have evidence for them, 19 have none.` */
export function leadSentence({ counts, entries, total }: FrameworkStatus): string {
  const [one, many] = NOUNS[entries[0]?.kind ?? 'control'] ?? ['control', 'controls'];
  const has = (count: number): string => (count === 1 ? 'has' : 'have');
  const them = (count: number): string => (count === 1 ? 'it' : 'them');
  const { against, for: supported, none } = counts;
  const bare = total - entries.length;
  const rest = bare === 0 ? '' : ` No rule bears on the other ${bare} of ${total}.`;
  return `${plural(against, one, many)} ${has(against)} evidence against ${them(against)}, ${supported} ${has(supported)} evidence for ${them(supported)}, ${none} ${has(none)} none.${rest}`;
}

function lead(status: FrameworkStatus, { style, target }: StatusView): readonly string[] {
  return [paint(style, 'bold', `${nameOf(status)}, ${status.version}, in target ${visible(target)}`), ...wrap(leadSentence(status), style.width)];
}

function closing({ style, others }: StatusView): readonly string[] {
  const more = others.length === 0 ? [] : wrap(`Other targets (--target NAME shows one): ${others.map(visible).join(', ')}.`, style.width);
  return [...more, ...wrap(CAVEAT, style.width)];
}

const CELLS = 8;
const TITLE = 30;

function table(entries: readonly EntryStatus[], { style }: StatusView): readonly string[] {
  if (entries.length === 0) return [];
  const marks = style.ascii ? ASCII_MARKS : MARKS;
  const width = Math.max(...entries.map(({ id }) => id.length + 1), 7);
  const number = (count: number): string => String(count).padStart(5);
  const head = `  ${'id'.padEnd(width)} ${'title'.padEnd(TITLE)} ${'evidence'.padEnd(CELLS)}   for  att. agst. open`;
  const rows = entries.flatMap((entry) => {
    const { id, title, judgement, passed, attested, against, unknown } = entry;
    const name = `${id}${judgement ? '*' : ''}`.padEnd(width);
    return [
      `  ${name} ${cut(title).padEnd(TITLE)} ${evidenceBar(entry, marks)} ${number(passed - attested)} ${number(attested)} ${number(against)} ${number(unknown)}`,
      ...reasonLine(entry, width),
    ];
  });
  const { passed, attested, failing, unknown } = marks;
  return [head, ...rows, '', `  ${passed} for  ${attested} attested  ${failing} against  ${unknown} open: not judged. Subjects of rules.`];
}

function cut(title: string): string {
  return title.length <= TITLE ? title : `${title.slice(0, TITLE - 3)}...`;
}

const SUPPORT: Readonly<Record<Support, string>> = {
  supported: 'supported',
  'partly-supported': 'partly supported',
  'not-supported': 'not supported',
  'not-assessable': 'not assessable from the workspace',
};

/** The state of an activity, and the first rule against: `no-allow-all-authorization*`. */
function reasonLine({ support, rules, standing }: EntryStatus, width: number): readonly string[] {
  const first = standing === 'against' ? rules.find(({ counts }) => counts !== undefined && counts.against > 0) : undefined;
  const parts = [
    ...(support === undefined ? [] : [SUPPORT[support]]),
    ...(first === undefined ? [] : [`${first.rule}${first.basis === 'sourced' ? '' : '*'}`]),
  ];
  return parts.length === 0 ? [] : [`  ${' '.repeat(width)} ${parts.join(', ')}`];
}

/** Shares of the subjects in a few cells; a kind that is there shows at least one where there is room. */
function evidenceBar({ passed, attested, against, unknown }: EvidenceCounts, marks: typeof MARKS): string {
  const parts = [
    [marks.passed, passed - attested],
    [marks.attested, attested],
    [marks.failing, against],
    [marks.unknown, unknown],
  ] as const;
  const total = parts.reduce((all, [, count]) => all + count, 0);
  if (total === 0) return ' '.repeat(CELLS);
  const cells = parts.map(([, count]) => (count === 0 ? 0 : Math.max(1, Math.floor((count * CELLS) / total))));
  // What rounding left over, or took too much, goes to the widest.
  const widest = cells.indexOf(Math.max(...cells));
  const rest = CELLS - cells.reduce((all, count) => all + count, 0);
  return parts.map(([mark], index) => mark.repeat((cells[index] ?? 0) + (index === widest ? rest : 0))).join('');
}

function entryLines(entry: EntryStatus, view: StatusView): readonly string[] {
  const { id, title, framework, note, withdrawn, rules, support, standing, passed, attested, against, unknown } = entry;
  const { style, target } = view;
  const head = [paint(style, 'bold', `${id} ${title}`), ...wrap([FRAMEWORKS[framework], ...(note === undefined ? [] : [note])].join(', '), style.width)];
  if (withdrawn) return [...head, ...wrap('It is withdrawn: nothing is evidence for it or against it.', style.width)];
  if (rules.length === 0) return [...head, 'No rule bears on it.'];
  const state = support === undefined ? '' : `${SUPPORT[support].slice(0, 1).toUpperCase()}${SUPPORT[support].slice(1)}. `;
  const words = { against: 'There is evidence against it', for: 'There is evidence for it', none: 'There is no evidence' }[standing];
  const subjects = `${plural(passed - attested, 'subject')} for, ${attested} attested, ${against} against, ${unknown} not judged`;
  const sentence = `${state}${words}. ${plural(rules.length, 'rule bears', 'rules bear')} on it in target ${visible(target)}: ${subjects}.`;
  const rows = rules.map((rule) => ruleRow(rule, view));
  return [
    ...head,
    ...wrap(sentence, style.width),
    '',
    ...columns([['  rule', 'for', 'att.', 'agst.', 'open'], ...rows.map(({ cells }) => cells)], ['left', 'right', 'right', 'right', 'right']),
    ...firstPlaces(rows),
  ];
}

interface RuleRow {
  readonly rule: string;
  readonly cells: readonly string[];
  readonly place: string | undefined;
}

function ruleRow({ rule, basis, counts, first }: BearingPosture, { context }: StatusView): RuleRow {
  const name = `  ${rule}${basis === 'sourced' ? '' : '*'}`;
  const region = first === undefined ? undefined : context.places.region(first);
  const place = region === undefined ? undefined : `${context.shown(region.path)}:${region.start.line}`;
  if (counts === undefined) return { rule, cells: [name, '-', '-', '-', '-'], place };
  const { passed, attested, against, unknown } = counts;
  return { rule, cells: [name, ...[passed - attested, attested, against, unknown].map(String)], place };
}

/** Where each rule first fails. A path is never cut. */
function firstPlaces(rows: readonly RuleRow[]): readonly string[] {
  const lines = rows.flatMap(({ rule, place }) => (place === undefined ? [] : [`  ${rule}`, `   --> ${visible(place)}`]));
  const idle = rows.some(({ cells }) => cells[1] === '-') ? ['  -: the rule has nothing to judge here, and is no evidence'] : [];
  return [...idle, ...(lines.length === 0 ? [] : ['', 'First against', ...lines])];
}
