import { ISTIO_GATEWAY } from './gateways.js';
import type { Inventory } from './inventory.js';
import { anyOf, type Match, matchesMap } from './selectors.js';
import type { Workload } from './workload.js';

/** Arguments that only a controller of Ingresses or Gateways takes. */
const CONTROLLER =
  /^\/nginx-ingress-controller$|^--(ingress-class|controller-class|watch-ingress-without-class|providers\.kubernetes(ingress|crd|gateway))(=|$)/;

/**
 * Whether a workload is itself the gateway by which traffic enters: an Istio Gateway selects it, the injector makes it one, a Gateway brought it about,
 * or it runs an ingress controller. Source: Istio reference, Gateway.selector; Istio documentation, Installing Gateways; Gateway API, gateway-name label.
 */
export function isGateway(inventory: Inventory, workload: Workload): Match {
  const labels = workload.podLabels;
  const template = workload.podAnnotation('inject.istio.io/templates');
  if (template.known && template.value?.split(',').includes('gateway') === true) return 'yes';
  if (labels.known.has('gateway.networking.k8s.io/gateway-name')) return 'yes';
  if (
    workload.containers.some(({ value }) => [...value.get('args').items(), ...value.get('command').items()].some((word) => CONTROLLER.test(word.text() ?? '')))
  )
    return 'yes';
  return anyOf(
    inventory
      .ofKind(ISTIO_GATEWAY)
      .map((gateway) => gateway.spec.get('selector'))
      .filter((selector) => selector.hides !== undefined || [...selector.entries()].length > 0)
      .map((selector) => matchesMap(selector, labels)),
  );
}
