import { isVerified } from '../inventory/admission/image-verification.js';
import { defineRule, judgement, sourced } from './rule.js';

export const requireBuildProvenance = defineRule({
  id: 'require-build-provenance',
  pillar: 'application',
  stage: 'optimal',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('SI-7'), sourced('CM-5'), sourced('SR-4(3)'), sourced('SR-4(4)'), judgement('SR-4')],
  tenets: [judgement(5), judgement(6)],
  activities: [sourced('3.3.1'), judgement('3.3.4')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['admission', 'namespaces', 'containers'],
  absent: 'not-applicable',
  summary: 'Build provenance attestation required',
  why: 'A signature says who vouches for an image; only its provenance says from which source and by which builder it was made.',
  advice: 'Let your builder attach SLSA provenance to what it builds, and ask for that predicate and for the identity of the builder at admission.',

  subjects: (inventory) => inventory.namespaces(),

  *check(namespace, inventory) {
    const answers = namespace.workloads.map((workload) => ({ workload, match: isVerified(workload, namespace, 'provenance', inventory) }));
    const open = answers.filter(({ match }) => match === 'no').map(({ workload }) => workload);
    if (open.length > 0 && inventory.elsewhere !== undefined) yield { notJudged: inventory.elsewhere };
    else if (open.length > 0) {
      const all = open.length === namespace.workloads.length;
      yield {
        at: namespace.at,
        pointer: namespace.pointer,
        message: all
          ? `nothing asks how the images of ${namespace.shown} were built`
          : `${open.length} of ${answers.length} workloads of ${namespace.shown} need no provenance`,
        related: open.map((workload) => ({ at: workload.at, message: `"${workload.name}" runs images without provenance` })),
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
          #                 ^^^^ nothing asks how the images of namespace "shop" were built
          spec: { containers: [{ name: cart, image: registry.example.com/shop/cart:1 }] }
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
      },
    ],
    good: [
      `
        kind: Pod
        metadata: { name: cart, namespace: shop }
        spec: { containers: [{ name: cart, image: registry.example.com/shop/cart:1 }] }
        ---
        kind: ClusterPolicy
        metadata: { name: built }
        spec:
          rules:
            - name: builder
              match: { any: [{ resources: { kinds: [Pod] } }] }
              verifyImages:
                - imageReferences: ['registry.example.com/*']
                  failureAction: Enforce
                  attestations:
                    - type: https://slsa.dev/provenance/v1
                      attestors: [{ entries: [{ keyless: { issuer: https://token.example.com, subject: 'https://git.example.com/builder/*' } }] }]
      `,
      `
        kind: Pod
        metadata: { name: cart, namespace: shop }
        spec: { containers: [{ name: cart, image: registry.example.com/shop/cart:1 }] }
        ---
        kind: ImageValidatingPolicy
        metadata: { name: built }
        spec:
          matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods] }] }
          matchImageReferences: [{ glob: 'registry.example.com/*' }]
          attestors: [{ name: builder, cosign: { key: { kms: 'awskms:///alias/builder' } } }]
          attestations: [{ name: slsa, intoto: { type: https://slsa.dev/provenance/v1 } }]
          validations:
            - expression: images.containers.map(image, verifyAttestationSignatures(image, attestations.slsa, [attestors.builder]) > 0).all(e, e)
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
          kind: ImageValidatingPolicy
          metadata: { name: built }
          spec:
            matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods] }] }
            validations: {{ toYaml .Values.validations }}
        `,
      },
    ],
  },
});
