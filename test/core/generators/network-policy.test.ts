import { suite, test } from 'mocha';
import { networkPolicy } from '../../../server/core/generators/kubernetes/network-policy.js';
import { requireDefaultDenyEgress } from '../../../server/core/rules/require-default-deny-egress.js';
import { requireDefaultDenyIngress } from '../../../server/core/rules/require-default-deny-ingress.js';
import { checkGenerator } from '../../harness/check-generator.js';

const SHOP = '/Namespace||shop|';

suite('network-policy', () => {
  test('denies everything but DNS, and allows a call at both ends', () => {
    checkGenerator(networkPolicy, {
      source: `
        kind: Deployment
        metadata: { name: web, namespace: shop }
        spec:
          selector: { matchLabels: { app: web } }
          template:
            metadata: { labels: { app: web, version: v1 } }
            spec: { containers: [{ name: web, env: [{ name: CART, value: "cart:80" }] }] }
        ---
        kind: Deployment
        metadata: { name: cart, namespace: shop }
        spec:
          selector: { matchLabels: { app: cart } }
          template: { metadata: { labels: { app: cart } }, spec: { containers: [{ name: cart, ports: [{ containerPort: 7070 }] }] } }
        ---
        kind: Service
        metadata: { name: cart, namespace: shop }
        spec: { selector: { app: cart }, ports: [{ port: 80, targetPort: 7070 }] }
      `,
      policy: { intent: 'default-deny', subject: SHOP },
      settles: [requireDefaultDenyIngress, requireDefaultDenyEgress],
      writes: {
        'kubernetes-shop.ingress.yaml': `
          NetworkPolicy default-deny-ingress: { podSelector: {}, policyTypes: [Ingress] }
          NetworkPolicy allow-to-cart:
            podSelector: { matchLabels: { app: cart } }
            policyTypes: [Ingress]
            ingress:
              - from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: shop } }, podSelector: { matchLabels: { app: web } } }]
                ports: [{ protocol: TCP, port: 7070 }]
        `,
        'kubernetes-shop.egress.yaml': `
          NetworkPolicy default-deny-egress: { podSelector: {}, policyTypes: [Egress] }
          NetworkPolicy allow-dns:
            podSelector: {}
            policyTypes: [Egress]
            egress:
              - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }, podSelector: { matchLabels: { k8s-app: kube-dns } } }]
                ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }]
          NetworkPolicy allow-from-web:
            podSelector: { matchLabels: { app: web } }
            policyTypes: [Egress]
            egress:
              - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: shop } }, podSelector: { matchLabels: { app: cart } } }]
                ports: [{ protocol: TCP, port: 7070 }]
        `,
      },
    });
  });
});
