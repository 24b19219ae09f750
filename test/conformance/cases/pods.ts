import type { Refused, Sample } from '../case.js';

const OPENING: Readonly<Record<string, string>> = {
  Pod: '',
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  ReplicaSet: 'apps/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
};

/** Everything that a pod of these samples has beside what the sample is about. */
export interface PodParts {
  /** The spec of the pod, as YAML in flow style. */
  readonly spec: string;
  readonly kind?: 'Pod' | 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicaSet' | 'Job' | 'CronJob' | undefined;
  readonly namespace?: string | undefined;
  /** Labels and annotations of the pod, in flow style; without both, a template of a Job has no metadata. */
  readonly labels?: string | undefined;
  readonly annotations?: string | undefined;
}

/** A pod, or what makes one, that must be admitted: in another namespace than that of the target, since it is left alone there. */
export function admitted(name: string, parts: PodParts): Sample {
  return { name, text: podText(name, parts), ...(parts.namespace === undefined ? {} : { leftAlone: true }) };
}

/** One that must be refused with these words. */
export function refused(name: string, says: string, parts: PodParts): Refused {
  return { name, says, text: podText(name, parts) };
}

/** Block style at the top: some readers take a document that begins with a brace for JSON. */
function podText(title: string, { kind = 'Pod', namespace = 'shop', spec, labels, annotations }: PodParts): string {
  const name = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const isBatch = kind === 'Job' || kind === 'CronJob';
  const ownLabels = kind === 'Pod' || isBatch ? labels : `{ app: sample${(labels ?? '').replace(/^\{ */, ', ').replace(/ *\}$/, '')} }`;
  const own = [...(ownLabels === undefined ? [] : [`labels: ${ownLabels}`]), ...(annotations === undefined ? [] : [`annotations: ${annotations}`])];
  const head = `apiVersion: ${OPENING[kind] || 'v1'}\nkind: ${kind}\n`;
  if (kind === 'Pod') return `${head}metadata: { ${[`name: ${name}`, `namespace: ${namespace}`, ...own].join(', ')} }\nspec: ${spec}\n`;
  const podSpec = isBatch ? spec.replace(/ *\}$/, ', restartPolicy: Never }') : spec;
  const template = `template: { ${own.length === 0 ? '' : `metadata: { ${own.join(', ')} }, `}spec: ${podSpec} }`;
  const around: Readonly<Record<string, string>> = {
    Job: `{ ${template} }`,
    CronJob: `{ schedule: '0 * * * *', jobTemplate: { spec: { ${template} } } }`,
    StatefulSet: `{ serviceName: sample, selector: { matchLabels: { app: sample } }, ${template} }`,
  };
  return `${head}metadata: { name: ${name}, namespace: ${namespace} }\nspec: ${around[kind] ?? `{ selector: { matchLabels: { app: sample } }, ${template} }`}\n`;
}
