import type { Inventory } from '../inventory.js';
import type { Spot } from '../known.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import { fileName } from './control-plane.js';
import type { Flags } from './program-flags.js';

/** Something that takes audit records out of the cluster. */
export interface Forwarder {
  readonly resource: Resource;
  readonly spot: Spot;
}

const CLUSTER_LOG_FORWARDERS = ['observability.openshift.io/ClusterLogForwarder', 'logging.openshift.io/ClusterLogForwarder'];

/** Outputs of a ClusterLogForwarder that keep records in the cluster. Source: OpenShift logging, ClusterLogForwarder: `default` is the log store of the cluster. */
const INSIDE = new Set(['default', 'lokiStack']);

/** Pipelines that send audit records to a store outside of the cluster. `inventory.view(auditForwarders)`. */
export function auditForwarders(inventory: Inventory): readonly Forwarder[] {
  return inventory.ofKind(...CLUSTER_LOG_FORWARDERS).flatMap((resource) => {
    const outputs = new Map(listed(resource.spec.get('outputs')).items.map((output) => [output.get('name').text(), output]));
    return listed(resource.spec.get('pipelines')).items.flatMap((pipeline) => {
      const inputs = listed(pipeline.get('inputRefs')).items.filter((input) => input.text() === 'audit');
      const outside = listed(pipeline.get('outputRefs')).items.some((reference) => {
        const output = outputs.get(reference.text());
        const type = output?.get('type').text();
        return type !== undefined && !INSIDE.has(type);
      });
      return inputs[0] !== undefined && outside ? [{ resource, spot: inputs[0] }] : [];
    });
  });
}

/** The kubeconfig that the audit webhook of an API server uses, where it is in sight: by the name of its file. */
export function webhookOf(server: Flags, inventory: Inventory): Resource | undefined {
  const flag = server.one('audit-webhook-config-file');
  if (flag === undefined || !flag.known || flag.value === '') return undefined;
  return inventory.ofKind('/Config').find((config) => fileName(config.path) === fileName(flag.value));
}

/** True when a kubeconfig leads to the machine itself or to a Service of the cluster. */
export function isInCluster(kubeconfig: Resource): boolean {
  return listed(kubeconfig.root.get('clusters')).items.some((cluster) => {
    const host = /^https?:\/\/(\[[^\]]*\]|[^:/]+)/.exec(cluster.path('cluster', 'server').text() ?? '')?.[1] ?? '';
    return /^(?:localhost|127\.[\d.]+|\[::1\])$|\.svc(?:\.|$)/.test(host);
  });
}
