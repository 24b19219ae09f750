import type { SourceFile } from '../../syntax/document.js';
import type { Problem } from '../../syntax/place.js';
import { type Member, Resource } from '../resource.js';
import { chartDraft } from './chart.js';
import { detect, filesDraft, type Ground } from './detect.js';
import { duplicatesIn } from './duplicates.js';
import { testFragments } from './fragments.js';
import { kustomizationDraft } from './kustomize/build.js';
import { graphOf } from './kustomize/graph.js';
import { consumedBy } from './kustomize/references.js';
import { comparePaths, folderOf, isWithin, pathFrom, ROOT } from './paths.js';
import { stateOf } from './states.js';
import type { DeclaredTarget, Draft, Target, TargetOptions, TargetSet } from './target.js';
import { holdsManifests, objectsOf, type Workspace, workspaceOf } from './workspace.js';

export type { DeclaredTarget, FileState, Target, TargetKind, TargetOptions, TargetSet, Unread } from './target.js';

/** The path under which standard input is given: rendered manifests, which are a target of their own. */
export const INPUT = '-';

/**
 * What lands in one cluster together: the targets of the files of a root, detected or declared, and what became of each file.
 * Standard input takes the place of declared targets.
 */
export function* findTargets(files: readonly SourceFile[], options: TargetOptions = {}): Generator<undefined, TargetSet> {
  const ground = groundOf(workspaceOf(files.filter((file) => file.path !== INPUT)));
  yield;
  const problems: Problem[] = [];
  const context = yield* contextOf(ground, options, problems);
  const inputs = files.filter((file) => file.path === INPUT).map(inputDraft);
  const declared = inputs.length > 0 ? [] : (options.targets ?? []);
  const isContext = (path: string): boolean => context.folders.some((folder) => isWithin(path, folder));
  const found = declared.length > 0 ? yield* declaredDrafts(ground, declared, problems) : yield* detect(ground, ROOT, isContext);
  const drafts = [...found, ...inputs];
  const targets = yield* finish(drafts, context);
  const used = new Set([context, ...drafts].flatMap((draft) => [...draft.used]));
  const ordered = [...files].sort((one, other) => comparePaths(one.path, other.path));
  const states = ordered.map((file) => stateOf({ ground, used, isDeclared: declared.length > 0 }, file));
  return { targets, files: states, problems };
}

function groundOf(workspace: Workspace): Ground {
  const consumed = new Map<string, string>();
  for (const kustomization of workspace.kustomizations.values()) for (const { path, as } of consumedBy(workspace, kustomization)) consumed.set(path, as);
  return { workspace, graph: graphOf(workspace), consumed, fragments: testFragments(workspace) };
}

/** What protects every target. */
type Context = Pick<Draft, 'members' | 'unread' | 'used'> & { readonly folders: readonly string[] };

function* contextOf(ground: Ground, { context = [], factsMembers }: TargetOptions, problems: Problem[]): Generator<undefined, Context> {
  const drafts: Pick<Draft, 'members' | 'unread' | 'used'>[] = [];
  const folders: string[] = [];
  for (const written of context) {
    const path = pathFrom(ROOT, written);
    const file = path === undefined ? undefined : ground.workspace.files.get(path);
    const facts = file === undefined ? undefined : factsMembers?.(file);
    const draft = path === undefined || facts !== undefined ? undefined : yield* draftAt(ground, path);
    if (path !== undefined && facts !== undefined) drafts.push({ members: facts, unread: [], used: new Set([path]) });
    else if (draft !== undefined) drafts.push({ ...draft, used: withoutValues(draft) });
    else problems.push(missing(written, 'context'));
    problems.push(...(draft?.problems ?? []));
    if (path !== undefined) folders.push(path);
  }
  return {
    members: drafts.flatMap((draft) => draft.members.map((member) => ({ ...member, context: true }))),
    unread: drafts.flatMap((draft) => draft.unread),
    used: new Set(drafts.flatMap((draft) => [...draft.used])),
    folders,
  };
}

