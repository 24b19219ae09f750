import { suite, test } from 'mocha';
import { requireDataClassification } from '../../../server/core/rules/require-data-classification.js';
import { checkRule } from '../../harness/rules.js';

suite('rule require-data-classification, more', () => {
  test('without a label of the namespace every workload and claim needs its own', () => {
    checkRule(
      requireDataClassification,
      `
      kind: Deployment
      metadata: { name: cart, namespace: shop, labels: { classification: internal } }
      #                 ^^^^ namespace "shop" has no data classification
      ---
      kind: PersistentVolumeClaim
      metadata: { name: data, namespace: shop }
      ---
      kind: Deployment
      metadata: { name: web, namespace: web }
      spec: { template: { metadata: { labels: { classification: public } } } }
    `,
    );
  });

  test('an empty value and a name full of the word classify nothing', () => {
    checkRule(
      requireDataClassification,
      `
      kind: Namespace
      metadata: { name: classification, labels: { classification: "" }, annotations: { classification: secret } }
      #                 ^^^^^^^^^^^^^^ namespace "classification" has no data classification
      ---
      kind: Pod
      metadata: { name: classified, namespace: classification }
    `,
    );
  });

  test('labels that a template adds may be the ones that are asked for', () => {
    checkRule(
      requireDataClassification,
      `
      kind: Namespace
      metadata:
        name: shop
      #       ??? set by a template
        labels: {{ toYaml .Values.labels }}
      ---
      kind: Pod
      metadata: { name: app, namespace: shop }
    `,
    );
  });
});
