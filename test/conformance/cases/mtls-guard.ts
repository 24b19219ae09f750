import type { Refused, Sample } from '../case.js';
import { admitted, refused } from './pods.js';

const STRICT = 'mutual TLS below STRICT';
const OFF = 'TLS is switched off for host';
const OUT = 'opts out of the mesh by';
const SELECTED = 'selector: { matchLabels: { app: cart } }';
const SPEC = '{ containers: [{ name: a, image: a.example/a }] }';

/** Samples for the guard of mutual TLS: policies of the mesh, and pods. */
export const mtlsGuard: { readonly intent: string; readonly refused: readonly Refused[]; readonly admitted: readonly Sample[] } = {
  intent: 'mtls-guard',
  refused: [
    peer('permissive', '{ mtls: { mode: PERMISSIVE } }', `${STRICT}: PERMISSIVE`),
    peer('disabled', '{ mtls: { mode: DISABLE } }', `${STRICT}: DISABLE`),
    peer('one port', `{ ${SELECTED}, mtls: { mode: STRICT }, portLevelMtls: { 8080: { mode: PERMISSIVE }, 9090: { mode: STRICT } } }`, `${STRICT}: port 8080`),
    peer('one port below no mode', `{ ${SELECTED}, portLevelMtls: { 8080: { mode: DISABLE } } }`, `${STRICT}: port 8080`),
    peer('the mesh without a mode', '{ }', `${STRICT}: no mode`, 'istio-system'),
    peer('the mesh unset', '{ mtls: { mode: UNSET } }', `${STRICT}: no mode`, 'istio-system'),
    peer('the mesh permissive', '{ mtls: { mode: PERMISSIVE } }', `${STRICT}: PERMISSIVE`, 'istio-system'),
    rule('switched off', '{ host: cart.shop.svc.cluster.local, trafficPolicy: { tls: { mode: DISABLE } } }', `${OFF}: cart.shop.svc.cluster.local`),
    rule(
      'off for a port',
      '{ host: cart, trafficPolicy: { tls: { mode: ISTIO_MUTUAL }, portLevelSettings: [{ port: { number: 80 }, tls: { mode: DISABLE } }] } }',
      `${OFF}: cart`,
    ),
    rule('off for a subset', '{ host: cart, subsets: [{ name: v1, labels: { version: v1 }, trafficPolicy: { tls: { mode: DISABLE } } }] }', `${OFF}: cart`),
    rule(
      'off for a port of a subset',
      '{ host: cart, subsets: [{ name: v1, labels: { version: v1 }, trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, tls: { mode: DISABLE } }] } }] }',
      `${OFF}: cart`,
    ),
    rule('off without a word', '{ host: cart, trafficPolicy: { tls: { sni: cart.example } } }', `${OFF}: cart`),
    rule('off for all', '{ host: "*.local", trafficPolicy: { tls: { mode: DISABLE } } }', `${OFF}: *.local`),
    rule(
      'a host that begins like the API server',
      '{ host: kubernetes.default.evil, trafficPolicy: { tls: { mode: DISABLE } } }',
      `${OFF}: kubernetes.default.evil`,
    ),
    refused('no sidecar by label', `${OUT}: sidecar.istio.io/inject`, { spec: SPEC, labels: '{ sidecar.istio.io/inject: "false" }' }),
    refused('no sidecar by annotation', `${OUT}: sidecar.istio.io/inject`, { spec: SPEC, annotations: '{ sidecar.istio.io/inject: "No" }' }),
    refused('label before annotation', `${OUT}: sidecar.istio.io/inject`, {
      spec: SPEC,
      labels: '{ sidecar.istio.io/inject: "false" }',
      annotations: '{ sidecar.istio.io/inject: "true" }',
    }),
    refused('out of ambient', `${OUT}: istio.io/dataplane-mode`, { spec: SPEC, labels: '{ istio.io/dataplane-mode: none }' }),
    refused('past the proxy of the node', `${OUT}: ambient.istio.io/bypass-inbound-capture`, {
      spec: SPEC,
      annotations: '{ ambient.istio.io/bypass-inbound-capture: "true" }',
    }),
    refused('nothing intercepted', `${OUT}: sidecar.istio.io/interceptionMode`, { spec: SPEC, annotations: '{ sidecar.istio.io/interceptionMode: NONE }' }),
    refused('ports left out', `${OUT}: traffic.sidecar.istio.io/excludeInboundPorts`, {
      spec: SPEC,
      annotations: '{ traffic.sidecar.istio.io/excludeInboundPorts: "8080" }',
    }),
    refused('no ports taken in', `${OUT}: traffic.sidecar.istio.io/includeInboundPorts`, {
      spec: SPEC,
      annotations: '{ traffic.sidecar.istio.io/includeInboundPorts: "" }',
    }),
    refused('Deployment out of the mesh', `${OUT}: sidecar.istio.io/inject`, {
      kind: 'Deployment',
      spec: SPEC,
      labels: '{ sidecar.istio.io/inject: "false" }',
    }),
    refused('CronJob out of the mesh', `${OUT}: sidecar.istio.io/inject`, { kind: 'CronJob', spec: SPEC, labels: '{ sidecar.istio.io/inject: "false" }' }),
  ],
  admitted: [
    text('PeerAuthentication', 'strict', '{ mtls: { mode: STRICT } }'),
    text('PeerAuthentication', 'strict for the mesh', '{ mtls: { mode: STRICT } }', 'istio-system'),
    text('PeerAuthentication', 'left to the namespace', `{ ${SELECTED}, mtls: { mode: UNSET }, portLevelMtls: { 8080: { mode: STRICT } } }`),
    text('PeerAuthentication', 'without a mode', `{ ${SELECTED} }`),
    text('DestinationRule', 'mutual', '{ host: cart, trafficPolicy: { tls: { mode: ISTIO_MUTUAL } } }'),
    text('DestinationRule', 'simple outside', '{ host: pay.example.com, trafficPolicy: { tls: { mode: SIMPLE } } }'),
    text(
      'DestinationRule',
      'no TLS settings',
      '{ host: cart, trafficPolicy: { loadBalancer: { simple: LEAST_REQUEST } }, subsets: [{ name: v1, labels: { version: v1 } }] }',
    ),
    text('DestinationRule', 'the API server', '{ host: kubernetes.default.svc.cluster.local, trafficPolicy: { tls: { mode: DISABLE } } }'),
    admitted('in the mesh', { spec: SPEC, labels: '{ sidecar.istio.io/inject: "true", istio.io/dataplane-mode: ambient }' }),
    admitted('label true before annotation', {
      spec: SPEC,
      labels: '{ sidecar.istio.io/inject: "true" }',
      annotations: '{ sidecar.istio.io/inject: "false" }',
    }),
    admitted('all ports taken in', {
      spec: SPEC,
      annotations: '{ traffic.sidecar.istio.io/includeInboundPorts: "*", traffic.sidecar.istio.io/excludeInboundPorts: "" }',
    }),
    admitted('what it sends past the proxy', { spec: SPEC, annotations: '{ traffic.sidecar.istio.io/excludeOutboundPorts: "5432" }' }),
    admitted('nothing said', { spec: SPEC }),
    admitted('Deployment with nothing said', { kind: 'Deployment', spec: SPEC }),
    admitted('Job without metadata', { kind: 'Job', spec: SPEC }),
    admitted('out of the mesh where the mesh runs', { namespace: 'istio-system', spec: SPEC, labels: '{ sidecar.istio.io/inject: "false" }' }),
  ],
};

function peer(name: string, spec: string, says: string, namespace = 'shop'): Refused {
  return { ...text('PeerAuthentication', name, spec, namespace), says };
}

function rule(name: string, spec: string, says: string): Refused {
  return { ...text('DestinationRule', name, spec), says };
}

function text(kind: 'PeerAuthentication' | 'DestinationRule', title: string, spec: string, namespace = 'shop'): Sample {
  const group = kind === 'PeerAuthentication' ? 'security' : 'networking';
  const name = title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return { name: title, text: `apiVersion: ${group}.istio.io/v1\nkind: ${kind}\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: ${spec}\n` };
}
