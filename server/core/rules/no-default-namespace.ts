import { matchesGlob } from '../inventory/globs.js';
import type { Inventory, Namespace } from '../inventory/inventory.js';
import type { Match } from '../inventory/selectors.js';
import { Workload } from '../inventory/workload.js';
import { defineRule, judgement, sourced } from './rule.js';

export const noDefaultNamespace = defineRule({
  id: 'no-default-namespace',
  pillar: 'application',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('CM-6'), sourced('SC-2')],
  tenets: [judgement(1)],
  activities: [judgement('5.4.1')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['workloads'],
  absent: 'not-applicable',
  options: {
    exempt: {
      summary: 'Workloads of the platform that belong there: globs over NAMESPACE/NAME',
      default: [],
    },
  },
  summary: 'Workloads in dedicated namespaces',
  why: 'Policies, quotas and rights are set by namespace; in one that everything shares they hold for all or for nobody.',
  advice: 'Give the workload a namespace of its own and move what refers to it along: Services, bindings, policies and Secrets.',

  subjects: workloadsAndUnset,

  *check(subject, _inventory, { exempt }) {
    if (!(subject instanceof Workload)) yield { notJudged: 'set by whoever applies it' };
    else if (SHARED.has(subject.namespace) && !exempt.some((glob) => matchesGlob(glob, `${subject.namespace}/${subject.name}`))) {
      const component = isClusterComponent(subject);
      const written = subject.resource.metadata.get('namespace');
      const spot = written.text() === subject.namespace ? written : subject;
      if (component === 'no') yield { at: spot.at, pointer: written.pointer, message: `"${subject.name}" runs in namespace "${subject.namespace}"` };
      else if (component !== 'yes') yield { notJudged: component.unknown };
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: Deployment
          metadata:
            name: app
            namespace: default
          #            ^^^^^^^ "app" runs in namespace "default"
          ---
          kind: Pod
          metadata: { name: shell, namespace: kube-system }
          #                                   ^^^^^^^^^^^ "shell" runs in namespace "kube-system"
        `,
      },
    ],
    good: [
      '{ kind: Pod, metadata: { name: app, namespace: shop } }',
      {
        source: '{ kind: DaemonSet, metadata: { name: csi-node, namespace: kube-system } }',
        options: { exempt: ['kube-system/csi-*'] },
      },
      `
        kind: DaemonSet
        metadata: { name: network, namespace: kube-system }
        spec: { template: { spec: { priorityClassName: system-node-critical } } }
      `,
    ],
    unknown: [
      {
        source: `
          kind: Pod
          metadata: { name: app }
          ---
          kind: Pod
          metadata: { name: log }
          #                 ??? set by whoever applies it
        `,
      },
    ],
  },
});

const SHARED = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease']);

/** Every workload whose namespace is known, and where some have none, that namespace once. */
function workloadsAndUnset(inventory: Inventory): readonly (Workload | Namespace)[] {
  const unset = inventory.namespaces().filter(({ name }) => name === '');
  return [...inventory.workloads().filter(({ namespace }) => namespace !== ''), ...unset];
}

/**
 * What keeps the cluster itself running lives in kube-system and says so by its priority.
 * Source: Kubernetes documentation, Guaranteed Scheduling For Critical Add-On Pods.
 */
function isClusterComponent(workload: Workload): Match {
  if (workload.namespace !== 'kube-system') return 'no';
  const priority = workload.podSpec.get('priorityClassName').string('');
  if (!priority.known) return { unknown: priority.why };
  return priority.value === 'system-node-critical' || priority.value === 'system-cluster-critical' ? 'yes' : 'no';
}
