import { defineAttestedRule, judgement, sourced } from './rule.js';

export const requireGitopsDelivery = defineAttestedRule({
  id: 'require-gitops-delivery',
  pillar: 'application',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('CM-2(2)'), sourced('CM-3'), sourced('CM-6(1)')],
  tenets: [sourced(5), judgement(7)],
  activities: [judgement('3.2.2'), judgement('3.4.3')],
  attestable: 'what delivers to this cluster, and how drift is corrected',
  summary: 'Delivered by GitOps with drift corrected',
  why: 'What is changed by hand in the cluster is in no review, and stays until somebody notices it.',
  advice: 'Let a controller deliver from Git, take away what Git no longer holds and undo drift, and attest to which one does so here.',
});
