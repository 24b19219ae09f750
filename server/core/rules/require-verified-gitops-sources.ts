import { defineAttestedRule, judgement, sourced } from './rule.js';

export const requireVerifiedGitopsSources = defineAttestedRule({
  id: 'require-verified-gitops-sources',
  pillar: 'application',
  stage: 'optimal',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('SI-7'), sourced('CM-14')],
  tenets: [judgement(5)],
  activities: [judgement('3.3.1'), judgement('3.3.4')],
  attestable: 'delivery sources are verified, by which keys',
  summary: 'GitOps sources verified',
  why: 'A delivery that trusts every commit and every artifact lets whoever can push to them into the cluster.',
  advice: 'Let the controller check the signature of each source against keys that you name, and attest to which keys these are.',
});
