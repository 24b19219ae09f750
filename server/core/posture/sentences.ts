import { failedSubjects, type RulePosture } from './counts.js';
import { daysBetween } from './dates.js';
import type { GateResult, LowPillar } from './gate.js';
import { compareLevels, type PillarPosture } from './score.js';
import type { TargetPosture } from './target.js';
import { LEVEL_TITLES, levelWords, list, PILLAR_TITLES, plural } from './words.js';

export * from './words.js';

/** What every surface opens with: a heading, and sentences below it. Editor, report and command line say the same. */
export interface Verdict {
  readonly title: string;
  readonly details: readonly string[];
}

/** What a target's posture comes to: `Traditional. 5 of 7 pillars hold IL4 back.` */
export function verdict(posture: TargetPosture, gate: GateResult): Verdict {
  const { impactLevel } = gate;
  if (impactLevel === undefined) return errorVerdict(posture, gate);
  if (gate.passed) {
    const count = usedWaivers(gate);
    const waivers = count === 0 ? '' : ` with ${plural(count, 'waiver')}`;
    return {
      title: `${levelWords(gate.withoutWaivers.passed ? posture.pillars : gate.pillars)}. ${impactLevel} passes${waivers}.`,
      details: count === 0 ? [] : [`${withoutWords(gate, 'W')}.`],
    };
  }
  const holding = gate.holding.length;
  return {
    title: `${levelWords(posture.pillars)}. ${holding} of 7 pillars ${holding === 1 ? 'holds' : 'hold'} ${impactLevel} back.`,
    details: holdingSentences(posture, gate),
  };
}

/** What there is to say where files could not be read. */
export function unreadVerdict(files: number): Verdict {
  return { title: `Can't tell. ${plural(files, 'file')} could not be read.`, details: [] };
}

/** The answer of `heptad gate`: `IL4 passes with 2 waivers; without them Network & environment is Traditional.` */
export function gateSentence(posture: TargetPosture, gate: GateResult): string {
  const name = gate.impactLevel ?? 'The gate';
  const count = usedWaivers(gate);
  if (gate.passed) return count === 0 ? `${name} passes.` : `${name} passes with ${plural(count, 'waiver')}; ${withoutWords(gate, 'w')}.`;
  const [number, what] = gate.low.length > 0 ? [gate.low.length, 'below Advanced'] : [gate.holding.length, undefined];
  const pillars =
    what === undefined ? `${number} of 7 pillars ${number === 1 ? 'holds' : 'hold'} it back` : `${number} of 7 pillars ${number === 1 ? 'is' : 'are'} ${what}`;
  return `${name} fails. ${levelWords(posture.pillars)}; ${pillars}.`;
}

/** What makes a failing gate pass: `Fixing 20 rules and settling 9 makes it pass.` */
export function missingSentence({ blockers, low }: GateResult): string {
  const fixing = blockers.filter(({ kind }) => kind === 'failed').length;
  const settling = blockers.filter(({ unknown }) => unknown > 0).length;
  const fix = fixing === 0 ? [] : [`fixing ${plural(fixing, 'rule')}`];
  const settle = settling === 0 ? [] : [fixing === 0 ? `settling ${plural(settling, 'rule')}` : `settling ${settling}`];
  const steps = capital([...fix, ...settle].join(' and '));
  const stuck = low.filter(({ pillar }) => !blockers.some((blocker) => blocker.pillar === pillar)).map(({ pillar }) => PILLAR_TITLES[pillar]);
  if (stuck.length === 0) return `${steps} makes it pass.`;
  return steps === '' ? `No rule judges ${list(stuck)}.` : `${steps} is not enough: no rule judges ${list(stuck)}.`;
}

const SOON_DAYS = 30;

/** `Rests on 5 attestations (1 ends in 21 days), 0 waivers.` */
export function restsSentence(posture: TargetPosture, gate: GateResult, today: string): string {
  const used = posture.attestations.filter(({ settles }) => settles.length > 0);
  const soon = used.map(({ attestation }) => daysBetween(today, attestation.expires)).filter((days) => days <= SOON_DAYS);
  const [only] = soon;
  const ends =
    soon.length === 0
      ? ''
      : soon.length === 1
        ? ` (1 ends ${only === 0 ? 'today' : `in ${plural(only ?? 0, 'day')}`})`
        : ` (${soon.length} end within ${SOON_DAYS} days)`;
  return `Rests on ${plural(used.length, 'attestation')}${ends}, ${plural(usedWaivers(gate), 'waiver')}.`;
}

