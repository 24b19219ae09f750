import type { Listener } from '../calls/call.js';
import { listenersBehind } from '../calls/listeners.js';
import type { Inventory } from '../inventory.js';
import type { Spot } from '../known.js';
import type { Resource } from '../resource.js';
import type { Value } from '../value.js';
import { servicesOf } from './services.js';

/** A workload that the API server calls: an admission or conversion webhook, or the server of an aggregated API. The caller is no pod: it has no labels and no identity of the mesh. */
export interface Callback extends Spot {
  readonly by: Resource;
  readonly to: Listener;
}

const CONFIGURATIONS = ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'].map((kind) => `admissionregistration.k8s.io/${kind}`);

/** Each workload behind a Service to which a configuration in sight sends the API server. `inventory.view(apiServerCallbacks)`. */
export function apiServerCallbacks(inventory: Inventory): readonly Callback[] {
  const found = new Map<string, Callback>();
  for (const { by, service } of references(inventory))
    for (const to of behind(inventory, service)) {
      const key = `${to.workload.id} ${to.port}`;
      if (!found.has(key)) found.set(key, { by, to, at: service.get('name').at, pointer: service.get('name').pointer });
    }
  return [...found.values()];
}

/** Source: Kubernetes API reference, WebhookClientConfig, APIServiceSpec, WebhookConversion: each names a Service. */
function* references(inventory: Inventory): Iterable<{ readonly by: Resource; readonly service: Value }> {
  for (const by of inventory.ofKind(...CONFIGURATIONS))
    for (const webhook of by.root.get('webhooks').items()) yield { by, service: webhook.path('clientConfig', 'service') };
  for (const by of inventory.ofKind('apiregistration.k8s.io/APIService')) yield { by, service: by.spec.get('service') };
  for (const by of inventory.ofKind('apiextensions.k8s.io/CustomResourceDefinition'))
    yield { by, service: by.spec.path('conversion', 'webhook', 'clientConfig', 'service') };
}

/** The port is 443 where none is written. */
function behind(inventory: Inventory, reference: Value): readonly Listener[] {
  const [name, namespace] = [reference.get('name').text(), reference.get('namespace').text()];
  const service = name === undefined ? undefined : inventory.view(servicesOf).byName(name, namespace ?? '');
  const port = reference.get('port').text() ?? '443';
  return service?.ports.filter((one) => one.port.known && String(one.port.value) === port).flatMap((one) => listenersBehind(service, one).listeners) ?? [];
}
