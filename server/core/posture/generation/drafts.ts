import type { Generator } from '../../generators/generator.js';
import { generatorFor, generatorsOf, intents, writersOf } from '../../generators/index.js';
import { withoutAnyOwn } from '../../generators/own.js';
import type { Inventory } from '../../inventory/inventory.js';
import { rootNamespace } from '../../inventory/mesh/istio.js';
import type { PolicyDraft } from '../../inventory/policy-draft.js';
import { subjectId } from '../../inventory/subject.js';
import { podPath } from '../../inventory/workload.js';
import type { Rule } from '../../rules/rule.js';
import { runRule } from '../../rules/run.js';

/** What is to be generated: a draft, and who writes it. */
export interface Task {
  readonly generator: Generator;
  readonly policy: PolicyDraft;
}

/** Tasks, or why there are none, in words for the user: `wrong` where what was asked for does not exist, `nothing` where nothing is to be done. */
export type Tasks = { readonly tasks: readonly Task[] } | { readonly wrong: string } | { readonly nothing: string };

/** For what: one namespace, or one workload (`namespace/name`, or a name alone); else all of the target. */
export interface Where {
  /** The id of the generator that is to write it, where the user has a choice. */
  readonly engine?: string | undefined;
  readonly namespace?: string | undefined;
  readonly workload?: string | undefined;
}

/** The generating fixes of a rule's findings, as the target is without anything that was generated: so the answer is the same after it is written. */
export function tasksForRule(rule: Rule, inventory: Inventory, options: Readonly<Record<string, readonly string[]>>, where: Where): Tasks {
  if (rule.judgedBy === 'attestation') return { wrong: `no manifest settles "${rule.id}": it is attested` };
  const place = placeOf(where, inventory);
  if ('wrong' in place) return place;
  const { judged, error } = run(rule, withoutAnyOwn(inventory), options);
  if (error !== undefined) return { wrong: `the rule "${rule.id}" could not run: ${error.split('\n', 1)[0] ?? ''}` };
  const findings = judged.flatMap(({ findings: found, subject }) => found.map((finding) => ({ finding, subject })));
  const fixes = findings.flatMap(({ finding }) => (finding.fixes ?? []).flatMap((fix) => (fix.kind === 'generate' ? [fix] : [])));
  const written = fixes.flatMap(({ generator: id, policy }): readonly Task[] => {
    const generator = generatorFor(where.engine ?? id, policy.intent);
    return generator === undefined ? [] : [{ generator, policy }];
  });
  if (findings.length === 0) return { nothing: `"${rule.id}" has no finding here` };
  if (written.length === 0) return { wrong: `no generator closes what "${rule.id}" finds` };
  const tasks = merged(written).filter(({ policy }) => isWithin(policy, place.subject));
  return tasks.length === 0 ? { nothing: `"${rule.id}" has no finding there` } : { tasks };
}

/** An intent, by every generator that writes it and suits the target. */
export function tasksForIntent(intent: string, inventory: Inventory, where: Where, options?: PolicyDraft['with']): Tasks {
  if (!intents().includes(intent)) return { wrong: `there is no intent "${intent}"; intents are ${intents().join(', ')}` };
  const place = placeOf(where, inventory);
  if ('wrong' in place) return place;
  const suiting = where.engine === undefined ? generatorsOf(intent, inventory) : [generatorFor(where.engine, intent)].filter((one) => one !== undefined);
  if (where.engine !== undefined && suiting.length === 0) return { wrong: `"${where.engine}" does not write "${intent}"; ${writersOf(intent).join(', ')} may` };
  if (suiting.length === 0) return { nothing: `nothing in the target is what "${intent}" works on` };
  return {
    tasks: suiting.map((generator) => ({ generator, policy: { intent, subject: place.subject, ...(options === undefined ? {} : { with: options }) } })),
  };
}

/** The subject that the user names; '' for all of the target. */
function placeOf({ namespace, workload }: Where, inventory: Inventory): { readonly subject: string } | { readonly wrong: string } {
  if (workload !== undefined) {
    const [first = '', second] = workload.split('/');
    const [inside, name] = second === undefined ? [namespace, first] : [first, second];
    const found = inventory.workloads().filter((one) => one.name === name && (inside === undefined || one.namespace === inside));
    const [only, ...others] = found;
    if (only === undefined) return { wrong: `there is no workload "${workload}" in the target` };
    if (others.length > 0)
      return { wrong: `there are ${found.length} workloads "${workload}": ${found.map((one) => `${one.kind} ${one.namespace}/${one.name}`).join(', ')}` };
    return { subject: only.id };
  }
  if (namespace === undefined) return { subject: '' };
  const isThere = inventory.namespaces().some(({ name }) => name === namespace) || namespace === inventory.view(rootNamespace);
  return isThere ? { subject: subjectId('', 'Namespace', '', namespace) } : { wrong: `no workload of the target is in a namespace "${namespace}"` };
}

/** True for a draft about the subject, or about something in it. */
function isWithin({ subject }: PolicyDraft, asked: string): boolean {
  if (asked === '' || subject === asked) return true;
  const [, , namespace] = asked.split('|');
  const [kind, inside, name] = subject.split('|');
  if (!asked.startsWith('/Namespace|')) return subject.startsWith(asked);
  return kind === '/Namespace' ? name === namespace : inside === namespace;
}

/** Drafts that say the same are one. Those that replace policies of one namespace are one too: they write the same file. */
function merged(tasks: readonly Task[]): readonly Task[] {
  const found = new Map<string, { readonly generator: Generator; readonly policy: PolicyDraft; readonly replaces: Set<string> }>();
  for (const { generator, policy } of tasks) {
    const [kind = '', namespace = '', name = ''] = policy.subject.split('|');
    const replaces = isPolicy(kind) ? `${kind}|${namespace}|${name}|` : undefined;
    const subject = replaces === undefined ? policy.subject : subjectId('', 'Namespace', '', namespace);
    const key = JSON.stringify([generator.id, policy.intent, subject, policy.with ?? {}]);
    const task = found.get(key) ?? { generator, policy: { ...policy, subject }, replaces: new Set<string>() };
    if (replaces !== undefined) task.replaces.add(replaces);
    found.set(key, task);
  }
  return [...found.values()].map(({ generator, policy, replaces }) => ({
    generator,
    policy: replaces.size === 0 ? policy : { ...policy, with: { ...policy.with, replaces: [...replaces].sort() } },
  }));
}

/** Neither a namespace nor the cluster nor something that runs pods. */
function isPolicy(kind: string): boolean {
  const slash = kind.indexOf('/');
  return kind !== '' && kind !== '/Namespace' && kind !== '/Cluster' && podPath(kind.slice(0, slash), kind.slice(slash + 1)) === undefined;
}

function run(rule: Rule, inventory: Inventory, options: Readonly<Record<string, readonly string[]>>) {
  const running = runRule(rule, inventory, options);
  for (;;) {
    const step = running.next();
    if (step.done === true) return step.value;
  }
}
