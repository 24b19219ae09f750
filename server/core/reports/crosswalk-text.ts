import type { FrameworkId, Mapping } from '../frameworks/frameworks.js';
import type { Mapped, Rule } from '../rules/rule.js';
import type { BearingRule, Crosswalk, CrosswalkEntry } from './crosswalk.js';
import { columns, paint, type Style, wrap } from './layout.js';

/** How frameworks are called in text. */
export const FRAMEWORKS: Readonly<Record<FrameworkId, string>> = {
  '800-53': '800-53',
  fedramp: 'FedRAMP',
  '800-171r2': '800-171 Rev 2',
  '800-171r3': '800-171 Rev 3',
  cmmc: 'CMMC',
  '800-207': '800-207',
  'dod-zt': 'DoD Zero Trust',
  'cisa-ztmm': 'CISA ZTMM',
};

export const CAVEAT = 'A passed check is evidence for a control, never the whole of it. * is our judgement.';

/** What an id or a rule is linked with, as text. */
export function crosswalkText(crosswalk: Crosswalk, style: Style): string {
  const parts =
    crosswalk.rule === undefined ? crosswalk.entries.map((entry) => entryText(entry, style)) : [ruleText(crosswalk.rule, crosswalk.mappings, style)];
  return `${[...parts, wrap(CAVEAT, style.width).join('\n')].join('\n\n')}\n`;
}

function entryText(entry: CrosswalkEntry, style: Style): string {
  const lines = [paint(style, 'bold', `${entry.id} ${entry.name}`), ...wrap(`${entry.title}, ${entry.version}, ${entry.kind}`, style.width)];
  if (entry.note !== undefined) lines.push(...wrap(entry.note, style.width));
  if (entry.controls.length > 0) lines.push('', ...wrap(`800-53: ${entry.controls.join(', ')}`, style.width - 2, '  '));
  if (entry.mappings.length > 0) lines.push('', 'Bears on', ...mappingLines(entry.mappings, style));
  lines.push('', ...ruleLines(entry));
  return lines.join('\n');
}

function ruleLines(entry: CrosswalkEntry): readonly string[] {
  if (entry.rules.length === 0) return ['No rule gives evidence for it.'];
  const through = (rule: BearingRule): string => (rule.via.length === 0 ? '' : `through ${rule.via.join(', ')}`);
  const rows = entry.rules.map((rule) => [`  ${rule.rule}${rule.basis === 'sourced' ? '' : '*'}`, rule.pillar, through(rule)]);
  return [`${entry.rules.length === 1 ? '1 rule gives' : `${entry.rules.length} rules give`} evidence for it`, ...columns(rows)];
}

/** One line a framework: ids with an asterisk where the link is ours. */
function mappingLines(mappings: readonly Mapping[], style: Style): readonly string[] {
  const byFramework = new Map<FrameworkId, string[]>();
  for (const mapping of mappings) {
    // An enhancement that a table lacks rests on its base control there, and that is said.
    const remarks = [...mapping.baselines, ...(mapping.fallback.length === 0 ? [] : [`through ${mapping.via.join(', ')}`])];
    const shown = `${mapping.id}${mapping.basis === 'sourced' ? '' : '*'}${remarks.length === 0 ? '' : ` (${remarks.join(', ')})`}`;
    const list = byFramework.get(mapping.framework);
    if (list === undefined) byFramework.set(mapping.framework, [shown]);
    else list.push(shown);
  }
  return [...byFramework].flatMap(([framework, ids]) =>
    wrap(`  ${FRAMEWORKS[framework].padEnd(15)}${ids.join(', ')}`.replace(/ +$/, ''), style.width, ' '.repeat(17)),
  );
}

function ruleText(rule: Rule, mappings: readonly Mapping[], style: Style): string {
  const own = (name: string, ids: readonly Mapped<string | number>[]): readonly string[] =>
    ids.length === 0
      ? []
      : wrap(`  ${name.padEnd(15)}${ids.map(({ id, basis }) => `${id}${basis === 'sourced' ? '' : '*'}`).join(', ')}`, style.width, ' '.repeat(17));
  return [
    paint(style, 'bold', rule.id),
    `${rule.summary}.`,
    '',
    ...own('800-53', rule.controls),
    ...own(
      '800-207',
      rule.tenets.map((tenet) => ({ ...tenet, id: `tenet ${tenet.id}` })),
    ),
    ...own('DoD activities', rule.activities),
    '',
    'Through these controls it bears on',
    ...mappingLines(
      mappings.filter(({ kind, fallback }) => kind !== 'activity' && kind !== 'capability' && fallback.length === 0),
      style,
    ),
  ].join('\n');
}
