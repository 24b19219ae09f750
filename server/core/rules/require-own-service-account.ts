import type { Inventory } from '../inventory/inventory.js';
import { accountOf } from '../inventory/pods/service-accounts.js';
import type { Workload } from '../inventory/workload.js';
import { defineRule, edit, type Fix, judgement, set, sourced } from './rule.js';

export const requireOwnServiceAccount = defineRule({
  id: 'require-own-service-account',
  pillar: 'user',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('IA-2'), sourced('IA-9'), judgement('AC-6'), sourced('CM-6'), judgement('IA-4')],
  tenets: [sourced(1), judgement(6)],
  activities: [judgement('2.1.3'), sourced('1.7.1')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['workloads', 'identities'],
  absent: 'not-applicable',
  summary: 'One service account per workload',
  why: "A service account is a workload's identity: shared, it gives each the rights of all, and no policy can tell them apart.",
  advice: 'Make a ServiceAccount with the name of the workload, name it under serviceAccountName, and bind to it the roles that the workload needs.',

  subjects: (inventory) => inventory.workloads(),

  *check(workload, inventory) {
    const account = workload.serviceAccount;
    if (!account.known) {
      yield { notJudged: account.why };
      return;
    }
    const sharers = inventory.view(workloadsByAccount).get(`${workload.namespace}/${account.value}`) ?? [];
    const others = sharers.slice(0, MOST_RELATED + 1).filter((other) => other.id !== workload.id);
    const isDefault = account.value === 'default';
    if (!isDefault && others.length === 0) {
      const hidden = inventory.view(hiddenAccounts).get(workload.namespace);
      if (hidden !== undefined) yield { notJudged: hidden };
      return;
    }
    yield {
      at: account.at,
      pointer: workload.podSpec.get('serviceAccountName').pointer,
      message: isDefault
        ? `"${workload.name}" runs as the default service account`
        : `"${workload.name}" shares service account "${account.value}" with ${others.length === 1 ? `"${others[0]?.name}"` : `${sharers.length - 1} others`}`,
      related: isDefault ? [] : others.slice(0, MOST_RELATED).map((other) => ({ at: other.at, message: `"${other.name}" runs as it too` })),
      fixes: ownAccount(inventory, workload),
    };
  },

  examples: {
    bad: [
      {
        source: `
          kind: Deployment
          metadata: { name: cart, namespace: shop }
          spec:
            template:
              spec:
          #   ^^^^ "cart" runs as the default service account
                containers: [{ name: cart }]
        `,
      },
      {
        source: `
          kind: Deployment
          metadata: { name: cart, namespace: shop }
          spec:
            template:
              spec:
          #   ^^^^ "cart" runs as the default service account
                containers: [{ name: cart }]
          ---
          kind: ServiceAccount
          metadata: { name: cart, namespace: shop }
        `,
        fixed: `
          kind: Deployment
          metadata: { name: cart, namespace: shop }
          spec:
            template:
              spec:
                containers: [{ name: cart }]
                serviceAccountName: cart
          ---
          kind: ServiceAccount
          metadata: { name: cart, namespace: shop }
        `,
      },
      {
        source: `
          kind: Deployment
          metadata: { name: web, namespace: shop }
          spec: { template: { spec: { serviceAccountName: shop } } }
          #                                               ^^^^ "web" shares service account "shop" with "mail"
          ---
          kind: CronJob
          metadata: { name: mail, namespace: shop }
          spec: { jobTemplate: { spec: { template: { spec: { serviceAccountName: shop } } } } }
          #                                                                      ^^^^ "mail" shares service account "shop" with "web"
        `,
      },
    ],
    good: [
      `
        kind: Pod
        metadata: { name: web, namespace: shop }
        spec: { serviceAccountName: web }
        ---
        kind: Pod
        metadata: { name: web, namespace: test }
        spec: { serviceAccountName: web }
      `,
    ],
    unknown: [
      {
        source: `
          kind: Pod
          metadata: { name: web }
          spec:
            serviceAccountName: {{ .Values.account }}
          #                     ??? set by a template
        `,
      },
      {
        source: `
          kind: Pod
          metadata: { name: web }
          spec: { serviceAccountName: web }
          ---
          kind: Pod
          metadata: { name: mail }
          spec: { serviceAccountName: "\${ACCOUNT}" }
          #                           ??? set by a substitution
        `,
      },
    ],
  },
});

/** The account of the workload's name, where it is in sight and nobody runs as it. What it may do its bindings say, not those of the account before. */
function ownAccount(inventory: Inventory, workload: Workload): readonly Fix[] {
  const account = accountOf(inventory, workload, workload.name);
  if (account === undefined || (inventory.view(workloadsByAccount).get(`${workload.namespace}/${account.name}`) ?? []).length > 0) return [];
  const name = account.writtenName;
  return [edit(`Run as the service account "${name}"`, 'restricts', set(workload.podSpec, ['serviceAccountName'], name))];
}

/** Of many that share an account each finding shows some: all of them on each would make a report of their square. */
const MOST_RELATED = 10;

/** All workloads in sight, those of the context too, by the account that they name. */
function workloadsByAccount(inventory: Inventory): ReadonlyMap<string, readonly Workload[]> {
  const found = new Map<string, Map<string, Workload>>();
  for (const workload of inventory.allWorkloads()) {
    const account = workload.serviceAccount;
    if (!account.known) continue;
    const key = `${workload.namespace}/${account.value}`;
    const list = found.get(key);
    if (list === undefined) found.set(key, new Map([[workload.id, workload]]));
    else list.set(workload.id, workload);
  }
  return new Map([...found].map(([key, list]) => [key, [...list.values()]]));
}

/** By namespace, why an account there is not known: it may be any of the others'. */
function hiddenAccounts(inventory: Inventory): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { namespace, serviceAccount } of inventory.allWorkloads()) {
    if (!serviceAccount.known && !found.has(namespace)) found.set(namespace, serviceAccount.why);
  }
  return found;
}
