import { admissionPolicies } from '../../inventory/admission/admission.js';
import { untouchedNamespaces } from '../../inventory/admission/untouched.js';
import type { Inventory } from '../../inventory/inventory.js';
import type { PolicyDraft } from '../../inventory/policy-draft.js';
import type { Resource } from '../../inventory/resource.js';
import { defineGenerator, type Gap, type Generated, type How, NOTHING } from '../generator.js';
import { type About, manifestName, ownObjects, rolloutOf } from '../own.js';
import { slugOf } from '../slug.js';
import { approvedRegistries } from './approved-registries.js';
import type { Intent } from './intent.js';
import { mtlsGuard } from './mtls-guard.js';
import { noPrivileged } from './no-privileged.js';
import { nonRoot } from './non-root.js';
import { clusterPolicy, validatingPolicy } from './policies.js';
import { resourceLimits } from './resource-limits.js';

const INTENTS: readonly Intent[] = [nonRoot, noPrivileged, resourceLimits, approvedRegistries, mtlsGuard];

/** Policies of `policies.kyverno.io/v1`, which Kyverno runs from 1.17 on. */
export const kyverno = defineGenerator({
  id: 'kyverno',
  enforces: INTENTS.map(({ id }) => id),
  summary: 'Kyverno ValidatingPolicies: refuse what breaks the intent when it is admitted, after a time of audit.',
  audits: true,
  suits: () => true,
  generate: (policy, inventory, how) => generateWith(validatingPolicy, policy, inventory, how),
});

/** Policies of `kyverno.io/v1` with the same expressions, for clusters before Kyverno 1.17: from 1.20 on it does not run them. Written only when asked for. */
export const kyvernoClusterPolicy = defineGenerator({
  id: 'kyverno-clusterpolicy',
  enforces: INTENTS.map(({ id }) => id),
  summary: 'Kyverno ClusterPolicies, for clusters before Kyverno 1.17: the same checks as the ValidatingPolicies.',
  audits: true,
  suits: () => false,
  generate: (policy, inventory, how) => generateWith(clusterPolicy, policy, inventory, how),
});

function generateWith(write: typeof validatingPolicy, policy: PolicyDraft, inventory: Inventory, how: How): Generated {
  const intent = INTENTS.find(({ id }) => id === policy.intent);
  if (intent === undefined) return NOTHING;
  const excluded = inventory.view(untouchedNamespaces);
  const manifest = { engine: 'kyverno', slug: slugOf(intent.id) } as const;
  const about: About = { manifest: manifestName(manifest), controls: intent.controls };
  const rollout = rolloutOf(ownObjects(inventory, about.manifest), how, (resource) => isAuditing(inventory, resource));
  const checks = intent.checks(policy, inventory, excluded);
  return {
    manifests: checks.length === 0 ? [] : [{ ...manifest, objects: checks.map((check) => write(check, rollout, about)) }],
    gaps: [...intent.gaps(policy, inventory), ...(checks.length === 0 ? [] : [wideGap(excluded)])],
    preview: { refuses: intent.refuses(policy, inventory, excluded), keeps: [], unresolved: [] },
  };
}

/** A policy of the cluster holds for more than the target shows, such as the pods of a network plugin. */
function wideGap(excluded: readonly string[]): Gap {
  const left = excluded.map((name) => `"${name}"`).join(', ');
  return {
    message: `the policy is for the whole cluster but ${left}: what breaks it elsewhere is not in sight, so read its reports before it enforces`,
    expressibleBy: [],
  };
}

function isAuditing(inventory: Inventory, resource: Resource): boolean {
  const policy = inventory.view(admissionPolicies).find((candidate) => candidate.resource === resource);
  return policy?.effects.some(({ kind }) => kind === 'reports') ?? false;
}
