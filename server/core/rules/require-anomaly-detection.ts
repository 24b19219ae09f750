import { defineAttestedRule, judgement, sourced } from './rule.js';

export const requireAnomalyDetection = defineAttestedRule({
  id: 'require-anomaly-detection',
  pillar: 'visibility',
  stage: 'advanced',
  severity: 'info',
  since: '2026.1-preview',
  controls: [judgement('SI-4(11)'), judgement('SI-4(13)')],
  tenets: [judgement(4), sourced(7)],
  activities: [judgement('7.2.2'), judgement('7.2.5'), judgement('7.3.2')],
  attestable: 'anomaly detection product and its sources',
  summary: 'Anomalies detected against a baseline',
  why: 'Known rules find known attacks; a stolen identity that behaves unlike its owner is found only by knowing how the owner behaves.',
  advice: 'Feed mesh, audit and runtime records to a product that learns what is usual, and attest to its sources.',
});
