import { defineAttestedRule, judgement, sourced } from './rule.js';

export const requireRuntimeDetection = defineAttestedRule({
  id: 'require-runtime-detection',
  pillar: 'visibility',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('SI-4'), judgement('SI-4(23)')],
  tenets: [judgement(5), sourced(7)],
  activities: [sourced('2.7.1'), sourced('7.2.1')],
  attestable: 'runtime sensor and its coverage',
  summary: 'Runtime threat detection',
  why: 'Policies judge what is about to run; what a process does afterwards is seen only by a sensor beside it.',
  advice: 'Run a sensor with maintained rules on every node, control plane included, and attest to its coverage.',
});
