import { defineAttestedRule, judgement, sourced } from './rule.js';

export const requireContinuousScanning = defineAttestedRule({
  id: 'require-continuous-scanning',
  pillar: 'automation',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('CA-7'), sourced('RA-5'), sourced('CM-6'), sourced('SI-6')],
  tenets: [judgement(5), judgement(7)],
  activities: [sourced('3.5.1'), sourced('3.3.4'), sourced('2.5.1')],
  attestable: 'compliance scanner, schedule, last run',
  summary: 'Continuous compliance scanning',
  why: 'A cluster that was in order at the last audit has changed every day since.',
  advice: 'Let a scanner compare the running cluster with its baseline on a schedule, and attest to the schedule and the last run.',
});
