import { imageOf, liesBelow, shownImage } from '../inventory/pods/images.js';
import { defineRule, generate, judgement, sourced } from './rule.js';

export const requireApprovedRegistries = defineRule({
  id: 'require-approved-registries',
  pillar: 'application',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('CM-7(5)'), sourced('CM-11')],
  tenets: [judgement(5)],
  activities: [judgement('3.3.1')],
  judgedBy: 'files',
  scope: 'document',
  reads: ['containers'],
  absent: 'not-applicable',
  options: {
    registries: {
      summary: 'Hosts with the start of a path that images may come from; each path segment is a glob, Docker Hub is docker.io',
      default: [],
    },
  },
  summary: 'Registries on an allow list',
  why: 'Whoever can name any registry can run any program in the cluster.',

  subjects: (inventory) => inventory.containers(),

  *check(container, _inventory, { registries }) {
    const image = imageOf(container);
    if (registries.length === 0) yield { notJudged: 'no registries are named in heptad.yaml' };
    else if (!image.known) yield { notJudged: image.why };
    else if (!registries.some((place) => liesBelow(image.value.image, place))) {
      yield {
        at: image.at,
        pointer: image.pointer,
        message: `image "${shownImage(image.value.text)}" comes from no approved registry`,
        fixes: [generate('Refuse images of other registries', 'restricts', 'kyverno', { intent: 'approved-registries', subject: '', with: { registries } })],
      };
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: Pod
          spec:
            containers:
              - name: app
                image: registry.example.com/shop/cart:1
              - name: web
                image: registry.example.com/shopping/web:1
          #            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ image "registry.example.com/shopping/web:1" comes from no approved registry
              - name: log
                image: registry.example.com.evil.example/shop/log
          #            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ image "registry.example.com.evil.example/shop/log" comes from no approved registry
              - name: cache
                image: redis
          #            ^^^^^ image "redis" comes from no approved registry
        `,
        options: { registries: ['registry.example.com/shop'] },
      },
    ],
    good: [
      {
        source: `
          kind: Pod
          spec:
            initContainers: [{ name: setup, image: busybox }]
            containers: [{ name: app, image: "eu.registry.example.com:5000/shop/cart:1" }]
        `,
        options: { registries: ['*.registry.example.com:5000/shop/*', 'docker.io/library'] },
      },
    ],
    unknown: [
      {
        source: `
          kind: Pod
          spec:
            containers:
              - name: app
          #           ??? no registries are named in heptad.yaml
                image: redis
        `,
      },
    ],
  },
});
