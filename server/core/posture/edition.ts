import { EDITION } from '../rules/rule.js';

/** The first edition there is. */
const FIRST = '2026.1';

/** The form of an edition: year, number in the year, and before the release `-preview`. */
export const EDITION_FORM = /^(\d{4})\.(\d{1,3})(-preview)?$/;

/** True when a rule that came with edition `since` is newer than the edition that is judged by. A preview counts as its edition. */
export function isNewer(since: string, judgedBy: string): boolean {
  return order(since) > order(judgedBy);
}

/** The edition to judge by for one that a profile pins; undefined when this version does not know it. */
export function editionFor(pinned: string | undefined): string | undefined {
  if (pinned === undefined) return EDITION;
  if (!EDITION_FORM.test(pinned) || isNewer(FIRST, pinned) || isNewer(pinned, EDITION)) return undefined;
  // While the current edition is a preview, pinning it by number gives the preview, and says so.
  return isNewer(EDITION, pinned) ? pinned : EDITION;
}

function order(edition: string): number {
  const parts = EDITION_FORM.exec(edition);
  return parts === null ? 0 : Number(parts[1]) * 1000 + Number(parts[2]);
}
