import type { Inventory } from '../inventory.js';
import { type Reason, type Spot, spotOf } from '../known.js';
import { listed } from '../listed.js';
import { parseImage } from '../pods/images.js';
import type { Resource } from '../resource.js';
import type { Value } from '../value.js';
import type { Workload } from '../workload.js';

/** Last path segments of images of agents that collect logs, metrics, traces or events of a node, compared whole. */
const AGENTS: ReadonlySet<string> = new Set(
  (
    'fluent-bit fluentbit fluentd fluentd-kubernetes-daemonset vector promtail alloy grafana-agent opentelemetry-collector opentelemetry-collector-contrib ' +
    'opentelemetry-collector-k8s filebeat metricbeat elastic-agent auditbeat node-exporter telegraf cadvisor datadog-agent splunk-otel-collector fluentd-hec logstash ' +
    'falco falco-no-driver tetragon kubearmor beyla parca-agent tracee'
  ).split(' '),
);

/** Folders of a node in which the logs of its containers lie. */
const LOGS = /^\/var\/(log|lib\/docker\/containers)(\/|$)/;

/** The DaemonSets, context included, that collect telemetry: by the log folders of the node that they read, or by the agent that they run. `inventory.view(telemetryAgents)`. */
export function telemetryAgents(inventory: Inventory): readonly Workload[] {
  return inventory.allWorkloads().filter((workload) => workload.kind === 'DaemonSet' && (readsLogs(workload) || runsAgent(workload)));
}

function readsLogs(workload: Workload): boolean {
  return listed(workload.podSpec.get('volumes')).items.some((volume) => LOGS.test(volume.path('hostPath', 'path').text() ?? ''));
}

function runsAgent(workload: Workload): boolean {
  return workload.containers.some(({ list, image }) => {
    if (list !== 'containers' || !image.known || image.value === undefined) return false;
    return AGENTS.has(parseImage(image.value)?.repository.split('/').at(-1) ?? '');
  });
}

/** What leaves nodes out, and how that is undone: what is taken out, or where a toleration is added. */
export interface NodeGap extends Spot {
  readonly says: string;
  readonly undo?: { readonly remove: Spot } | { readonly tolerate: Spot } | undefined;
}

/** Where an agent leaves nodes out. */
export interface NodeGaps {
  readonly found: readonly NodeGap[];
  readonly hidden?: Reason | undefined;
}

/** Labels that say what a node can run, not which nodes are chosen. */
const ABLE = /^(beta\.)?kubernetes\.io\/(os|arch)$|^eks\.amazonaws\.com\/compute-type$|^type$/;

/**
 * Nodes that the pods of a DaemonSet do not reach: by node selector, by required affinity, and by taints that they do not tolerate.
 * Source: Kubernetes documentation, DaemonSet, Taints and Tolerations.
 */
export function nodeGaps(agent: Workload): NodeGaps {
  const selector = agent.podSpec.get('nodeSelector');
  const chosen = [...selector.entries()]
    .filter(([key]) => !ABLE.test(key))
    .map(([key, value]) => ({ at: value.at, pointer: value.pointer, says: `runs only on nodes with "${key}"`, undo: { remove: spotOf(value) } }));
  const terms = agent.podSpec.path('affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms');
  const affine = listed(terms).items.flatMap((term) => {
    const expressions = listed(term.get('matchExpressions')).items;
    return expressions
      .filter((expression) => !ABLE.test(expression.get('key').text() ?? ''))
      .map((expression) => ({
        ...spotOf(expression.get('key')),
        says: `runs only on nodes chosen by "${expression.get('key').text() ?? ''}"`,
        // A term without an expression would choose no node.
        undo: expressions.length > 1 ? { remove: spotOf(expression) } : undefined,
      }));
  });
  const tolerated = toleration(agent.podSpec);
  return { found: [...chosen, ...affine, ...tolerated.found], hidden: selector.hides ?? listed(terms).hidden ?? tolerated.hidden };
}

const CONTROL_PLANE = /^node-role\.kubernetes\.io\/(control-plane|master)$/;

/** A toleration without a key tolerates all taints. Control planes carry one by default; which others there are the cluster knows. */
function toleration(pod: Value): NodeGaps {
  const list = pod.get('tolerations');
  const { items, hidden } = listed(list);
  const effects = items.filter((item) => item.get('key').isAbsent && item.get('operator').text() === 'Exists').map((item) => item.get('effect').text());
  if (effects.includes(undefined) || effects.includes('NoSchedule')) return { found: [] };
  if (hidden !== undefined) return { found: [], hidden };
  if (items.some((item) => CONTROL_PLANE.test(item.get('key').text() ?? ''))) return { found: [], hidden: 'which other taints nodes carry is not in sight' };
  return { found: [{ at: list.exists ? list.keyAt : list.at, pointer: list.pointer, says: 'does not run on tainted nodes', undo: { tolerate: spotOf(pod) } }] };
}

/** Settings by which a workload keeps its logs from an agent, with the value that does it. Sources: Fluent Bit, Kubernetes filter; Filebeat, hints; Vector, kubernetes_logs. */
const OPT_OUTS: readonly (readonly ['annotations' | 'labels', string, string])[] = [
  ['annotations', 'fluentbit.io/exclude', 'true'],
  ['annotations', 'co.elastic.logs/enabled', 'false'],
  ['labels', 'vector.dev/exclude', 'true'],
];

/** Where a workload, or its namespace, takes itself out of the logs. */
export function optOuts(metadata: Value): readonly Spot[] {
  return OPT_OUTS.map(([map, key, value]) => ({ found: metadata.path(map, key), value }))
    .filter(({ found, value }) => found.text() === value)
    .map(({ found }) => spotOf(found));
}

/** Where the configuration of an agent leaves out the log files of a namespace: their names hold it between underscores. Source: Fluent Bit, Tail, `Exclude_Path`. */
export function excludedPaths(inventory: Inventory, namespace: string): readonly { readonly config: Resource; readonly spot: Spot }[] {
  if (namespace === '') return [];
  return inventory.view(excludingConfigs).flatMap(({ config, value, text }) => {
    const lines = text.match(/^[^#\n]*exclude_path\b.*$/gim) ?? [];
    return lines.some((line) => line.includes(`_${namespace}_`)) ? [{ config, spot: { at: value.keyAt, pointer: value.pointer } }] : [];
  });
}

function excludingConfigs(inventory: Inventory): readonly { readonly config: Resource; readonly value: Value; readonly text: string }[] {
  return inventory.judged('/ConfigMap').flatMap((config) =>
    [...config.root.get('data').entries()].flatMap(([, value]) => {
      const text = value.text() ?? '';
      return /exclude_path\b/i.test(text) ? [{ config, value, text }] : [];
    }),
  );
}
