import { defineAttestedRule, judgement } from './rule.js';

export const requireDataInventory = defineAttestedRule({
  id: 'require-data-inventory',
  pillar: 'data',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [judgement('CM-12'), judgement('RA-2')],
  tenets: [judgement(1)],
  activities: [judgement('4.1.1')],
  attestable: 'data sets, location, category, owner',
  summary: 'Data inventory kept',
  why: 'Nobody can protect, classify or recover data that nobody knows is there.',
  advice: 'List the data sets with place, category and owner where your organization keeps such lists, and attest to it with a link.',
});
