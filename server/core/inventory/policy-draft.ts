import type { SubjectId } from './subject.js';

/** What a generator is asked to write: the intent, and the subject that it is for; '' is the whole target. */
export interface PolicyDraft {
  readonly intent: string;
  readonly subject: SubjectId;
  /** Options of the intent, such as `registries`. */
  readonly with?: Readonly<Record<string, readonly string[]>> | undefined;
}