/** Values protect nothing. */
function withoutValues({ used, values }: Draft): ReadonlySet<string> {
  const paths = new Set(values.map(({ path }) => path));
  return new Set([...used].filter((path) => !paths.has(path)));
}

function* declaredDrafts(ground: Ground, declared: readonly DeclaredTarget[], problems: Problem[]): Generator<undefined, readonly Draft[]> {
  const drafts: Draft[] = [];
  for (const { path: written, name, namespace } of declared) {
    const path = pathFrom(ROOT, written);
    const draft = path === undefined ? undefined : yield* draftAt(ground, path);
    if (draft === undefined) problems.push(missing(written, 'target'));
    else
      drafts.push({
        ...draft,
        name: name ?? path ?? written,
        members: namespace === undefined ? draft.members : draft.members.map((member) => inNamespace(member, namespace)),
      });
  }
  return drafts;
}

/** What a path is as a target: a kustomization, a chart, one file, or all that lies in the folder. */
function* draftAt(ground: Ground, path: string): Generator<undefined, Draft | undefined> {
  const { workspace } = ground;
  const kustomization = workspace.kustomizations.get(path) ?? [...workspace.kustomizations.values()].find((one) => one.path === path);
  if (kustomization !== undefined) return yield* kustomizationDraft(workspace, kustomization);
  if (workspace.charts.includes(path)) return chartDraft(workspace, path);
  if (workspace.files.has(path)) return filesDraft(workspace, folderOf(path), [path]);
  if (!workspace.folders.has(path)) return undefined;
  const parts = yield* detect(ground, path, () => false);
  return {
    name: path,
    kind: 'folder',
    folder: path,
    members: parts.flatMap((part) => part.members),
    problems: parts.flatMap((part) => part.problems),
    unread: parts.flatMap((part) => part.unread),
    values: parts.flatMap((part) => part.values),
    used: new Set(parts.flatMap((part) => [...part.used])),
  };
}

/** Gives an object without a namespace the one of its target. */
function inNamespace(member: Member, namespace: string): Member {
  const resource = new Resource(member);
  return resource.isClusterScoped || resource.namespace !== '' ? member : { ...member, edits: { ...member.edits, namespace } };
}

function inputDraft(file: SourceFile): Draft {
  return {
    name: 'stdin',
    kind: 'input',
    folder: ROOT,
    members: file.documents.flatMap(objectsOf),
    problems: [],
    unread: [],
    values: [],
    used: new Set(holdsManifests(file) ? [file.path] : []),
  };
}

function missing(written: string, what: 'target' | 'context'): Problem {
  return { code: 'config', severity: 'error', message: `the ${what} "${written}" has no files here`, path: 'heptad.yaml' };
}

/** Names each target once, adds the context to it and looks for objects that are there twice. */
function* finish(drafts: readonly Draft[], context: Context): Generator<undefined, readonly Target[]> {
  const names = new Set<string>();
  const targets: Target[] = [];
  for (const { used: _, ...draft } of drafts) {
    const name = freeName(names, draft);
    names.add(name);
    const own = new Set(draft.members.map((member) => member.document));
    const members = [...draft.members, ...context.members.filter((member) => !own.has(member.document))];
    const problems = [...draft.problems, ...(yield* duplicatesIn(draft.members, draft.kind))];
    targets.push({ ...draft, name, members, problems, unread: [...draft.unread, ...context.unread] });
    yield;
  }
  return targets;
}

function freeName(taken: ReadonlySet<string>, { name, kind }: Pick<Draft, 'name' | 'kind'>): string {
  if (!taken.has(name)) return name;
  for (let number = 1; ; number++) {
    const other = number === 1 ? `${name} (${kind})` : `${name} (${kind} ${number})`;
    if (!taken.has(other)) return other;
  }
}
