import { defineAttestedRule, judgement, sourced } from './rule.js';

export const requireIdentityLifecycle = defineAttestedRule({
  id: 'require-identity-lifecycle',
  pillar: 'user',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [judgement('AC-2'), sourced('AC-2(3)'), sourced('IA-4'), judgement('PS-4')],
  tenets: [judgement(6)],
  activities: [sourced('1.1.1'), sourced('1.5.1')],
  attestable: 'source of identities, joiner, mover and leaver process, review interval',
  summary: 'Identity life cycle managed',
  why: 'An account that outlives its person belongs to whoever finds it first.',
  advice: 'Attest the source of identities, what happens when someone joins, moves or leaves, who is privileged, and how often this is reviewed.',
});
