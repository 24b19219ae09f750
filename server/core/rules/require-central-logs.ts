import { defineAttestedRule, judgement, sourced } from './rule.js';

export const requireCentralLogs = defineAttestedRule({
  id: 'require-central-logs',
  pillar: 'visibility',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AU-6(4)'), sourced('AU-4(1)'), sourced('AU-12')],
  tenets: [judgement(7)],
  activities: [sourced('7.1.2'), sourced('7.2.1')],
  attestable: 'log collector and store',
  summary: 'Container logs go to a central store',
  why: 'A log that stays on its node goes when the node goes, or when an intruder tidies up.',
  advice: 'Run a collector on every node and send what it reads to a store outside the cluster.',
});
