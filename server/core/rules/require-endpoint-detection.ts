import { defineAttestedRule, judgement, sourced } from './rule.js';

export const requireEndpointDetection = defineAttestedRule({
  id: 'require-endpoint-detection',
  pillar: 'device',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [judgement('SI-3'), judgement('SI-4(2)'), judgement('SI-4(23)')],
  tenets: [judgement(5)],
  activities: [sourced('2.7.1'), sourced('2.3.4')],
  attestable: 'detection and response product, coverage, data feed',
  summary: 'Endpoint detection on admin devices',
  why: 'Malware on the machine of an administrator or on a node acts with rights that no policy of the cluster can tell from theirs.',
  advice: 'Attest the detection and response product, the share of administrator devices and nodes that it covers, and where its data goes.',
});
