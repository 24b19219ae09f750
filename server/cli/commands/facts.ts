import { objection } from '../../core/posture/analysis.js';
import { factsOf } from '../../core/reports/facts.js';
import { runAnalysis } from '../analysis.js';
import type { Arguments } from '../args.js';
import { type Terminal, writeReport } from '../output.js';
import { PathError } from '../refusals.js';
import { VERSION } from '../version.js';

/** `heptad facts`: the objects of one target, for the `context` of another workspace. */
export function factsCommand(args: Arguments, terminal: Terminal): number {
  const { analysis, targets } = runAnalysis(args, terminal);
  const against = objection(analysis);
  if (!analysis.complete) throw new PathError(`${against ?? ''} Facts would be incomplete; heptad scan says where.`);
  const [target, ...others] = targets;
  if (target === undefined) throw new PathError('no target is found');
  if (others.length > 0)
    throw new PathError(`there are ${targets.length} targets; name one with --target: ${targets.map(({ posture }) => posture.target).join(', ')}`);
  const text = `${JSON.stringify(factsOf(target.inventory, VERSION), undefined, 2)}\n`;
  if (args.output === undefined) terminal.out(text);
  else writeReport(args.output, text);
  return 0;
}
