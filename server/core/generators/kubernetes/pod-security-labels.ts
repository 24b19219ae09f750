import type { Inventory, Namespace } from '../../inventory/inventory.js';
import { enforcementOf } from '../../inventory/pods/pod-security-admission.js';
import type { Resource } from '../../inventory/resource.js';
import type { Edit, NonEmpty } from '../../syntax/edit/edit.js';
import { defineGenerator, type Gap, type Generated, type How, NOTHING, type PodSecurityLevel, together } from '../generator.js';
import { CONTROLS as CONTROLS_KEY, HEPTAD, MANAGED_BY, MANIFEST, manifestName, withoutOwn } from '../own.js';
import { scopeOf } from '../scope.js';
import { slugOf } from '../slug.js';
import { gapAt } from '../words.js';

/**
 * Pod Security labels of namespaces: the API server enforces the level that all workloads in sight pass, and tells of all that `restricted` would refuse.
 * Sources: Kubernetes documentation, Pod Security Admission, labels; Pod Security Standards.
 */
export const podSecurityLabels = defineGenerator({
  id: 'pod-security-labels',
  enforces: ['pod-security'],
  summary: 'Pod Security labels: enforce the level that the workloads pass, warn and audit at restricted.',
  audits: false,
  suits: () => true,

  generate(policy, inventory, how) {
    return together(scopeOf(policy, inventory).namespaces.map(({ name }) => labelled(inventory, name, how)));
  },
});

/** Ids of NIST SP 800-53 that Pod Security Admission bears on. */
export const CONTROLS = ['AC-6', 'AC-16', 'CM-6', 'SC-39'];

function labelled(all: Inventory, name: string, { podSecurity }: How): Generated {
  const slug = slugOf(name, 'pod-security');
  const manifest = manifestName({ engine: 'kubernetes', slug });
  const inventory = withoutOwn(all, manifest);
  const namespace = inventory.namespaces().find((one) => one.name === name);
  if (namespace === undefined || isEnforced(inventory, namespace)) return NOTHING;
  if (name === '') return { ...NOTHING, gaps: [gapAt(namespace, 'the namespace is not set: whoever creates it sets its labels')] };
  const dryRun = podSecurity?.(name);
  if (dryRun === undefined || dryRun.level === 'privileged')
    return { ...NOTHING, gaps: [...refusedGaps(dryRun), gapAt(namespace, `${namespace.shown} has workloads that baseline refuses: mend them first`)] };
  const said = { gaps: refusedGaps(dryRun), preview: { ...NOTHING.preview, refuses: UNSEEN } };
  const { resource } = namespace;
  if (resource !== undefined && !resource.isContext) return { ...said, manifests: [], edits: [editsOf(resource, dryRun.level)] };
  if (resource !== undefined)
    return { ...NOTHING, gaps: [...said.gaps, gapAt(namespace, `${namespace.shown} is declared in the context: set ${ENFORCE}: ${dryRun.level} there`)] };
  const metadata = {
    name,
    labels: { [MANAGED_BY]: HEPTAD, ...Object.fromEntries(labelsFor(dryRun.level)) },
    annotations: { [CONTROLS_KEY]: CONTROLS.join(', '), [MANIFEST]: manifest },
  };
  return { ...said, manifests: [{ engine: 'kubernetes', slug, objects: [{ apiVersion: 'v1', kind: 'Namespace', metadata }] }] };
}

const PREFIX = 'pod-security.kubernetes.io';
const ENFORCE = `${PREFIX}/enforce`;
const UNSEEN = [{ message: 'pods of the namespace that are not in sight are refused where they break the level' }];

/** A level that holds already is left as it is: restricted is never lowered, and baseline is somebody's decision. */
function isEnforced(inventory: Inventory, namespace: Namespace): boolean {
  const { level } = enforcementOf(inventory, namespace);
  return level.known && (level.value === 'baseline' || level.value === 'restricted');
}

function labelsFor(level: PodSecurityLevel['level']): NonEmpty<readonly [string, string]> {
  return [
    [ENFORCE, level],
    [`${PREFIX}/warn`, 'restricted'],
    [`${PREFIX}/audit`, 'restricted'],
  ];
}

/** What keeps the workloads from the next level. */
function refusedGaps(dryRun: PodSecurityLevel | undefined): readonly Gap[] {
  if (dryRun === undefined || dryRun.level === 'restricted') return [];
  const next = dryRun.level === 'baseline' ? 'restricted' : 'baseline';
  return dryRun.refused.map((note) => ({ ...note, message: `${next} refuses: ${note.message}`, expressibleBy: [] }));
}

/** The labels are set in the Namespace object that a file holds. */
function editsOf(resource: Resource, level: PodSecurityLevel['level']): NonEmpty<Edit> {
  const edit = ([key, value]: readonly [string, string]): Edit => {
    return { op: 'set', at: resource.root.get('metadata').at, pointer: resource.root.pointer, path: ['metadata', 'labels', key], value };
  };
  const [first, ...others] = labelsFor(level);
  return [edit(first), ...others.map(edit)];
}
