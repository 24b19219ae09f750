import { atBothLevels, hasOwnUsers } from '../../inventory/pods/pod-security.js';
import { allOf, anyOf, type Match, not } from '../../inventory/selectors.js';
import type { Value } from '../../inventory/value.js';
import type { Container } from '../../inventory/workload.js';
import { type Check, CONTAINERS, DEBUGGING, EPHEMERAL_CONTAINERS, PODS, UNCHANGED } from './check.js';
import type { Intent } from './intent.js';
import { refusedContainers } from './preview.js';

/** Containers do not run as root: what the Pod Security Standard `restricted` asks for, of init and ephemeral containers too. */
export const nonRoot: Intent = {
  id: 'non-root',
  controls: ['AC-6', 'AC-6(8)', 'CM-6'],
  checks: (_policy, _inventory, excluded) => [
    check('heptad-non-root', excluded, { matches: PODS, variables: [UNCHANGED, CONTAINERS], background: true }),
    check('heptad-non-root-debug', excluded, { matches: DEBUGGING, variables: [EPHEMERAL_CONTAINERS], background: false }),
  ],
  refuses: (_policy, inventory, excluded) => refusedContainers(inventory.containers(), excluded, mayRunAsRoot, 'may run as root'),
  gaps: () => [],
};

/**
 * Each level may forbid root for a container, none may allow it, and neither may name user 0. A pod with its own users has no root of its node.
 * Source: k8s.io/pod-security-admission, policy/check_runAsNonRoot.go and check_runAsUser.go.
 */
const OFFENDERS =
  'object.spec.?hostUsers.orValue(true) == false ? [] : variables.containers.filter(c, ' +
  'object.spec.?securityContext.?runAsNonRoot.orValue(true) == false || object.spec.?securityContext.?runAsUser.orValue(1) == 0 || ' +
  'c.?securityContext.?runAsUser.orValue(1) == 0 || ' +
  'c.?securityContext.?runAsNonRoot.orValue(object.spec.?securityContext.?runAsNonRoot.orValue(false)) == false).map(c, c.name)';

function check(name: string, excluded: readonly string[], part: Pick<Check, 'matches' | 'variables' | 'background'>): Check {
  return { name, ...part, offenders: OFFENDERS, says: 'containers that may run as root', excluded };
}

function mayRunAsRoot(container: Container): Match {
  const ownUsers = hasOwnUsers(container.workload);
  const nonRoot = atBothLevels(container, 'runAsNonRoot').map(({ value }) => value);
  const users = atBothLevels(container, 'runAsUser').map(({ value }) => value);
  const root = anyOf([
    ...nonRoot.map(isFalse),
    allOf(nonRoot.map((value): Match => (value.unknown !== undefined ? { unknown: value.unknown } : value.isAbsent ? 'yes' : 'no'))),
    ...users.map(isZero),
  ]);
  return allOf([not(ownUsers.known ? (ownUsers.value ? 'yes' : 'no') : { unknown: ownUsers.why }), root]);
}

function isFalse(value: Value): Match {
  const flag = value.boolean(true);
  return flag.known ? (flag.value ? 'no' : 'yes') : { unknown: flag.why };
}

function isZero(value: Value): Match {
  const user = value.number(undefined);
  return user.known ? (user.value === 0 ? 'yes' : 'no') : { unknown: user.why };
}
