import { defineAttestedRule, judgement, sourced } from './rule.js';

export const requireRuntimeBlocking = defineAttestedRule({
  id: 'require-runtime-blocking',
  pillar: 'device',
  stage: 'optimal',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('CM-7(2)'), judgement('CM-7(5)'), judgement('SI-4(7)')],
  tenets: [judgement(5)],
  activities: [sourced('2.3.5'), judgement('3.2.4')],
  attestable: 'runtime protection runs in prevention mode on the managed nodes',
  summary: 'Runtime rules block, not only alert',
  why: 'A rule that only alerts leaves the attacker the minutes in which the damage is done.',
  advice: 'Switch runtime rules from audit to block after a period without false alarms, and attest the product and its mode on the managed nodes.',
});
