import type { PodSecurityLevel } from '../../generators/generator.js';
import type { Inventory } from '../../inventory/inventory.js';
import type { Workload } from '../../inventory/workload.js';
import type { Rule } from '../../rules/rule.js';
import { runRule } from '../../rules/run.js';

/**
 * The rules that together ask for what a level of the Pod Security Standards asks; the corpus of the admission plugin's own cases holds them to it.
 * Seccomp is one rule that asks for what `restricted` asks: `baseline` refuses no more than a profile that is written as Unconfined.
 * Source: Kubernetes documentation, Pod Security Standards.
 */
export const BASELINE: readonly string[] = [
  'no-privileged-containers',
  'no-host-namespaces',
  'no-host-path-volumes',
  'no-dangerous-capabilities',
  'require-mandatory-access-control',
  'no-unmasked-proc-mount',
  'no-unsafe-sysctls',
  'no-windows-host-process',
  'no-probe-host',
];
export const RESTRICTED: readonly string[] = [
  'no-privilege-escalation',
  'require-dropped-capabilities',
  'require-run-as-non-root',
  'limit-volume-types',
  'require-seccomp-profile',
];

/** A dry run of the standards: the level that every workload of a namespace in sight passes. What is not known does not pass. */
export function podSecurityDryRun(rules: readonly Rule[], inventory: Inventory): (namespace: string) => PodSecurityLevel {
  const baseline = refusalsBy(rules, BASELINE, inventory);
  const restricted = refusalsBy(rules, RESTRICTED, inventory);
  return (namespace) => {
    const workloads = inventory.workloads().filter((workload) => workload.namespace === namespace);
    const low = [...(baseline.get(namespace) ?? []), ...workloads.flatMap(unconfined)];
    if (low.length > 0) return { level: 'privileged', refused: low };
    const high = restricted.get(namespace) ?? [];
    return { level: high.length > 0 ? 'baseline' : 'restricted', refused: high };
  };
}

type Refusals = PodSecurityLevel['refused'];

function refusalsBy(rules: readonly Rule[], ids: readonly string[], inventory: Inventory): ReadonlyMap<string, Refusals> {
  const found = new Map<string, Refusals[number][]>();
  for (const id of ids) {
    const rule = rules.find((one) => one.id === id);
    if (rule === undefined) throw new Error(`no rule "${id}"`);
    for (const { subject, findings, reason, state } of resultOf(rule, inventory)) {
      const list = found.get(subject.namespace) ?? [];
      found.set(subject.namespace, list);
      for (const { message, at, pointer } of findings) list.push({ message, at, pointer });
      if (state === 'unknown') list.push({ message: `${id} is not judged for "${subject.name}": ${reason ?? ''}`, at: subject.at, pointer: subject.pointer });
    }
  }
  return found;
}

function resultOf(
  rule: Rule,
  inventory: Inventory,
): ReturnType<typeof runRule> extends Generator<undefined, infer R> ? (R extends { readonly judged: infer J } ? J : never) : never {
  const run = runRule(rule, inventory);
  for (;;) {
    const step = run.next();
    if (step.done === true) return step.value.judged;
  }
}

/** Both levels of a securityContext count. Source: k8s.io/pod-security-admission, policy/check_seccompProfile_baseline.go. */
function unconfined(workload: Workload): Refusals {
  const contexts = [workload.podSpec.get('securityContext'), ...workload.containers.map((container) => container.securityContext)];
  const types = contexts.map((context) => context.path('seccompProfile', 'type'));
  return types
    .filter((type) => type.text() === 'Unconfined')
    .map((type) => ({ message: `seccomp is switched off in "${workload.name}"`, at: type.at, pointer: type.pointer }));
}
