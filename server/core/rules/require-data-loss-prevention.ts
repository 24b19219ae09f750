import { defineAttestedRule, judgement, sourced } from './rule.js';

export const requireDataLossPrevention = defineAttestedRule({
  id: 'require-data-loss-prevention',
  pillar: 'data',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [judgement('SC-7(10)'), judgement('SI-4(18)')],
  tenets: [judgement(7)],
  activities: [judgement('4.6.1'), sourced('4.6.2'), judgement('4.4.1')],
  attestable: 'inspection point, rules, mode, log feed',
  summary: 'Data loss prevention at egress',
  why: 'Whoever gets in comes for the data, and it leaves the cluster through a connection that is allowed.',
  advice: 'Say where outgoing traffic is inspected, by which rules, whether it is stopped or only recorded, and where the records go.',
});
