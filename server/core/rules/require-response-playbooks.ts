import { defineAttestedRule, judgement, sourced } from './rule.js';

export const requireResponsePlaybooks = defineAttestedRule({
  id: 'require-response-playbooks',
  pillar: 'automation',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('IR-4'), judgement('IR-8')],
  tenets: [judgement(7)],
  activities: [sourced('6.5.1'), sourced('6.7.1')],
  attestable: 'playbooks, owners, last exercise',
  summary: 'Response playbooks exist and are owned',
  why: 'In the hour of an incident nobody has the time to work out who may cut which connection.',
  advice: 'Write down what is done for a denied access, a policy violation, a lost key and a taken container, name the owners, and exercise it.',
});
