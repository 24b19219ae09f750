import { defineAttestedRule, judgement, sourced } from './rule.js';

export const requireRealTimeDeviceRisk = defineAttestedRule({
  id: 'require-real-time-device-risk',
  pillar: 'device',
  stage: 'optimal',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [judgement('AC-3(13)'), judgement('AC-2(6)'), judgement('IA-3(4)')],
  tenets: [judgement(4), judgement(5)],
  activities: [sourced('2.2.2'), judgement('2.3.2')],
  attestable: 'device risk is read at decision time',
  summary: 'Device risk read at decision time',
  why: 'A device that was healthy at sign-on may have been taken over since: only a question at the moment of the request notices.',
  advice: 'Let the decision point of sensitive routes ask a source of device risk for each request, or bound the age of the claim, and attest how.',
});
