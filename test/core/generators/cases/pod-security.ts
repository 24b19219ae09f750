import type { PodSecurityLevel } from '../../../../server/core/generators/generator.js';
import { requirePodSecurityAdmission } from '../../../../server/core/rules/require-pod-security-admission.js';
import type { NamedCase } from '../../../harness/check-generator.js';
import { pod } from './objects.js';

const POLICY = { intent: 'pod-security', subject: '/Namespace||shop|' };
const RESTRICTED: PodSecurityLevel = { level: 'restricted', refused: [] };
const BASELINE: PodSecurityLevel = { level: 'baseline', refused: [{ message: 'container "web" may run as root' }] };
const NAMESPACE = 'kind: Namespace\nmetadata: { name: shop }\n---\n';

export const podSecurityCases: readonly NamedCase[] = [
  {
    name: 'a namespace that no file declares becomes a manifest with labels',
    source: pod('web', 'shop'),
    policy: POLICY,
    podSecurity: () => RESTRICTED,
    settles: [requirePodSecurityAdmission],
    writes: { 'kubernetes-shop.pod-security.yaml': 'Namespace shop:' },
    gaps: [],
    refuses: ['pods of the namespace that are not in sight are refused where they break the level'],
  },
  {
    name: 'what keeps the workloads from the next level is said',
    source: pod('web', 'shop'),
    policy: POLICY,
    podSecurity: () => BASELINE,
    settles: [requirePodSecurityAdmission],
    gaps: ['restricted refuses: container "web" may run as root'],
  },
  {
    name: 'privileged is never written',
    source: pod('web', 'shop'),
    policy: POLICY,
    podSecurity: () => ({ level: 'privileged', refused: [{ message: 'container "web" runs privileged' }] }),
    writes: {},
    gaps: ['baseline refuses: container "web" runs privileged', 'namespace "shop" has workloads that baseline refuses: mend them first'],
  },
  {
    name: 'a level that holds is left as it is',
    source: `kind: Namespace\nmetadata: { name: shop, labels: { pod-security.kubernetes.io/enforce: baseline } }\n---\n${pod('web', 'shop')}`,
    policy: POLICY,
    podSecurity: () => RESTRICTED,
    writes: {},
    gaps: [],
  },
  {
    name: 'a namespace that is not set has no object to label',
    source: pod('web', ''),
    policy: { intent: 'pod-security', subject: '/Namespace|||' },
    podSecurity: () => RESTRICTED,
    writes: {},
    gaps: ['the namespace is not set: whoever creates it sets its labels'],
  },
  {
    name: 'a Namespace in a file is edited there, with no new file',
    source: NAMESPACE + pod('web', 'shop'),
    policy: POLICY,
    podSecurity: () => RESTRICTED,
    writes: {},
  },
];
