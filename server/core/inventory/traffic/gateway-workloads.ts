import type { Inventory } from '../inventory.js';
import { anyOf, type Match, matchesMap } from '../selectors.js';
import type { Value } from '../value.js';
import type { Workload } from '../workload.js';
import { ISTIO_GATEWAY } from './gateways.js';

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
  if (isController(workload)) return 'yes';
  const { byLabel, open } = inventory.view(gatewaySelectors);
  const near = [...labels.known].flatMap(([key, text]) => byLabel.get(`${key}\n${text}`) ?? []);
  const unclear = labels.open === undefined ? [] : [...byLabel.values()].flat();
  return anyOf([...near, ...unclear, ...open].map((selector) => matchesMap(selector, labels)));
}

/**
 * Whether a workload is a proxy of Istio that only passes traffic on: its listeners are those of its Gateways, and a PeerAuthentication says nothing of them.
 * A controller of Ingresses beside a sidecar is none. Source: Istio reference, PeerAuthentication, "to the sidecar"; Gateway, ServerTLSSettings.
 */
export function isIstioGateway(inventory: Inventory, workload: Workload): Match {
  return isController(workload) ? 'no' : isGateway(inventory, workload);
}

/** Whether a workload runs a controller of Ingresses or Gateways, by an argument that only one takes. */
export function isController(workload: Workload): boolean {
  return workload.containers.some(({ value }) =>
    [...value.get('args').items(), ...value.get('command').items()].some((word) => CONTROLLER.test(word.text() ?? '')),
  );
}

interface GatewaySelectors {
  /** Selectors by the first label that they ask for. */
  readonly byLabel: ReadonlyMap<string, readonly Value[]>;
  /** Selectors of which no label is known. */
  readonly open: readonly Value[];
}

/** An empty selector picks no gateway here: it would make one of every workload. */
function gatewaySelectors(inventory: Inventory): GatewaySelectors {
  const byLabel = new Map<string, Value[]>();
  const open: Value[] = [];
  for (const gateway of inventory.ofKind(ISTIO_GATEWAY)) {
    const selector = gateway.spec.get('selector');
    const first = [...selector.entries()].find(([, value]) => value.text() !== undefined);
    if (selector.hides !== undefined || (first === undefined && [...selector.entries()].length > 0)) open.push(selector);
    else if (first !== undefined) {
      const key = `${first[0]}\n${first[1].text() ?? ''}`;
      const list = byLabel.get(key);
      if (list === undefined) byLabel.set(key, [selector]);
      else list.push(selector);
    }
  }
  return { byLabel, open };
}
