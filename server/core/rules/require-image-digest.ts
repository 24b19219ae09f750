import { isPinnedByPolicy } from '../inventory/admission/image-policies.js';
import type { Inventory } from '../inventory/inventory.js';
import { imageOf, shownImage, statedDigest } from '../inventory/pods/images.js';
import type { Container } from '../inventory/workload.js';
import { defineRule, edit, type Fix, judgement, replace, sourced } from './rule.js';

export const requireImageDigest = defineRule({
  id: 'require-image-digest',
  pillar: 'application',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('SI-7'), judgement('CM-2')],
  tenets: [sourced(5)],
  activities: [judgement('3.3.1'), judgement('3.4.4')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['containers', 'admission'],
  absent: 'not-applicable',
  summary: 'Images pinned by digest',
  why: 'A tag can be moved to other bytes at any time, so what was tested need not be what runs.',
  advice: 'Resolve the tag with your registry tool and write the digest behind it, or let your delivery do so for every release.',

  subjects: (inventory) => inventory.containers(),

  *check(container, inventory) {
    const image = imageOf(container);
    if (!image.known) {
      yield { notJudged: image.why };
      return;
    }
    if (image.value.image.digest !== undefined) return;
    const pinned = isPinnedByPolicy(inventory, container);
    if (pinned === 'yes') return;
    if (pinned === 'no') {
      const fix = pin(container, inventory);
      yield {
        at: image.at,
        pointer: image.pointer,
        message: `image "${shownImage(image.value.text)}" has no digest`,
        fixes: fix === undefined ? [] : [fix],
      };
    } else yield { notJudged: pinned.unknown };
  },

  examples: {
    bad: [
      {
        source: `
          kind: Deployment
          metadata: { name: cart }
          spec:
            template:
              spec:
                containers:
                  - name: cart
                    image: registry.example.com/cart:1.4
          #                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ image "registry.example.com/cart:1.4" has no digest
          ---
          kind: Job
          metadata: { name: load }
          spec:
            template:
              spec:
                containers:
                  - name: load
                    image: registry.example.com/cart:1.4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
        `,
        fixed: `
          kind: Deployment
          metadata: { name: cart }
          spec:
            template:
              spec:
                containers:
                  - name: cart
                    image: registry.example.com/cart:1.4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
          ---
          kind: Job
          metadata: { name: load }
          spec:
            template:
              spec:
                containers:
                  - name: load
                    image: registry.example.com/cart:1.4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
        `,
      },
    ],
    good: [
      '{ kind: Pod, spec: { containers: [{ name: app, image: "nginx@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }] } }',
      `
        kind: Pod
        metadata: { name: app, namespace: shop }
        spec: { containers: [{ name: app, image: "registry.example.com/app:1" }] }
        ---
        kind: ImageValidatingPolicy
        metadata: { name: signed }
        spec:
          matchConstraints: { resourceRules: [{ apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods] }] }
          matchImageReferences: [{ glob: "registry.example.com/*" }]
      `,
    ],
    unknown: [
      {
        source: `
          kind: Pod
          spec:
            containers:
              - name: app
                image: {{ .Values.image }}
          #            ??? set by a template
        `,
      },
    ],
  },
});

/** Nothing changes for the workload: the node would run the same bytes. Where the target replaces the image the text here is not what runs. */
function pin(container: Container, inventory: Inventory): Fix | undefined {
  const image = imageOf(container);
  const written = container.value.get('image');
  if (!image.known || image.value.text !== written.text()) return undefined;
  const digest = statedDigest(inventory, image.value.image);
  if (digest === undefined) return undefined;
  const text = `${image.value.text}@${digest}`;
  return edit('Add the digest that another file states', 'safe', replace(written.at, written.isQuoted ? JSON.stringify(text) : text));
}
