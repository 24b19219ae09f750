import { defineAttestedRule, judgement, sourced } from './rule.js';

export const requireContinuousAuthorizationEvidence = defineAttestedRule({
  id: 'require-continuous-authorization-evidence',
  pillar: 'automation',
  stage: 'optimal',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [judgement('CA-2'), judgement('CA-7'), judgement('CA-7(6)')],
  tenets: [judgement(5), judgement(7)],
  activities: [sourced('3.5.1'), sourced('3.5.2')],
  attestable: 'the cATO process and where its evidence is kept',
  summary: 'Evidence produced on every change',
  why: 'An authorization that rests on a yearly snapshot says nothing about what was deployed this morning.',
  advice: 'Let the pipeline produce and keep the evidence of each change, and attest to the process and to where the evidence lies.',
});
