import type { Edit, Fix, Rule, Source } from '../../server/core/rules/rule.js';
import { judgeExample } from './rules.js';

/** The fixes of each finding by their titles, or by what their edits do or write; `none` for a finding without one. */
export function titlesOf(rule: Rule, source: Source, by: 'title' | 'edits' | 'values' = 'title'): readonly string[] {
  const findings = judgeExample(rule, source).judged.flatMap((judged) => judged.findings);
  return findings.flatMap(({ fixes = [] }) => (fixes.length === 0 ? ['none'] : fixes.map((fix) => shown(fix, by))));
}

function shown(fix: Fix, by: 'title' | 'edits' | 'values'): string {
  if (by === 'title' || fix.kind !== 'edit') return fix.title;
  return fix.edits.map(by === 'edits' ? whatOf : writtenBy).join(' and ');
}

function whatOf(edit: Edit): string {
  if (edit.op === 'replace') return `replace by ${edit.text}`;
  return edit.op === 'remove' ? `remove ${edit.pointer}` : `set ${edit.path.join('/')} of ${edit.pointer}`;
}

function writtenBy(edit: Edit): string {
  if (edit.op === 'remove') return 'nothing';
  if (edit.op === 'replace') return edit.text;
  return typeof edit.value === 'string' ? edit.value : JSON.stringify(edit.value);
}
