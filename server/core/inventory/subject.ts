import type { Place } from '../syntax/place.js';
import type { Reason } from './known.js';

/** `group/Kind|namespace|name|part`: no target, path, line or order, so that it is the same wherever the object stands. */
export type SubjectId = string;

/** What a rule judges, once each. */
export interface Subject {
  readonly id: SubjectId;
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly part?: string | undefined;
  /** Where a reader finds it: its name, else its first key. */
  readonly at: Place;
  /** Where it begins in its document: finding pointers are made relative to it. */
  readonly pointer: string;
  /** Why nothing of it can be judged; the runner then does not call the rule's check. */
  readonly unknown?: Reason | undefined;
}

/** The id of a subject from its parts. */
export function subjectId(group: string, kind: string, namespace: string, name: string, part = ''): SubjectId {
  // Joined, not a template: ids are kept by the hundred thousand, and this makes each one piece.
  return [group, '/', kind, '|', namespace, '|', name, '|', part].join('');
}

/** How a namespace is shown: one that no file sets has the name ''. */
export function shownNamespace(namespace: string): string {
  return namespace === '' ? 'not set' : namespace;
}
