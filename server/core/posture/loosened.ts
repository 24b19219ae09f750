import { EDITION } from '../rules/rule.js';
import type { AttestationUse } from './attestations.js';
import { isNewer } from './edition.js';
import type { Settings } from './profile.js';
import type { WaiverUse } from './waivers.js';

/** Something that made a gate answer easier, or left something out of it. Every gate result lists all of them. */
export interface Loosened {
  readonly kind: 'option' | 'include' | 'exclude' | 'context' | 'platform' | 'edition' | 'attestation' | 'waiver' | 'unread';
  /** What it is, as readers see it. */
  readonly text: string;
}

/** Lists what a gate answer rests on besides the files themselves. */
export function loosenedBy(
  settings: Settings,
  attestations: readonly AttestationUse[],
  waivers: readonly WaiverUse[],
  unread: readonly string[],
): readonly Loosened[] {
  return [
    ...[...settings.options].flatMap(([rule, options]) => [...options].map(([option, values]) => say('option', `${rule}: ${option} = ${values.join(', ')}`))),
    ...settings.include.map((glob) => say('include', glob)),
    ...settings.exclude.map((glob) => say('exclude', glob)),
    ...settings.context.map((path) => say('context', path)),
    ...(settings.platform === 'external' ? [say('platform', 'external')] : []),
    ...(isNewer(EDITION, settings.edition) ? [say('edition', settings.edition)] : []),
    ...attestations
      .filter(({ settles }) => settles.length > 0)
      .map(({ attestation, settles }) => say('attestation', `${attestation.name} settles ${settles.join(', ')} until ${attestation.expires}`)),
    ...waivers
      .filter(({ state }) => state === 'used')
      .map(({ waiver }) => say('waiver', `${waiver.name} until ${waiver.expires}, approved by ${waiver.approver}`)),
    ...unread.map((path) => say('unread', path)),
  ];
}

function say(kind: Loosened['kind'], text: string): Loosened {
  return { kind, text };
}
