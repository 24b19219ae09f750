import { Value } from '../../inventory/value.js';
import { PILLARS } from '../../rules/rule.js';
import type { SourceDocument, SourceFile } from '../../syntax/document.js';
import { reportable } from '../../syntax/kubernetes.js';
import type { Problem } from '../../syntax/place.js';
import { dayNumber, daysBetween } from '../dates.js';
import { floor, parseRational } from '../rational.js';
import { API_VERSION, KINDS, type OwnDocument, type TargetDeclaration } from './kinds.js';
import { readDocument } from './read.js';
import { type Fault, faultsOf, isOwnKind } from './validate.js';

const GROUP = 'heptad.dev/';

/** Our own documents of a file. One that is wrong is left out and has problems `bad-document`; documents of others are passed over. */
export function parseOwnDocuments(file: SourceFile): { readonly documents: readonly OwnDocument[]; readonly problems: readonly Problem[] } {
  const documents: OwnDocument[] = [];
  const problems: Problem[] = [];
  for (const source of file.documents) {
    const read = parseDocument(source);
    if (read.document !== undefined) documents.push(read.document);
    problems.push(...read.faults.map(({ message, at }) => ({ code: 'bad-document', severity: 'error' as const, message, path: file.path, at })));
  }
  return { documents, problems: [...problems, ...unheard(file)] };
}

/** What is wrong with the text of a file in which nothing says that it is ours: reports pass over it as YAML of somebody else. */
function unheard(file: SourceFile): readonly Problem[] {
  if (reportable(file).length > 0) return [];
  const errors = file.documents.flatMap((document) => document.problems).filter(({ severity }) => severity === 'error');
  return errors.map((problem) => ({ ...problem, code: 'bad-document' }));
}

interface Read {
  readonly document?: OwnDocument;
  readonly faults: readonly Fault[];
}

function parseDocument(source: SourceDocument): Read {
  const root = Value.root(source.id, source.facts);
  const version = root.get('apiVersion');
  // The problems of a document that cannot be read whole are those of its syntax.
  if (source.broken || version.text()?.startsWith(GROUP) !== true) return { faults: [] };
  if (version.text() !== API_VERSION) return { faults: [{ message: `apiVersion is not ${API_VERSION}`, at: version.at }] };
  const kind = root.get('kind').text() ?? '';
  if (!isOwnKind(kind)) return { faults: [{ message: `kind is none of ${KINDS.join(', ')}`, at: root.get('kind').at }] };
  const faults = faultsOf(kind, root);
  if (faults.length > 0) return { faults };
  const document = readDocument(kind, root, source.path);
  const wrong = meaningFaults(document, root.get('spec'));
  return wrong.length > 0 ? { faults: wrong } : { document, faults: [] };
}

/** What a schema cannot say. */
function meaningFaults(document: OwnDocument, spec: Value): readonly Fault[] {
  if (document.kind === 'PostureProfile') return repeatedTargets(document.targets?.value ?? []);
  if (document.kind === 'Baseline') return [...dayFaults(spec, 'written'), ...scoreFaults(spec, ...PILLARS.map((pillar) => spec.path('pillars', pillar)))];
  if (document.kind !== 'Attestation' && document.kind !== 'Waiver') return [];
  const faults = dayFaults(spec, 'issued', 'expires');
  if (faults.length > 0) return faults;
  return daysBetween(document.issued, document.expires) < 0 ? [{ message: '"expires" is before "issued"', at: spec.get('expires').at }] : [];
}

function dayFaults(spec: Value, ...keys: readonly string[]): readonly Fault[] {
  return keys.flatMap((key) => {
    const day = spec.get(key);
    return dayNumber(day.text() ?? '') === undefined ? [{ message: `"${day.text() ?? ''}" is no day of the calendar`, at: day.at }] : [];
  });
}

/** A score that people read and the fraction that counts must be one. */
function scoreFaults(...standings: readonly Value[]): readonly Fault[] {
  return standings.flatMap((standing) => {
    const exact = parseRational(standing.get('exact').text() ?? '');
    const score = standing.get('score');
    return exact !== undefined && floor(exact) === Number(score.toPlain()) ? [] : [{ message: '"score" is not "exact" rounded down', at: score.at }];
  });
}

function repeatedTargets(targets: readonly TargetDeclaration[]): readonly Fault[] {
  const names = new Set<string>();
  return targets.flatMap(({ name, at }) => {
    if (!names.has(name)) {
      names.add(name);
      return [];
    }
    return [{ message: `two targets are named "${name}"`, at }];
  });
}
