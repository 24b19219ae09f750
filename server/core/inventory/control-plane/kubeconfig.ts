import type { Inventory } from '../inventory.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import type { Value } from '../value.js';
import { fileName } from './control-plane.js';

/** How a user of a kubeconfig signs on, by the field that holds the credential. */
export interface Credential {
  readonly kind: 'certificate' | 'token' | 'password';
  readonly resource: Resource;
  readonly user: string;
  /** The credential itself, never to be shown. */
  readonly value: Value;
}

/** Fields of a kubeconfig user that hold a credential which does not come from an identity provider. Source: kubeconfig (v1), AuthInfo. */
const FIELDS = [
  ['client-certificate', 'certificate'],
  ['client-certificate-data', 'certificate'],
  ['token', 'token'],
  ['password', 'password'],
] as const;

/** Credentials in kubeconfigs with which people may sign on. A kubeconfig that a program's flags name is that program's. `inventory.view(credentials)`. */
export function credentials(inventory: Inventory): readonly Credential[] {
  const ofPrograms = namedFiles(inventory);
  return inventory
    .ofKind('/Config')
    .filter((config) => !ofPrograms.has(fileName(config.path)))
    .flatMap(credentialsOf);
}

function credentialsOf(config: Resource): readonly Credential[] {
  return listed(config.root.get('users')).items.flatMap((user) =>
    FIELDS.flatMap(([field, kind]) => {
      const value = user.path('user', field);
      if (!value.exists || value.isAbsent || value.text() === '') return [];
      return [{ kind, resource: config, user: user.get('name').text() ?? '', value }];
    }),
  );
}

/** Names of the files that commands and arguments of the target mention: `--audit-webhook-config-file=/etc/kubernetes/audit.yaml` has `audit.yaml`. */
function namedFiles(inventory: Inventory): ReadonlySet<string> {
  const names = new Set<string>();
  for (const workload of inventory.allWorkloads()) {
    for (const container of workload.containers) {
      for (const word of [...container.value.get('command').items(), ...container.value.get('args').items()]) {
        const path = /(?:^|=)(\/\S+)$/.exec(word.text() ?? '')?.[1];
        if (path !== undefined) names.add(fileName(path));
      }
    }
  }
  return names;
}
