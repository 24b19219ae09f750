import { loadFrameworks } from '../../core/frameworks/frameworks.js';
import { crosswalk } from '../../core/reports/crosswalk.js';
import { crosswalkText } from '../../core/reports/crosswalk-text.js';
import { explainText } from '../../core/reports/explain.js';
import { rules } from '../../core/rules/index.js';
import type { Arguments } from '../args.js';
import { type Terminal, writeReport } from '../output.js';
import { styleOf } from './judge.js';
import { statusCommand } from './status.js';

/** `heptad explain RULE`. */
export function explainCommand(args: Arguments, terminal: Terminal): number {
  const [id, ...more] = args.paths;
  if (id === undefined || more.length > 0) return wrong(terminal, 'explain takes one rule, such as require-strict-mtls');
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) return wrong(terminal, `there is no rule "${id}"${nearest(id)}`);
  return print(args, terminal, args.format === 'text' ? explainText(rule, styleOf(args, terminal)) : `${JSON.stringify(rule, undefined, 2)}\n`);
}

/** `heptad crosswalk ID`: a control, requirement, tenet, activity, capability or rule. */
export async function crosswalkCommand(args: Arguments, terminal: Terminal): Promise<number> {
  if (args.status) return statusCommand(args, terminal);
  const query = args.paths.join(' ');
  if (query === '') return wrong(terminal, 'crosswalk takes an id, such as SC-7, 3.13.1, AC.L2-3.1.1, 5.4.4, "tenet 3" or a rule');
  const found = crosswalk(query, await loadFrameworks(), rules);
  if (found === undefined) return wrong(terminal, `no framework has "${query}", and no rule is called so`);
  return print(
    args,
    terminal,
    args.format === 'text'
      ? crosswalkText(found, styleOf(args, terminal))
      : `${JSON.stringify({ schema: 'heptad.dev/crosswalk/v1', ...found }, undefined, 2)}\n`,
  );
}

function print(args: Arguments, terminal: Terminal, text: string): number {
  if (args.output === undefined) terminal.out(text);
  else writeReport(args.output, text);
  return 0;
}

function wrong(terminal: Terminal, message: string): number {
  terminal.error(`heptad: ${message}\n`);
  return 2;
}

/** Rules that share a word with what was asked for. */
function nearest(id: string): string {
  const words = id.split('-').filter((word) => word.length > 3 && word !== 'require');
  const close = rules.filter((rule) => words.some((word) => rule.id.includes(word))).map((rule) => rule.id);
  return close.length === 0 ? '' : `; did you mean ${close.slice(0, 3).join(', ')}?`;
}