/** What a first look shows, before anything is attested: the range of the score, what files said, what is missing. */
export function firstLook(posture: TargetPosture): readonly string[] {
  const counted = posture.rules.filter(({ standing }) => standing === 'counted');
  const judged = counted.filter(({ passed, attested, failed }) => passed - attested + failed > 0);
  const sum = (of: (rule: RulePosture) => number): number => judged.reduce((all, rule) => all + of(rule), 0);
  const [passed, total] = [sum((rule) => rule.passed - rule.attested), sum((rule) => rule.passed + rule.failed + rule.unknown)];
  const unseen = counted.filter((rule) => rule.unseen).length;
  const attested = counted.filter((rule) => rule.attested > 0 && rule.passed === rule.attested && rule.failed === 0).length;
  const unread = counted.length - judged.length - unseen - attested;
  return [
    `Score ${posture.score.score} to ${posture.score.ceiling}`,
    `${judged.length} of ${plural(counted.length, 'rule')} judged from files: ${passed} of ${plural(total, 'subject')} pass`,
    ...(unseen === 0 ? [] : [`${plural(unseen, 'rule needs', 'rules need')} a file or an attestation`]),
    ...(attested === 0 ? [] : [`${plural(attested, 'rule rests', 'rules rest')} on attestations`]),
    ...(unread === 0 ? [] : [`${plural(unread, 'rule has', 'rules have')} only subjects that can't be judged`]),
  ];
}

function errorVerdict(posture: TargetPosture, gate: GateResult): Verdict {
  const errors = posture.rules
    .filter(({ severity }) => severity === 'error')
    .reduce((all, rule) => all + failedSubjects(rule).reduce((sum, { findings }) => sum + findings.length, 0), 0);
  const said = errors === 0 ? 'No finding is an error' : errors === 1 ? '1 finding is an error' : `${errors} findings are errors`;
  const unknown = gate.blockers.filter((blocker) => blocker.unknown > 0).length;
  const details = unknown === 0 ? [] : [`${plural(unknown, 'rule')} of severity error can't be judged everywhere.`];
  return { title: `${levelWords(posture.pillars)}. ${said}.`, details };
}

function usedWaivers({ waived }: GateResult): number {
  return waived.uses.filter(({ state }) => state === 'used').length;
}

/** `without them Network & environment is Traditional`; `without them too` where they change nothing */
function withoutWords({ withoutWaivers, waived }: GateResult, first: 'w' | 'W'): string {
  const used = waived.uses.filter(({ state }) => state === 'used').length;
  const start = `${first}ithout ${used === 1 ? 'it' : 'them'}`;
  if (withoutWaivers.passed) return `${start} too`;
  if (withoutWaivers.lower.length > 0) return `${start} ${levelGroups(withoutWaivers.lower)}`;
  return `${start} ${plural(withoutWaivers.blockers, 'rule holds', 'rules hold')} it back`;
}

/** `Data and User are Traditional and Device is Advanced` */
function levelGroups(pillars: readonly LowPillar[]): string {
  const levels = [...new Set(pillars.map(({ level }) => level))].sort(compareLevels);
  return levels
    .map((level) => {
      const names = pillars.filter((pillar) => pillar.level === level).map(({ pillar }) => PILLAR_TITLES[pillar]);
      return `${list(names)} ${names.length === 1 ? 'is' : 'are'} ${LEVEL_TITLES[level]}`;
    })
    .join(', ');
}

/** Which pillars hold the gate back, grouped by what they reached. */
function holdingSentences(posture: TargetPosture, gate: GateResult): readonly string[] {
  const holding = posture.pillars.filter(({ pillar }) => gate.holding.includes(pillar));
  const low = holding.filter(({ pillar }) => gate.low.some((one) => one.pillar === pillar));
  const names = (pillars: readonly PillarPosture[]): readonly string[] => pillars.map(({ pillar }) => PILLAR_TITLES[pillar]);
  const unjudged = names(low.filter(({ level }) => level === 'not-judged'));
  const none = names(low.filter(({ level, reached }) => level !== 'not-judged' && !reached.includes('initial')));
  const initial = names(low.filter(({ level, reached }) => level !== 'not-judged' && reached.includes('initial')));
  const errors = names(holding.filter((pillar) => !low.includes(pillar)));
  const nobody = none.length === posture.pillars.length;
  const not = none.length === 0 ? '' : nobody ? 'No pillar has reached Initial' : `${list(none)} ${none.length === 1 ? 'has' : 'have'} not reached Initial`;
  const have = initial.length === 0 ? '' : `${list(initial)} ${initial.length === 1 ? 'has' : 'have'}${not === '' ? ' reached Initial' : ''}`;
  return [
    ...(not === '' && have === '' ? [] : [`${[not, have].filter((part) => part !== '').join('; ')}.`]),
    ...(unjudged.length === 0 ? [] : [`${list(unjudged)} can't be judged from files.`]),
    ...(errors.length === 0 ? [] : [`${list(errors)} ${errors.length === 1 ? 'has' : 'have'} rules of severity error that are failing or not judged.`]),
  ];
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
