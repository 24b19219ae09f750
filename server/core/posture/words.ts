import type { Pillar, Stage } from '../rules/rule.js';
import type { RulePosture } from './counts.js';
import { floor, type Rational, rational, times } from './rational.js';
import { type Level, overallLevel, type PillarPosture, type Score, STAGE_WEIGHTS, type StagePosture } from './score.js';
import type { DodCount } from './views.js';

/** How pillars are called wherever people read. */
export const PILLAR_TITLES: Readonly<Record<Pillar, string>> = {
  user: 'User',
  device: 'Device',
  application: 'Application & workload',
  data: 'Data',
  network: 'Network & environment',
  automation: 'Automation & orchestration',
  visibility: 'Visibility & analytics',
};

export const LEVEL_TITLES: Readonly<Record<Level, string>> = {
  'not-judged': 'Not judged',
  traditional: 'Traditional',
  advanced: 'Advanced',
  optimal: 'Optimal',
};

export const STAGE_TITLES: Readonly<Record<Stage, string>> = { initial: 'Initial', advanced: 'Advanced', optimal: 'Optimal' };

/** The lowest level of what is judged: `Traditional`, `Traditional where judged`, `Not judged`. */
export function levelWords(pillars: readonly PillarPosture[]): string {
  const judged = pillars.filter(({ level }) => level !== 'not-judged');
  const title = LEVEL_TITLES[overallLevel(judged)];
  return judged.length === 0 || judged.length === pillars.length ? title : `${title} where judged`;
}

/** `score 53 (47 measured, 6 attested), up to 86` */
export function scoreWords({ score, measured, attested, ceiling }: Score): string {
  return `score ${score} (${measured} measured, ${attested} attested), up to ${ceiling}`;
}

/** How a pillar's score comes about: `Score 34 = 50 × 0.532 + 30 × 0.278 + 20 × 0.000. Up to 59 if all that is not judged passes.` */
export function sumSentence({ score, ceiling, stages }: PillarPosture): string {
  const counted = stages.filter(({ rules }) => rules > 0);
  if (counted.length === 0) return 'No rule applies.';
  const weight = counted.reduce((all, { stage }) => all + STAGE_WEIGHTS[stage], 0);
  const terms = counted.map(({ stage, passed }) => `${STAGE_WEIGHTS[stage]} × ${thousandths(passed)}`).join(' + ');
  const whole = weight === 100 ? terms : `(${terms}) × 100 / ${weight}`;
  return `Score ${score} = ${whole}.${ceiling > score ? ` Up to ${ceiling} if all that is not judged passes.` : ''}`;
}

/** What keeps a pillar below Advanced: `11 rules failing, 1 not judged`; undefined where nothing does. */
export function pillarWords({ stages }: PillarPosture): string | undefined {
  const needed = stages.filter(({ stage }) => stage !== 'optimal');
  return openWords(
    needed.reduce((all, { failing }) => all + failing, 0),
    needed.reduce((all, { open }) => all + open, 0),
  );
}

/** `Initial reached`, `Initial not reached: 6 rules failing` */
export function stageWords(stage: StagePosture): string {
  const title = STAGE_TITLES[stage.stage];
  if (stage.rules === 0) return `${title}: no rule applies`;
  if (stage.reached) return `${title} reached`;
  return `${title} not reached: ${openWords(stage.failing, stage.open) ?? 'the stage below is not'}`;
}

function openWords(failing: number, open: number): string | undefined {
  const parts = [
    ...(failing === 0 ? [] : [`${plural(failing, 'rule')} failing`]),
    ...(open === 0 ? [] : [failing === 0 ? `${plural(open, 'rule')} not judged` : `${open} not judged`]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** `Initial reached: Data, Visibility & analytics.`, of the pillars that are Traditional; undefined for none. */
export function initialSentence(pillars: readonly PillarPosture[]): string | undefined {
  const names = pillars.filter(({ level, reached }) => level === 'traditional' && reached.includes('initial')).map(({ pillar }) => PILLAR_TITLES[pillar]);
  return names.length === 0 ? undefined : `Initial reached: ${names.join(', ')}.`;
}

/** A gain in points, one decimal, rounded down: `1.0`, `<0.1`; undefined where nothing is gained. */
export function gainWords(gain: Rational): string | undefined {
  if (gain.n <= 0n) return undefined;
  const tenths = floor(times(gain, rational(10)));
  return tenths === 0 ? '<0.1' : `${Math.floor(tenths / 10)}.${tenths % 10}`;
}

/** What a finding stands for: `Data, needed for Advanced, adds 1.0 to the score`. `gain` is that of the overall score. */
export function needWords(rule: RulePosture, gain: Rational): string {
  const name = PILLAR_TITLES[rule.pillar];
  if (rule.standing === 'newer') return `${name}, from edition ${rule.rule.since}`;
  const stage = STAGE_TITLES[rule.stage];
  const words = gainWords(gain);
  const adds = words === undefined ? '' : words === '<0.1' ? ', adds less than 0.1' : `, adds ${words} to the score`;
  return `${name}, ${rule.required ? `needed for ${stage}` : `counts for ${stage}`}${adds}`;
}

/** `Target: 31 of 91 supported, 67 assessable.` It never says that a level is achieved. */
export function dodSentence(level: 'Target' | 'Advanced', { supported, total, assessable }: DodCount): string {
  return `${level}: ${supported} of ${total} supported, ${assessable} assessable.`;
}

/** `1 rule`, `2 rules`, `0 rules` */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `A`, `A and B`, `A, B and C` */
export function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function thousandths(share: Rational): string {
  const digits = floor(times(share, rational(1000)));
  return `${Math.floor(digits / 1000)}.${String(digits % 1000).padStart(3, '0')}`;
}
