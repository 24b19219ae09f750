import { defineAttestedRule, judgement, sourced } from './rule.js';

export const requireSecurityAlerts = defineAttestedRule({
  id: 'require-security-alerts',
  pillar: 'visibility',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [judgement('SI-4(5)'), sourced('AU-5(2)'), sourced('AU-5'), sourced('AU-6(1)'), sourced('SI-4')],
  tenets: [sourced(7)],
  activities: [sourced('7.2.1')],
  attestable: 'alert rules and receivers in the SIEM',
  summary: 'Alerts cover denials and violations',
  why: 'A refusal that nobody is told about is a lock that somebody may pick all night.',
  advice: 'Raise alerts for denied access, violated policies and failing audit, and send them to people who answer.',
});
