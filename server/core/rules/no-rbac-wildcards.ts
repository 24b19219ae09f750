import { listed } from '../inventory/listed.js';
import { judgedRoles, rulesOf, USUAL_VERBS } from '../inventory/rbac/rbac.js';
import type { Resource } from '../inventory/resource.js';
import type { Value } from '../inventory/value.js';
import { defineRule, edit, type Finding, judgement, type Outcome, set, sourced } from './rule.js';

export const noRbacWildcards = defineRule({
  id: 'no-rbac-wildcards',
  pillar: 'user',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AC-6'), sourced('AC-3'), sourced('CM-6')],
  tenets: [judgement(3)],
  activities: [sourced('1.7.1')],
  judgedBy: 'files',
  scope: 'document',
  reads: ['rbac'],
  absent: 'not-applicable',
  summary: 'No wildcards in RBAC rules',
  why: 'A wildcard grants what does not exist yet: every resource and verb that a later version or operator adds is given away on the day it appears.',
  advice: 'List the groups, resources and paths that the holder uses: an audit log shows them. Which of them it needs no manifest tells.',

  subjects: (inventory) => inventory.view(judgedRoles),

  *check(role) {
    const rules = rulesOf(role);
    if (rules.hidden !== undefined) yield { notJudged: rules.hidden };
    for (const rule of rules.items) for (const field of FIELDS) yield* judgeList(role, rule, field);
  },

  examples: {
    bad: [
      {
        source: `
          kind: Role
          metadata: { name: operator, namespace: shop }
          rules:
            - apiGroups: [apps]
              resources: [deployments]
              verbs: ["*"]
          #           ^^^ role "operator" has a wildcard in verbs
        `,
        fixed: `
          kind: Role
          metadata: { name: operator, namespace: shop }
          rules:
            - apiGroups: [apps]
              resources: [deployments]
              verbs: [get, list, watch, create, update, patch, delete]
        `,
      },
      {
        source: `
          kind: ClusterRole
          metadata: { name: viewer }
          rules:
            - apiGroups:
                - '*'
          #       ^^^ role "viewer" has a wildcard in apiGroups
              resources: ['*', '*/status']
          #               ^^^ role "viewer" has a wildcard in resources
          #                    ^^^^^^^^^^ role "viewer" has a wildcard in resources
              verbs: [get]
            - nonResourceURLs: ['*']
          #                     ^^^ role "viewer" has a wildcard in nonResourceURLs
              verbs: [get]
        `,
      },
    ],
    good: [
      `
        kind: ClusterRole
        metadata: { name: reader }
        rules:
          - { apiGroups: [""], resources: [pods, pods/log], resourceNames: ["*"], verbs: [get] }
          - { nonResourceURLs: [/metrics, /healthz/*], verbs: [get] }
        ---
        kind: Role
        metadata: { name: nothing, namespace: shop }
        rules:
      `,
    ],
    unknown: [
      {
        source: `
          kind: ClusterRole
          metadata: { name: monitoring }
          aggregationRule: { clusterRoleSelectors: [{ matchLabels: { monitoring: "true" } }] }
          rules: []
          # ??? filled by the cluster from other roles
        `,
      },
    ],
  },
});

const FIELDS = ['apiGroups', 'resources', 'verbs', 'nonResourceURLs'] as const;
type Field = (typeof FIELDS)[number];

function* judgeList(role: Resource, rule: Value, field: Field): Iterable<Outcome> {
  const entries = listed(rule.get(field));
  if (entries.hidden !== undefined) yield { notJudged: entries.hidden };
  for (const entry of entries.items) if (isWildcard(field, entry.text() ?? '')) yield toFinding(role, rule, field, entry);
}

/** A path that ends with a star covers what is below it, and is a wildcard only where that is everything. Source: Kubernetes API reference, PolicyRule v1 rbac, nonResourceURLs. */
function isWildcard(field: Field, text: string): boolean {
  if (field === 'nonResourceURLs') return text === '*' || text === '/*';
  return field === 'resources' ? text.split('/').includes('*') : text === '*';
}

function toFinding(role: Resource, rule: Value, field: Field, { at, pointer }: Value): Finding {
  const finding = { at, pointer, message: `role "${role.name}" has a wildcard in ${field}` };
  if (field !== 'verbs' || rule.get('resources').isAbsent) return finding;
  return { ...finding, fixes: [edit('Name the verbs instead of "*"', 'restricts', set(rule, ['verbs'], USUAL_VERBS))] };
}
