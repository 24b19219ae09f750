import { join } from 'node:path';
import { slugOf } from '../../core/generators/slug.js';
import { objection, type TargetAnalysis } from '../../core/posture/analysis.js';
import { baselineText, snapshotOf } from '../../core/posture/drift/snapshot.js';
import { plural } from '../../core/posture/words.js';
import { visible } from '../../core/reports/escape.js';
import { type Run, runAnalysis } from '../analysis.js';
import type { Arguments } from '../args.js';
import { commitOf } from '../commit.js';
import { exists } from '../files.js';
import type { Terminal } from '../output.js';
import { writeOwnDocument } from '../own-files.js';
import { PathError } from '../refusals.js';
import { VERSION } from '../version.js';

/** `heptad baseline write`: keeps how each target stands, for drift and `heptad gate --ratchet`. */
export function baselineCommand(args: Arguments, terminal: Terminal): number {
  const run = runAnalysis(args, terminal);
  const { analysis, targets, workspace, context } = run;
  if (!analysis.complete) throw new PathError(`${objection(analysis) ?? ''} A baseline would be incomplete; heptad scan says where.`);
  if (targets.length === 0) throw new PathError('no target is found');
  if (workspace.root === '') throw new PathError('there is no folder to write to');
  // All are checked before the first is written.
  const files = targets.map((target) => ({ target, path: pathFor(target, run) }));
  const commit = commitOf(workspace.root, process.env);
  for (const { target, path } of files) {
    const facts = snapshotOf(target.posture, target.gate, { ruleSet: analysis.ruleSet, version: VERSION, today: run.today, commit });
    writeOwnDocument(workspace.root, path, baselineText(facts));
    terminal.out(`${visible(sentence(target, context.shown(path), commit))}\n`);
  }
  return 0;
}

/** Where the baseline of a target lies. A file that holds something else is never written over. */
function pathFor({ posture }: TargetAnalysis, { analysis, workspace }: Run): string {
  const path = `.heptad/baselines/${slugOf(posture.target)}.yaml`;
  const known = analysis.documents.baselines.find(({ target }) => target === posture.target);
  if (known !== undefined && known.path !== path) throw new PathError(`target "${posture.target}" has a baseline in ${known.path}; move it to ${path} first`);
  if (known === undefined && exists(join(workspace.root, path)))
    throw new PathError(`${path} is no baseline of target "${posture.target}"; move it away first`);
  return path;
}

/** `Wrote .heptad/baselines/prod.yaml: target prod, score 40, 41 subjects failed, 26 not judged, commit 4f2c1ab.` */
function sentence({ posture }: TargetAnalysis, path: string, commit: string | undefined): string {
  const sum = (of: (rule: { readonly failed: number; readonly unknown: number }) => number): number => posture.rules.reduce((all, rule) => all + of(rule), 0);
  const said = [
    `target ${posture.target}`,
    `score ${posture.score.score}`,
    `${plural(
      sum(({ failed }) => failed),
      'subject',
    )} failed`,
    `${sum(({ unknown }) => unknown)} not judged`,
    ...(commit === undefined ? [] : [`commit ${commit.slice(0, 7)}`]),
  ];
  return `Wrote ${path}: ${said.join(', ')}.`;
}
