import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { PROFILE } from '../posture/analysis.js';
import { visible } from './escape.js';
import { type Note, notesOf, type PipelineView, readSentence } from './notes.js';

/** An entry of GitLab's Code Quality report: the fields that GitLab reads (docs.gitlab.com/ci/testing/code_quality, report format). */
export interface CodeQualityEntry {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: 'info' | 'minor' | 'major' | 'critical' | 'blocker';
  readonly location: { readonly path: string; readonly lines: { readonly begin: number; readonly end?: number } };
}

/** Where an entry points that stands in no file: GitLab asks for a path. */
function nowhere({ context }: PipelineView): string {
  return context.shown(PROFILE);
}

/** The report as GitLab's Code Quality takes it. GitLab compares fingerprints of two runs, and keeps one entry of each: so none is there twice. */
export function toGitlab(view: PipelineView): readonly CodeQualityEntry[] {
  const seen = new Map<string, number>();
  const unique = (key: string): string => {
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return bytesToHex(sha256(utf8ToBytes(`${key}\u0000${before}`))).slice(0, 32);
  };
  const entries = notesOf(view).map((note) => entry(note, unique(`${note.check}\u0000${note.fingerprint}\u0000${note.path}`), view));
  const read: CodeQualityEntry = {
    description: visible(readSentence(view)),
    check_name: 'heptad-files',
    fingerprint: unique('heptad-files'),
    severity: 'info',
    location: { path: nowhere(view), lines: { begin: 1 } },
  };
  return [...entries, read];
}

function entry(note: Note, fingerprint: string, view: PipelineView): CodeQualityEntry {
  const { check, message, path, range } = note;
  const begin = range?.start.line ?? 1;
  const end = range?.end.line ?? begin;
  return {
    description: visible(message),
    check_name: visible(check),
    fingerprint,
    severity: severityOf(note, view),
    // A path leads to a file in GitLab: it stays as it is, and JSON holds any text.
    location: { path: path === '' ? nowhere(view) : path, lines: end > begin ? { begin, end } : { begin } },
  };
}

/** `blocker`: there is no answer, or it holds the gate back. `critical`: a problem of the files. `major`, `minor`, `info`: an error, a warning, a note. */
function severityOf({ kind, severity, check, fails }: Note, { command }: PipelineView): CodeQualityEntry['severity'] {
  if (check === 'cannot-judge' || (command === 'gate' && kind !== 'problem' && fails)) return 'blocker';
  if (kind === 'problem' && severity === 'error') return 'critical';
  return severity === 'error' ? 'major' : severity === 'warning' ? 'minor' : 'info';
}
