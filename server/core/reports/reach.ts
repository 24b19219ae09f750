import type { Identity, Reach, Stage, Step } from '../inventory/reachability/reach.js';
import type { Match } from '../inventory/selectors.js';
import { shownCaller, shownListener } from '../posture/boundaries.js';
import { visible } from './escape.js';
import { paint, type Style, wrap } from './layout.js';
import type { ReportContext } from './report.js';

/** The answers of `heptad reach` as data. */
export interface ReachReport {
  readonly schema: 'heptad.dev/reach/v1';
  readonly target: string;
  readonly answers: readonly {
    readonly from: string;
    readonly via?: string | undefined;
    readonly to: string;
    readonly answer: Answer;
    readonly why?: string | undefined;
    /** `cluster.local/ns/shop/sa/web`, `anonymous`, or `unknown`. */
    readonly as: string;
    readonly steps: readonly {
      readonly stage: Stage;
      readonly answer: Answer;
      readonly says: string;
      readonly path?: string | undefined;
      readonly line?: number | undefined;
    }[];
  }[];
}

type Answer = 'yes' | 'no' | 'unknown';

/** The answers as data. */
export function toReachReport(target: string, answers: readonly Reach[], context: ReportContext): ReachReport {
  return {
    schema: 'heptad.dev/reach/v1',
    target,
    answers: answers.map((reach) => ({
      from: shownCaller(reach.from),
      ...(viaOf(reach) !== '' && { via: viaOf(reach) }),
      to: shownListener(reach.to),
      answer: answerOf(reach.match),
      ...(typeof reach.match === 'object' && { why: reach.match.unknown }),
      as: asWhom(reach.identity),
      steps: reach.steps.map((step) => ({ stage: step.stage, answer: answerOf(step.match), says: step.says, ...placeOf(step, context) })),
    })),
  };
}

/** The answers as text: a sentence each, then what admits or stops at each stage, with its place. */
export function reachText(answers: readonly Reach[], context: ReportContext, style: Style): string {
  return `${answers.map((reach) => linesOf(reach, context, style).join('\n')).join('\n\n')}\n`;
}

function linesOf(reach: Reach, context: ReportContext, style: Style): readonly string[] {
  const width = Math.max(...Object.values(TITLES).map((title) => title.length)) + 4;
  const steps = reach.steps.flatMap((step) => {
    const place = placeOf(step, context);
    const mark = step.match === 'no' ? 'stopped: ' : typeof step.match === 'object' ? 'not known: ' : '';
    const said = wrap(`  ${TITLES[step.stage].padEnd(width - 2)}${mark}${visible(step.says)}`, style.width, ' '.repeat(width));
    return place.path === undefined ? said : [...said, paint(style, 'dim', `${' '.repeat(width)}${visible(place.path)}:${place.line}`)];
  });
  return [...wrap(visible(sentence(reach)), style.width, '  ').map((line) => paint(style, 'bold', line)), ...steps];
}

const TITLES: Readonly<Record<Stage, string>> = { egress: 'egress', ingress: 'ingress', mtls: 'mutual TLS', authorization: 'authorization' };

function sentence(reach: Reach): string {
  const via = viaOf(reach);
  const who = `${shownCaller(reach.from)}${via === '' ? '' : ` by ${via}`}`;
  const what = shownListener(reach.to);
  if (reach.match === 'no') return `${who} may not reach ${what}.`;
  if (reach.match === 'yes') return `${who} may reach ${what}, ${asWords(reach.identity)}.`;
  return `Whether ${who} may reach ${what} is not known: ${reach.match.unknown}.`;
}

function asWords(identity: Identity): string {
  if (identity.kind === 'principal') return `as ${asWhom(identity)}`;
  return identity.kind === 'anonymous' ? 'as anyone: no identity is proven' : `as whom is not known: ${identity.why}`;
}

function asWhom(identity: Identity): string {
  return identity.kind === 'principal' ? `cluster.local/ns/${identity.namespace === '' ? '?' : identity.namespace}/sa/${identity.account}` : identity.kind;
}

function viaOf({ from }: Reach): string {
  return from.kind === 'outside' ? from.via : '';
}

function answerOf(match: Match): Answer {
  return typeof match === 'string' ? match : 'unknown';
}

function placeOf({ by }: Step, { places, shown }: ReportContext): { readonly path?: string; readonly line?: number } {
  const region = by === undefined ? undefined : places.region(by.at);
  return region === undefined ? {} : { path: shown(region.path), line: region.start.line };
}
