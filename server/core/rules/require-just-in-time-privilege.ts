import { defineAttestedRule, judgement, sourced } from './rule.js';

export const requireJustInTimePrivilege = defineAttestedRule({
  id: 'require-just-in-time-privilege',
  pillar: 'user',
  stage: 'optimal',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [judgement('AC-2(6)'), sourced('AC-2(2)'), judgement('AC-6'), judgement('AC-6(5)')],
  tenets: [judgement(3), judgement(4)],
  activities: [sourced('1.4.3'), sourced('1.2.2')],
  attestable: 'privileged access is granted per request, with approval and bounded life',
  summary: 'Privilege granted just in time',
  why: 'A right that is always there is there for the attacker too: privilege that ends by itself is worth little when it is stolen.',
  advice: 'Let a broker give privileged rights for one task, with an approval and an end, and attest the product, its rules and where its records are.',
});
