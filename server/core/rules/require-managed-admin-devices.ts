import { defineAttestedRule, judgement, sourced } from './rule.js';

export const requireManagedAdminDevices = defineAttestedRule({
  id: 'require-managed-admin-devices',
  pillar: 'device',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [judgement('CM-8'), judgement('IA-3')],
  tenets: [judgement(5)],
  activities: [sourced('2.1.1'), judgement('2.6.1'), judgement('2.6.2')],
  attestable: 'inventory, management tool and baseline of administrator devices',
  summary: 'Administrator devices are managed',
  why: 'The machine of an administrator holds the keys to the cluster: one that nobody manages may be owned by someone else.',
  advice: 'Attest the inventory of devices that administer the cluster, the tool that manages them and the baseline they have to meet.',
});
