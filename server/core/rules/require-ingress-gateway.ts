import { listed } from '../inventory/listed.js';
import { whyUnknown } from '../inventory/selectors.js';
import { exposedWorkloads, type Way } from '../inventory/traffic/exposure.js';
import { isGateway } from '../inventory/traffic/gateway-workloads.js';
import { servicesOf } from '../inventory/traffic/services.js';
import { defineRule, edit, type Fix, judgement, remove, replace, sourced } from './rule.js';

export const requireIngressGateway = defineRule({
  id: 'require-ingress-gateway',
  pillar: 'application',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AC-4(21)'), judgement('SC-7'), sourced('AC-17(3)'), judgement('SC-7(3)')],
  tenets: [judgement(2)],
  activities: [judgement('3.2.3'), judgement('3.4.1'), sourced('5.3.1')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['workloads', 'services', 'mesh'],
  absent: 'not-applicable',
  summary: 'Traffic enters by a gateway',
  why: 'A gateway is where callers from outside are checked; a Service that is reachable beside it skips all of those checks.',

  subjects: (inventory) => inventory.view(exposedWorkloads),

  *check({ workload, ways }, inventory) {
    const gateway = isGateway(inventory, workload);
    if (gateway === 'yes') return;
    const doubt = whyUnknown(gateway);
    for (const way of ways) {
      if (!ROUND.has(way.kind)) continue;
      const match = way.service.workloads.find((picked) => picked.workload.id === workload.id)?.match ?? 'no';
      const why = doubt ?? whyUnknown(match);
      if (why !== undefined) yield { notJudged: why };
      else {
        const { at, pointer } = way.by.isContext ? workload : way;
        yield { at, pointer, message: `service "${way.by.name}" leads to "${workload.name}" round the gateway`, fixes: way.by.isContext ? [] : fixes(way) };
      }
    }
    for (const { type } of inventory.view(servicesOf).of(workload)) if (!type.known) yield { notJudged: type.why };
  },

  examples: {
    bad: [
      {
        source: `
          kind: Deployment
          metadata: { name: frontend }
          spec: { template: { metadata: { labels: { app: frontend } } } }
          ---
          kind: Service
          metadata: { name: frontend-external }
          spec: { type: LoadBalancer, selector: { app: frontend }, ports: [{ port: 80 }] }
          #             ^^^^^^^^^^^^ service "frontend-external" leads to "frontend" round the gateway
        `,
        fixed: `
          kind: Deployment
          metadata: { name: frontend }
          spec: { template: { metadata: { labels: { app: frontend } } } }
          ---
          kind: Service
          metadata: { name: frontend-external }
          spec: { type: ClusterIP, selector: { app: frontend }, ports: [{ port: 80 }] }
        `,
      },
      {
        source: `
          kind: Pod
          metadata: { name: web, labels: { app: web } }
          ---
          kind: Service
          metadata: { name: web }
          spec: { selector: { app: web }, ports: [{ port: 80 }], externalIPs: [192.0.2.7] }
          #                                                                   ^^^^^^^^^^^ service "web" leads to "web" round the gateway
          ---
          kind: Ingress
          metadata: { name: web }
          spec: { defaultBackend: { service: { name: web, port: { number: 80 } } } }
        `,
        fixed: `
          kind: Pod
          metadata: { name: web, labels: { app: web } }
          ---
          kind: Service
          metadata: { name: web }
          spec: { selector: { app: web }, ports: [{ port: 80 }] }
          ---
          kind: Ingress
          metadata: { name: web }
          spec: { defaultBackend: { service: { name: web, port: { number: 80 } } } }
        `,
      },
      {
        source: `
          kind: Pod
          metadata: { name: web, labels: { app: web } }
          ---
          kind: Service
          metadata: { name: web }
          spec:
            type: NodePort
          #       ^^^^^^^^ service "web" leads to "web" round the gateway
            externalTrafficPolicy: Local
            selector: { app: web }
            ports:
              - name: http
                port: 80
                nodePort: 30080
        `,
        fixed: `
          kind: Pod
          metadata: { name: web, labels: { app: web } }
          ---
          kind: Service
          metadata: { name: web }
          spec:
            type: ClusterIP
            selector: { app: web }
            ports:
              - name: http
                port: 80
        `,
      },
    ],
    good: [
      `
        kind: Pod
        metadata: { name: web, labels: { app: web } }
        ---
        kind: Service
        metadata: { name: web }
        spec: { selector: { app: web }, ports: [{ port: 80 }] }
        ---
        kind: Ingress
        metadata: { name: web }
        spec: { rules: [{ http: { paths: [{ path: /, backend: { service: { name: web, port: { number: 80 } } } }] } }] }
      `,
      `
        kind: Deployment
        metadata: { name: edge }
        spec: { template: { metadata: { labels: { istio: ingressgateway } } } }
        ---
        kind: Service
        metadata: { name: edge }
        spec: { type: LoadBalancer, selector: { istio: ingressgateway }, ports: [{ port: 443 }] }
        ---
        kind: Gateway
        metadata: { name: web }
        spec: { selector: { istio: ingressgateway }, servers: [] }
      `,
    ],
    unknown: [
      {
        source: `
          kind: Pod
          metadata: { name: web, labels: { app: web } }
          ---
          kind: Service
          metadata: { name: web }
          spec: { type: [LoadBalancer], selector: { app: web }, ports: [{ port: 80 }] }
          #             ??? no string: the API server refuses it
          ---
          kind: Ingress
          metadata: { name: web }
          spec: { defaultBackend: { service: { name: web, port: { number: 80 } } } }
        `,
      },
    ],
  },
});

/** Ways that no gateway stands in. */
const ROUND: ReadonlySet<Way['kind']> = new Set(['load-balancer', 'node-port', 'external-ip']);

/**
 * Fields that the API server takes only of a Service that is reached from outside, and ports that only a node has.
 * Source: kubernetes/kubernetes, ValidateService in pkg/apis/core/validation/validation.go.
 */
const OUTSIDE = [
  'externalTrafficPolicy',
  'healthCheckNodePort',
  'loadBalancerIP',
  'loadBalancerSourceRanges',
  'loadBalancerClass',
  'allocateLoadBalancerNodePorts',
];

function fixes({ kind, by, at }: Way): readonly Fix[] {
  const { spec } = by;
  const addresses = spec.get('externalIPs');
  const traffic = spec.get('externalTrafficPolicy');
  if (kind === 'external-ip') {
    const isInside = (spec.get('type').text() ?? 'ClusterIP') === 'ClusterIP';
    return [edit('Remove the external addresses', 'restricts', remove(addresses), ...(isInside && traffic.exists ? [remove(traffic)] : []))];
  }
  // With addresses from outside a Service keeps its traffic policy, whatever its type.
  const kept = addresses.items().length > 0 ? 'externalTrafficPolicy' : '';
  const ports = listed(spec.get('ports')).items.map((port) => port.get('nodePort'));
  const gone = [...OUTSIDE.filter((field) => field !== kept).map((field) => spec.get(field)), ...ports].filter((value) => value.exists);
  return [edit('Set the type to ClusterIP, behind the gateway', 'restricts', replace(at, 'ClusterIP'), ...gone.map(remove))];
}
