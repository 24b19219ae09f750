import { defineAttestedRule, judgement, sourced } from './rule.js';

export const requireAutomatedCorrelation = defineAttestedRule({
  id: 'require-automated-correlation',
  pillar: 'visibility',
  stage: 'optimal',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AU-6(3)'), sourced('SI-4(16)')],
  tenets: [judgement(7)],
  activities: [sourced('7.2.4')],
  attestable: 'correlation rules in the SIEM',
  summary: 'Telemetry correlated across sources',
  why: 'One intrusion leaves one harmless line in each of five logs, and a chain only where they are read together.',
  advice: 'Send audit, mesh and runtime records to one store with identifiers that they share, and attest to the rules that join them.',
});
