import { PILLAR_TITLES, STAGE_TITLES } from '../posture/sentences.js';
import type { Mapped, Rule } from '../rules/rule.js';
import { dedent } from '../rules/text.js';
import { paint, type Style, wrap } from './layout.js';

/** What a rule demands, why, and what it bears on, as text. */
export function explainText(rule: Rule, style: Style): string {
  const title = (text: string): string => paint(style, 'bold', text);
  const ids = (mapped: readonly Mapped<string | number>[]): string => mapped.map(({ id, basis }) => `${id}${basis === 'sourced' ? '' : '*'}`).join(', ');
  const field = (name: string, text: string): readonly string[] => (text === '' ? [] : wrap(`  ${name.padEnd(16)}${text}`, style.width, ' '.repeat(18)));
  const lines = [title(`${rule.summary} (${rule.id})`), '', ...wrap(rule.why, style.width), ''];
  lines.push(
    ...field('Pillar', PILLAR_TITLES[rule.pillar]),
    ...field('Needed for', `${STAGE_TITLES[rule.stage]}${rule.severity === 'info' ? ', not required' : ''}`),
    ...field('Severity', rule.severity),
    ...field('Edition', rule.since),
    ...field('Judged by', rule.judgedBy === 'files' ? `files${rule.attestable === undefined ? '' : ', else by attestation'}` : 'attestation'),
    ...field('Attest', rule.attestable ?? ''),
    ...field('800-53', ids(rule.controls)),
    ...field('800-207', rule.tenets.length === 0 ? '' : `tenets ${ids(rule.tenets)}`),
    ...field('DoD activities', ids(rule.activities)),
  );
  if (rule.advice !== undefined) lines.push('', ...wrap(rule.advice, style.width));
  if (rule.judgedBy === 'files') lines.push(...optionLines(rule, style), ...exampleLines(rule));
  lines.push('', ...wrap('* is our judgement; the others are sourced. A pass is evidence for a control, never the whole of it.', style.width));
  return `${lines.join('\n')}\n`;
}

function optionLines(rule: Rule, style: Style): readonly string[] {
  if (rule.judgedBy !== 'files') return [];
  const options = Object.entries(rule.options ?? {});
  if (options.length === 0) return [];
  return [
    '',
    'Options in heptad.yaml',
    ...options.flatMap(([name, { summary, default: values }]) =>
      wrap(`  options.${rule.id}.${name}: ${summary}${values.length === 0 ? '' : ` (default ${values.join(', ')})`}`, style.width, '    '),
    ),
  ];
}

function exampleLines(rule: Rule): readonly string[] {
  if (rule.judgedBy !== 'files') return [];
  const { source } = rule.examples.bad[0];
  const text = typeof source === 'string' ? source : (Object.values(source)[0] ?? '');
  return [
    '',
    'Fails',
    ...dedent(text)
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`.trimEnd()),
  ];
}
