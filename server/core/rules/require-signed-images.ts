import { isVerified } from '../inventory/admission/image-verification.js';
import { defineRule, judgement, sourced } from './rule.js';

export const requireSignedImages = defineRule({
  id: 'require-signed-images',
  pillar: 'application',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [
    sourced('CM-14'),
    sourced('SI-7'),
    sourced('SR-4(3)'),
    sourced('SR-4(4)'),
    sourced('CM-5'),
    sourced('CM-7(5)'),
    sourced('SA-10(1)'),
    judgement('SI-7(15)'),
  ],
  tenets: [judgement(5), judgement(6)],
  activities: [sourced('3.3.1'), judgement('3.4.4')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['admission', 'namespaces', 'containers'],
  absent: 'not-applicable',
  summary: 'Image signatures verified and enforced',
  why: 'Without a verified signature the cluster runs whatever the registry hands out, also what an intruder has put there.',
  advice: 'Decide whose key or identity signs your images, and let an image verification policy ask for it: first in audit mode, then refusing.',

  subjects: (inventory) => inventory.namespaces(),

  *check(namespace, inventory) {
    const answers = namespace.workloads.map((workload) => ({ workload, match: isVerified(workload, namespace, 'signature', inventory) }));
    const open = answers.filter(({ match }) => match === 'no').map(({ workload }) => workload);
    if (open.length > 0 && inventory.elsewhere !== undefined) yield { notJudged: inventory.elsewhere };
    else if (open.length > 0) {
      const all = open.length === namespace.workloads.length;
      yield {
        at: namespace.at,
        pointer: namespace.pointer,
        message: all
          ? `nothing verifies who signed the images of ${namespace.shown}`
          : `${open.length} of ${answers.length} workloads of ${namespace.shown} run unverified images`,
        related: open.map((workload) => ({ at: workload.at, message: `"${workload.name}" runs images that no policy verifies` })),
      };
    }
    for (const { match } of answers) if (typeof match === 'object') yield { notJudged: match.unknown };
  },

  examples: {
    bad: [
      {
        source: `
          kind: Pod
          metadata: { name: cart, namespace: shop }
          #                 ^^^^ nothing verifies who signed the images of namespace "shop"
          spec: { containers: [{ name: cart, image: registry.example.com/shop/cart:1 }] }
          ---
          kind: ClusterPolicy
          metadata: { name: signed }
          spec:
            rules:
              - name: key
                match: { any: [{ resources: { kinds: [Pod] } }] }
                verifyImages:
                  - imageReferences: ['registry.example.com/*']
                    attestors: [{ entries: [{ keys: { publicKeys: 'k8s://security/cosign' } }] }]
        `,
      },
    ],
    good: [
      `
        kind: Pod
        metadata: { name: cart, namespace: shop }
        spec:
          initContainers: [{ name: setup, image: registry.example.com/shop/setup:1 }]
          containers: [{ name: cart, image: registry.example.com/shop/cart:1 }]
        ---
        kind: ClusterPolicy
        metadata: { name: signed }
        spec:
          validationFailureAction: Enforce
          rules:
            - name: key
              match: { any: [{ resources: { kinds: [Pod] } }] }
              verifyImages:
                - imageReferences: ['registry.example.com/*']
                  attestors: [{ entries: [{ keys: { publicKeys: 'k8s://security/cosign' } }] }]
      `,
      `
        kind: Namespace
        metadata: { name: shop, labels: { policy.sigstore.dev/include: "true" } }
        ---
        kind: Pod
        metadata: { name: cart, namespace: shop }
        spec: { containers: [{ name: cart, image: registry.example.com/shop/cart:1 }] }
        ---
        apiVersion: policy.sigstore.dev/v1beta1
        kind: ClusterImagePolicy
        metadata: { name: signed }
        spec:
          images: [{ glob: 'registry.example.com/**' }]
          authorities: [{ keyless: { identities: [{ issuer: https://token.example.com, subject: https://git.example.com/shop/build }] } }]
      `,
    ],
    unknown: [
      {
        source: `
          kind: Pod
          metadata: { name: cart, namespace: shop }
          #                 ??? set by a template
          spec: { containers: [{ name: cart, image: registry.example.com/shop/cart:1 }] }
          ---
          kind: ClusterPolicy
          metadata: { name: signed }
          spec:
            validationFailureAction: {{ .Values.action }}
            rules:
              - name: key
                match: { any: [{ resources: { kinds: [Pod] } }] }
                verifyImages:
                  - imageReferences: ['*']
                    attestors: [{ entries: [{ keys: { publicKeys: 'k8s://security/cosign' } }] }]
        `,
      },
    ],
  },
});
