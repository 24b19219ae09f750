import { listed } from '../inventory/listed.js';
import { escalationsOf } from '../inventory/rbac/escalation.js';
import { judgedRoles, rulesOf, USUAL_VERBS } from '../inventory/rbac/rbac.js';
import type { Value } from '../inventory/value.js';
import { defineRule, edit, type Fix, judgement, remove, set, sourced } from './rule.js';

export const limitEscalationVerbs = defineRule({
  id: 'limit-escalation-verbs',
  pillar: 'user',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AC-6(10)'), sourced('AC-6'), judgement('AC-6(5)')],
  tenets: [judgement(3)],
  activities: [sourced('1.7.1'), sourced('1.4.2')],
  judgedBy: 'files',
  scope: 'document',
  reads: ['rbac'],
  absent: 'not-applicable',
  summary: 'Escalation and interactive verbs limited',
  why: 'These rights step around RBAC: their holder becomes someone else, gives out rights that they do not have, or works inside a running container.',
  advice: 'Where someone needs such a right in an emergency, move it to a role that only a break-glass group is bound to.',

  subjects: (inventory) => inventory.view(judgedRoles),

  *check(role) {
    const { hidden } = rulesOf(role);
    if (hidden !== undefined) yield { notJudged: hidden };
    for (const found of escalationsOf(role)) {
      if ('unknown' in found) yield { notJudged: found.unknown };
      else {
        const { by, list, rule, shown } = found;
        yield { at: by.at, pointer: by.pointer, message: `role "${role.name}" grants ${shown}`, fixes: removal(by, list, rule) };
      }
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: Role
          metadata: { name: debug, namespace: shop }
          rules:
            - apiGroups: [""]
              resources: [pods, pods/exec]
          #                     ^^^^^^^^^ role "debug" grants "create" on "pods/exec"
              verbs: [create]
            - apiGroups: [rbac.authorization.k8s.io]
              resources: [roles]
              verbs: [get, escalate]
          #                ^^^^^^^^ role "debug" grants "escalate" on "roles"
        `,
        fixed: `
          kind: Role
          metadata: { name: debug, namespace: shop }
          rules:
            - apiGroups: [""]
              resources: [pods]
              verbs: [create]
            - apiGroups: [rbac.authorization.k8s.io]
              resources: [roles]
              verbs: [get]
        `,
      },
      {
        source: `
          kind: ClusterRole
          metadata: { name: accounts }
          rules:
            - apiGroups: [""]
              resources: [serviceaccounts]
              verbs: ["*"]
          #           ^^^ role "accounts" grants "impersonate" through "*"
        `,
        fixed: `
          kind: ClusterRole
          metadata: { name: accounts }
          rules:
            - apiGroups: [""]
              resources: [serviceaccounts]
              verbs: [get, list, watch, create, update, patch, delete]
        `,
      },
    ],
    good: [
      `
        kind: ClusterRole
        metadata: { name: operator }
        rules:
          - { apiGroups: ["", apps], resources: [pods, pods/log, deployments, serviceaccounts, nodes], verbs: [get, list, watch, create, update] }
          - { apiGroups: [rbac.authorization.k8s.io], resources: [roles, rolebindings], verbs: [get, create, patch, delete] }
          - { apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests], verbs: [create, get, list, watch] }
          - { apiGroups: [""], resources: [pods], verbs: ["*"] }
      `,
    ],
    unknown: [
      {
        source: `
          kind: Role
          metadata: { name: debug, namespace: shop }
          rules: [{ apiGroups: [""], resources: ["\${RESOURCE}"], verbs: [create] }]
          #                                      ??? set by a substitution
        `,
      },
    ],
  },
});

/** Takes the entry out, or the rule where it is the only one. For all verbs the usual ones are named; what all resources are meant to be no file tells. */
function removal(by: Value, list: Value, rule: Value): readonly Fix[] {
  if (by.text() === '*' && list.pointer === rule.get('verbs').pointer)
    return [edit('Name the verbs instead of "*"', 'restricts', set(rule, ['verbs'], USUAL_VERBS))];
  if (by.text()?.includes('*') === true) return [];
  const isOnly = listed(list).items.length === 1;
  return [edit(isOnly ? 'Remove the rule' : `Remove "${by.text() ?? ''}" from the rule`, 'restricts', remove(isOnly ? rule : by))];
}
