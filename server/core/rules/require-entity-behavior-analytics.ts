import { defineAttestedRule, judgement, sourced } from './rule.js';

export const requireEntityBehaviorAnalytics = defineAttestedRule({
  id: 'require-entity-behavior-analytics',
  pillar: 'visibility',
  stage: 'optimal',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [judgement('AC-2(12)')],
  tenets: [judgement(4), judgement(7)],
  activities: [sourced('1.6.1'), sourced('7.4.1'), sourced('7.4.3')],
  attestable: 'analytics product, sources, baselines, use in decisions',
  summary: 'Behavior analytics over all entities',
  why: 'A decision that knows nothing of past behavior treats the first odd request of an identity like its thousandth usual one.',
  advice: 'Attest to the analytics product, the sources that feed it, the baselines that it keeps, and how decisions use its answers.',
});
