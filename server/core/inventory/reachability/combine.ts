import type { Match } from '../selectors.js';

/** A policy that may hold, and whether one of its rules admits the connection. */
export interface Weighed<T> {
  readonly policy: T;
  /** Whether it holds: from then on only what a rule admits is let through. */
  readonly holds: Match;
  readonly admits: Match;
}

/**
 * What policies say together that add up: with none that holds everything is let through, else what one that holds admits.
 * The answer is `yes` or `no` only where it is so whatever the unknown parts are.
 */
export function addUp<T>(policies: readonly Weighed<T>[]): Match {
  if (policies.some(({ holds, admits }) => holds === 'yes' && admits === 'yes')) return 'yes';
  if (policies.every(({ holds, admits }) => holds === 'no' || admits === 'yes')) return 'yes';
  if (policies.some(({ holds }) => holds === 'yes') && policies.every(({ holds, admits }) => holds === 'no' || admits === 'no')) return 'no';
  for (const { holds, admits } of policies) {
    if (holds === 'no' || (holds === 'yes' && admits === 'no')) continue;
    const doubt = [admits, holds].find((match) => typeof match === 'object');
    if (doubt !== undefined) return doubt;
  }
  return { unknown: 'whether a policy holds is not known' };
}

/** The answer where all agree; else why they may not. */
export function agreed(answers: readonly Match[], otherwise: string): Match {
  const [first, ...rest] = answers;
  if (first === undefined) return { unknown: otherwise };
  if (typeof first === 'object') return first;
  const doubt = rest.find((answer) => typeof answer === 'object');
  if (doubt !== undefined) return doubt;
  return rest.every((answer) => answer === first) ? first : { unknown: otherwise };
}
