import { join } from 'node:path';
import { objection } from '../../core/posture/analysis.js';
import { draftWaiver, type WaiverDraft, type WaiverRequest } from '../../core/posture/waiver-draft.js';
import { plural } from '../../core/posture/words.js';
import { visible } from '../../core/reports/escape.js';
import { type Run, runAnalysis } from '../analysis.js';
import type { Arguments } from '../args.js';
import { exists } from '../files.js';
import type { Terminal } from '../output.js';
import { writeOwnDocument } from '../own-files.js';
import { PathError, WaiverError } from '../refusals.js';

/** `heptad waive FINGERPRINT`: writes an exception for one finding below `.heptad/waivers/`. */
export function waiveCommand(args: Arguments, terminal: Terminal): number {
  const words = wordsOf(args);
  const run = runAnalysis(args, terminal);
  const { analysis, targets, context } = run;
  if (!analysis.complete) throw new WaiverError(`${objection(analysis) ?? ''} heptad scan says where.`);
  const draft = draftWaiver(analysis, targets, { ...words, target: args.target, today: run.today });
  if (draft.kind === 'refused') throw new WaiverError(draft.message);
  if (draft.kind === 'there')
    terminal.out(`${visible(`Waiver "${draft.waiver.name}" is in ${context.shown(draft.waiver.path)} already; nothing is written.`)}\n`);
  else write(draft, words, run, terminal);
  return 0;
}

function wordsOf({ waiver }: Arguments): Omit<WaiverRequest, 'target' | 'today'> {
  const { fingerprint, owner, approver, reason, until } = waiver;
  if (fingerprint === undefined || !/^[0-9a-f]{32}$/.test(fingerprint))
    throw new WaiverError('waive takes the fingerprint of a finding, 32 hexadecimal digits; heptad scan --format json has them');
  const missing = Object.entries({ owner, approver, reason, until }).flatMap(([name, word]) => (word === undefined ? [`--${name}`] : []));
  if (owner === undefined || approver === undefined || reason === undefined || until === undefined)
    throw new WaiverError(`a waiver needs ${missing.join(', ')}`);
  return { fingerprint, owner, approver, reason, until };
}

function write(
  draft: Extract<WaiverDraft, { kind: 'draft' }>,
  { fingerprint, until }: Pick<WaiverRequest, 'fingerprint' | 'until'>,
  { analysis, workspace, context }: Run,
  terminal: Terminal,
): void {
  if (workspace.root === '') throw new PathError('there is no folder to write to');
  const { attestations, waivers, baselines, policies } = analysis.documents;
  const held = [...attestations, ...waivers, ...baselines, ...policies].filter(({ path }) => path === draft.path);
  const isOurs = held.length === 1 && held.every((one) => one.kind === 'Waiver' && one.fingerprint === fingerprint && one.target.value === draft.target);
  if (!isOurs && exists(join(workspace.root, draft.path))) throw new WaiverError(`${draft.path} holds something else; move it away first`);
  writeOwnDocument(workspace.root, draft.path, draft.text);
  const also =
    draft.others === 0
      ? ''
      : ` ${plural(draft.others, 'other finding')} of the same subject ${draft.others === 1 ? 'is' : 'are'} not waived, so that it still fails.`;
  terminal.out(
    `${visible(`Wrote ${context.shown(draft.path)}: ${draft.message}. The gate of target ${draft.target} waives it until ${until}; score and level stay.${also}`)}\n`,
  );
}
