import type { SourceFile } from '../../syntax/document.js';
import type { Problem } from '../../syntax/place.js';
import type { Attestation, Baseline, OwnDocument, PostureProfile, Waiver, ZeroTrustPolicy } from './kinds.js';
import { parseOwnDocuments } from './parse.js';

/** What our own documents of a root say. */
export interface OwnDocuments {
  readonly profile: PostureProfile | undefined;
  readonly attestations: readonly Attestation[];
  readonly waivers: readonly Waiver[];
  readonly baselines: readonly Baseline[];
  readonly policies: readonly ZeroTrustPolicy[];
  readonly problems: readonly Problem[];
}

/** Reads `heptad.yaml`, where there is one, and the files of `.heptad/` and `spec.documents`. There is one profile for a root, and nothing is merged. */
export function collectDocuments(profileFile: SourceFile | undefined, others: readonly SourceFile[]): OwnDocuments {
  const own = profileFile === undefined ? undefined : parseProfileFile(profileFile);
  const read = others.map(parseOwnDocuments);
  const documents = [...(own?.others ?? []), ...read.flatMap((file) => file.documents)];
  const problems = [...(own?.problems ?? []), ...read.flatMap((file) => file.problems)];
  const found = new Map<string, OwnDocument>();
  for (const document of documents) {
    const key = `${document.kind} "${document.name}"`;
    if (document.kind === 'PostureProfile') problems.push(wrong(document, 'a PostureProfile counts only in heptad.yaml'));
    else if (found.has(key)) problems.push(wrong(document, `there is another ${key}`));
    else found.set(key, document);
  }
  problems.push(...repeatedBaselines([...found.values()]));
  const of = <K extends OwnDocument['kind']>(kind: K): readonly Extract<OwnDocument, { kind: K }>[] =>
    [...found.values()].filter((document): document is Extract<OwnDocument, { kind: K }> => document.kind === kind);
  return {
    profile: own?.profile,
    attestations: of('Attestation'),
    waivers: of('Waiver'),
    baselines: of('Baseline'),
    policies: of('ZeroTrustPolicy'),
    problems,
  };
}

/** Reads a file that must hold a profile: `heptad.yaml`, or the one that `--profile` names. */
export function parseProfileFile(file: SourceFile): {
  readonly profile: PostureProfile | undefined;
  readonly others: readonly OwnDocument[];
  readonly problems: readonly Problem[];
} {
  const { documents, problems } = parseOwnDocuments(file);
  const [profile, ...more] = documents.filter((document) => document.kind === 'PostureProfile');
  const others = documents.filter((document) => document.kind !== 'PostureProfile');
  const extra = more.map((document) => wrong(document, 'there is another PostureProfile above it'));
  // Where something is wrong already, that is why there is none.
  const broken = problems.length > 0 || file.unread !== undefined || file.documents.some((document) => document.broken);
  const none: readonly Problem[] =
    profile === undefined && !broken
      ? [{ code: 'bad-document', severity: 'error', message: 'no PostureProfile of heptad.dev/v1alpha1 in it', path: file.path }]
      : [];
  return { profile, others, problems: [...problems, ...extra, ...none] };
}

/** Drift is a question to one baseline: which of two counts must not depend on the order of files. */
function repeatedBaselines(documents: readonly OwnDocument[]): readonly Problem[] {
  const first = new Map<string, string>();
  return documents.flatMap((document) => {
    if (document.kind !== 'Baseline') return [];
    const other = first.get(document.target);
    if (other === undefined) first.set(document.target, document.path);
    return other === undefined ? [] : [wrong(document, `another baseline of target "${document.target}" is in ${other}`)];
  });
}

function wrong(document: OwnDocument, message: string): Problem {
  return { code: 'bad-document', severity: 'error', message, path: document.path, at: document.at };
}
