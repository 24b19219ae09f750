import assert from 'node:assert/strict';
import type { How } from '../../server/core/generators/generator.js';
import type { Analysis, TargetAnalysis } from '../../server/core/posture/analysis.js';
import { type Tasks, tasksForIntent, tasksForRule, type Where } from '../../server/core/posture/generation/drafts.js';
import { type Plan, plan } from '../../server/core/posture/generation/plan.js';
import { rules } from '../../server/core/rules/index.js';
import type { TextEdit } from '../../server/core/syntax/edit/edit.js';
import { readFile } from '../../server/core/syntax/file.js';
import { judgeTexts } from './analysis.js';
import type { Texts } from './shop.js';

/** What is asked of a workspace: an intent or a rule, for a target by its name. */
export interface Ask extends Where {
  readonly target: string;
  readonly intent?: string | undefined;
  readonly rule?: string | undefined;
  readonly mode?: How['mode'] | undefined;
  readonly rolloutUntil?: string | undefined;
  readonly output?: string | undefined;
}

/** The plan for texts by path, as the command line makes it. */
export function planOf(texts: Texts, ask: Ask): Plan {
  const files = Object.entries(texts).map(([path, text]) => readFile(path, text));
  const { target, inventory } = targetOf(judgeTexts(texts), ask.target);
  const tasks = tasksOf(inventory, ask);
  assert.ok('tasks' in tasks, JSON.stringify(tasks));
  const how = { mode: ask.mode ?? 'audit', rolloutUntil: ask.rolloutUntil ?? '2026-12-24' } as const;
  return plan({ target, inventory, tasks: tasks.tasks, rules, how, files, text: (path) => texts[path], output: ask.output });
}

export function tasksOf(inventory: TargetAnalysis['inventory'], ask: Ask): Tasks {
  if (ask.intent !== undefined) return tasksForIntent(ask.intent, inventory, ask);
  const rule = rules.find(({ id }) => id === ask.rule);
  assert.ok(rule !== undefined, `no rule ${ask.rule}`);
  return tasksForRule(rule, inventory, {}, ask);
}

export function targetOf({ targets }: Pick<Analysis, 'targets'>, name: string): TargetAnalysis {
  const found = targets.find(({ posture }) => posture.target === name);
  assert.ok(found !== undefined, `no target ${name} among ${targets.map(({ posture }) => posture.target).join(', ')}`);
  return found;
}

/** The texts once a plan is written. */
export function written(texts: Texts, { files, edits }: Plan): Texts {
  const added = files.filter(({ state }) => state !== 'foreign').map(({ path, text }) => [path, text] as const);
  const changed = edits.map(({ path, edits: changes }) => [path, withEdits(texts[path] ?? '', changes)] as const);
  return { ...texts, ...Object.fromEntries([...added, ...changed]) };
}

export function withEdits(text: string, edits: readonly TextEdit[]): string {
  return [...edits].reverse().reduce((whole, { start, end, text: put }) => whole.slice(0, start) + put + whole.slice(end), text);
}
