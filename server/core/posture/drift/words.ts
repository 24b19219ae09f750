import type { BaselineFacts } from '../documents/kinds.js';
import { floor, type Rational, subtract, ZERO } from '../rational.js';
import { gainWords } from '../words.js';
import { CAUSES, type Cause, type Change } from './compare.js';
import type { Drift } from './drift.js';
import { ITSELF } from './snapshot.js';

/** `since baseline 4f2c1ab`, or `since 2026-11-03` where no commit is known. */
export function sinceWords({ commit, written }: Pick<BaselineFacts, 'commit' | 'written'>): string {
  return `since ${commit === undefined ? written : `baseline ${commit.slice(0, 7)}`}`;
}

const TITLES: Readonly<Record<Cause, string>> = {
  broken: 'broken',
  'no-longer-judged': 'no longer judged',
  expired: 'expired',
  'newly-judged': 'newly judged',
  added: 'added',
  removed: 'removed',
  fixed: 'fixed',
  edition: 'by another edition',
};

/** `1 broken, 2 fixed`; undefined where nothing changed. */
export function driftWords({ counts, changes }: Pick<Drift, 'counts' | 'changes'>): string | undefined {
  const failing = changes.filter(({ cause, is }) => cause === 'added' && is === 'failed').length;
  const open = changes.filter(({ cause, is }) => cause === 'added' && is === 'unknown').length;
  const details = [...(failing === 0 ? [] : [`${failing} failing`]), ...(open === 0 ? [] : [`${open} not judged`])];
  const parts = CAUSES.flatMap((cause) => {
    const count = counts.get(cause) ?? 0;
    return count === 0 ? [] : [`${count} ${TITLES[cause]}${cause === 'added' && details.length > 0 ? ` (${details.join(', ')})` : ''}`];
  });
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** How the score moved: `+7`, `-2`, `+0.3`, `unchanged`. Whole numbers are the difference of the scores that were shown. */
export function changeWords(now: Rational, change: Rational): string {
  if (change.n === 0n) return 'unchanged';
  const whole = floor(now) - floor(subtract(now, change));
  if (whole !== 0) return whole > 0 ? `+${whole}` : `${whole}`;
  const isUp = change.n > 0n;
  const tenths = gainWords(isUp ? change : subtract(ZERO, change)) ?? '';
  return tenths === '<0.1' ? `${isUp ? 'up' : 'down'} by less than 0.1` : `${isUp ? '+' : '-'}${tenths}`;
}

/** `shop/cart server` for a container of a workload, `ClusterRole admin` for what has no namespace. */
export function subjectWords(id: string): string {
  if (id === ITSELF) return 'the target';
  const [kind = '', namespace = '', ...rest] = id.split('|');
  const part = rest.length > 1 ? (rest.at(-1) ?? '') : '';
  const name = rest.length > 1 ? rest.slice(0, -1).join('|') : (rest[0] ?? '');
  return `${namespace === '' ? `${kind.slice(kind.indexOf('/') + 1)} ` : `${namespace}/`}${name}${part === '' ? '' : ` ${part}`}`;
}

/** What changed, as a sentence without its end: `shop/temp-allow fails no-allow-all-authorization since baseline 4f2c1ab`. */
export function changeSentence(change: Change, baseline: BaselineFacts): string {
  const { cause, subject, rule, is, was, reason } = change;
  const name = subjectWords(subject);
  const since = sinceWords(baseline);
  const why = reason === undefined ? '' : `: ${reason}`;
  switch (cause) {
    case 'broken':
      return was === 'failed' ? `${name} fails ${rule} with more findings ${since}` : `${name} fails ${rule} ${since}`;
    case 'added':
      return is === 'failed' ? `${name} is new and fails ${rule}` : `${name} is new, ${rule}: ${is ?? ''}${why}`;
    case 'newly-judged':
      return is === undefined
        ? `something of ${rule} is in sight`
        : is === 'failed'
          ? `${name} is judged now and fails ${rule}`
          : `${name} is judged now and passes ${rule}`;
    case 'no-longer-judged':
      return `${name} is no longer judged by ${rule}${why}`;
    case 'expired':
      return `${name}, ${rule}${why}`;
    case 'removed':
      return `${name} is gone from ${rule}`;
    case 'fixed':
      return is === 'failed' ? `${name} fails ${rule} with fewer findings` : `${name} passes ${rule}`;
    case 'edition':
      return is === undefined ? `${rule} counts no more` : `${rule} counts by edition or version`;
  }
}
