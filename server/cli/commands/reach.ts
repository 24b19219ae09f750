import { type Asked, ask } from '../../core/inventory/reachability/ask.js';
import type { TargetAnalysis } from '../../core/posture/analysis.js';
import { objection } from '../../core/posture/analysis.js';
import { visible } from '../../core/reports/escape.js';
import { reachText, toReachReport } from '../../core/reports/reach.js';
import { runAnalysis } from '../analysis.js';
import type { Arguments } from '../args.js';
import { type Terminal, writeReport } from '../output.js';
import { PathError } from '../workspace.js';
import { styleOf } from './judge.js';

/** `heptad reach FROM TO [PATH ...]`: whether one workload may reach the ports of another, as whom, and by what. Exit code 0 when answered, whatever the answer. */
export function reachCommand(args: Arguments, terminal: Terminal): number {
  const [from, to, ...paths] = args.paths;
  if (from === undefined || to === undefined) throw new PathError('reach takes two names, such as web cart:7070, or outside web');
  const { analysis, targets, context } = runAnalysis({ ...args, paths }, terminal);
  if (!analysis.complete) throw new PathError(`${objection(analysis) ?? ''} The answer may be another; heptad scan says where.`);
  if (targets.length === 0) throw new PathError('no target is found');
  const { target, asked } = firstAnswer(targets, from, to);
  if ('wrong' in asked) {
    const near = asked.near.length > 0 ? `; near: ${asked.near.join(', ')}` : asked.hint === undefined ? '' : `; ${asked.hint}`;
    throw new PathError(visible(`${asked.wrong} in ${targets.length === 1 ? `target ${target.posture.target}` : `any of ${targets.length} targets`}${near}`));
  }
  const name = target.posture.target;
  const text =
    args.format === 'json'
      ? `${JSON.stringify(toReachReport(name, asked.answers, context), undefined, 2)}\n`
      : `${targets.length > 1 ? `Target ${visible(name)}\n\n` : ''}${reachText(asked.answers, context, styleOf(args, terminal))}`;
  if (args.output === undefined) terminal.out(text);
  else writeReport(args.output, text);
  return 0;
}

/** The answer of the first target that has both, the one with most workloads first; else what that says is wrong. */
function firstAnswer(targets: readonly TargetAnalysis[], from: string, to: string): { readonly target: TargetAnalysis; readonly asked: Asked } {
  const all = targets.map((target) => ({ target, asked: ask(target.inventory, { from, to }) }));
  const found = all.find(({ asked }) => 'answers' in asked) ?? all.find(({ asked }) => 'near' in asked && asked.near.length > 0) ?? all[0];
  if (found === undefined) throw new PathError('no target is found');
  return found;
}
