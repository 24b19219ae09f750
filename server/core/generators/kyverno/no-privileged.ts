import type { Match } from '../../inventory/selectors.js';
import type { Container } from '../../inventory/workload.js';
import { type Check, CONTAINERS, DEBUGGING, EPHEMERAL_CONTAINERS, PODS, UNCHANGED } from './check.js';
import type { Intent } from './intent.js';
import { refusedContainers } from './preview.js';

/** No container owns its node. */
export const noPrivileged: Intent = {
  id: 'no-privileged',
  controls: ['AC-6', 'SC-4', 'SC-39', 'CM-6'],
  checks: (_policy, _inventory, excluded) => [
    check('heptad-no-privileged', excluded, { matches: PODS, variables: [UNCHANGED, CONTAINERS], background: true }),
    check('heptad-no-privileged-debug', excluded, { matches: DEBUGGING, variables: [EPHEMERAL_CONTAINERS], background: false }),
  ],
  refuses: (_policy, inventory, excluded) => refusedContainers(inventory.containers(), excluded, isPrivileged, 'runs privileged'),
  gaps: () => [],
};

function check(name: string, excluded: readonly string[], part: Pick<Check, 'matches' | 'variables' | 'background'>): Check {
  const offenders = 'variables.containers.filter(c, c.?securityContext.?privileged.orValue(false)).map(c, c.name)';
  return { name, ...part, offenders, says: 'privileged containers', excluded };
}

function isPrivileged({ securityContext }: Container): Match {
  const privileged = securityContext.get('privileged').boolean(false);
  return privileged.known ? (privileged.value ? 'yes' : 'no') : { unknown: privileged.why };
}
