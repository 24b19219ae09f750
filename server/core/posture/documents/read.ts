import type { Value } from '../../inventory/value.js';
import { PILLARS, type Pillar } from '../../rules/rule.js';
import type {
  Attestation,
  Evidence,
  ImpactLevel,
  OptionSetting,
  OwnDocument,
  OwnKind,
  Placed,
  PostureProfile,
  RaisedSeverity,
  TargetDeclaration,
  Waiver,
  ZeroTrustPolicy,
} from './kinds.js';
import { baselineOf } from './read-baseline.js';

/** Reads a document whose form has been checked: that is why nothing here asks whether a field is there or has its type. */
export function readDocument(kind: OwnKind, root: Value, path: string): OwnDocument {
  const name = root.path('metadata', 'name');
  const head = { name: name.text() ?? '', path, at: name.exists ? name.at : root.get('kind').at };
  const spec = root.get('spec');
  switch (kind) {
    case 'PostureProfile':
      return { kind, ...head, ...profileOf(spec) };
    case 'Attestation':
      return { kind, ...head, ...attestationOf(spec) };
    case 'Waiver':
      return { kind, ...head, ...waiverOf(spec) };
    case 'Baseline':
      return { kind, ...head, ...baselineOf(spec) };
    case 'ZeroTrustPolicy':
      return { kind, ...head, ...policyOf(spec) };
  }
}

type Body<T extends OwnDocument> = Omit<T, 'kind' | 'name' | 'path' | 'at'>;

function profileOf(spec: Value): Body<PostureProfile> {
  return {
    impactLevel: word<ImpactLevel>(spec.get('impactLevel')),
    edition: word(spec.get('edition')),
    targets: placed(spec.get('targets'), targetsOf),
    context: placed(spec.get('context'), words),
    platform: word<'here' | 'external'>(spec.get('platform')),
    include: placed(spec.get('include'), words),
    exclude: placed(spec.get('exclude'), words),
    options: optionsOf(spec.get('options')),
    severities: severitiesOf(spec.get('severities')),
    diagnosticsOff: [...spec.get('diagnostics').entries()].map(([rule, value]) => ({ value: rule, at: value.keyAt })),
    weights: placed(spec.get('weights'), weightsOf),
    frameworks: placed(spec.get('frameworks'), words),
    documents: placed(spec.get('documents'), words),
  };
}

function targetsOf(list: Value): readonly TargetDeclaration[] {
  return list.items().map((item) => {
    const path = trimmed(item.get('path').text() ?? '');
    return { name: item.get('name').text() ?? path, path, namespace: item.get('namespace').text(), at: item.get(item.get('name').exists ? 'name' : 'path').at };
  });
}

/** `./shop/` and `shop` name one folder. */
function trimmed(path: string): string {
  return path.replace(/^(\.\/)+(?=.)/, '').replace(/(?<=.)\/+$/, '');
}

function optionsOf(options: Value): readonly OptionSetting[] {
  return [...options.entries()].flatMap(([rule, chosen]) =>
    [...chosen.entries()].map(([option, values]) => ({ rule, option, values: values.items().map((value) => value.text() ?? ''), at: values.keyAt })),
  );
}

function severitiesOf(severities: Value): readonly RaisedSeverity[] {
  return [...severities.entries()].map(([rule, value]) => ({ rule, severity: value.text() === 'error' ? 'error' : 'warning', at: value.at }));
}

function weightsOf(weights: Value): ReadonlyMap<Pillar, number> {
  const found = new Map<Pillar, number>();
  for (const pillar of PILLARS) {
    const text = weights.get(pillar).text();
    if (text !== undefined) found.set(pillar, Number(weights.get(pillar).toPlain()));
  }
  return found;
}

function attestationOf(spec: Value): Body<Attestation> {
  const targets = spec.get('targets');
  return {
    rules: words(spec.get('rules')),
    targets: targets.exists ? words(targets) : undefined,
    owner: text(spec, 'owner'),
    statement: spec.get('statement').text(),
    evidence: evidenceOf(spec.get('evidence')),
    issued: text(spec, 'issued'),
    expires: text(spec, 'expires'),
  };
}

function evidenceOf(evidence: Value): Evidence {
  const path = evidence.get('path');
  return { path: path.text(), url: evidence.get('url').text(), sha256: text(evidence, 'sha256'), at: (path.exists ? path : evidence.get('url')).at };
}

function waiverOf(spec: Value): Body<Waiver> {
  const subject = spec.get('subject').text();
  return {
    target: { value: text(spec, 'target'), at: spec.get('target').at },
    rule: word(spec.get('rule')),
    fingerprint: spec.get('fingerprint').text(),
    subject: subject === undefined || subject.split('|').length > 3 ? subject : `${subject}|`,
    owner: text(spec, 'owner'),
    approver: text(spec, 'approver'),
    reason: text(spec, 'reason'),
    issued: text(spec, 'issued'),
    expires: text(spec, 'expires'),
  };
}

function policyOf(spec: Value): Body<ZeroTrustPolicy> {
  return { namespaces: words(spec.path('scope', 'namespaces')).map(({ value }) => value) };
}

function text(map: Value, key: string): string {
  return map.get(key).text() ?? '';
}

function word<T extends string = string>(value: Value): Placed<T> | undefined {
  const text = value.text();
  return text === undefined ? undefined : { value: text as T, at: value.at };
}

function words(list: Value): readonly Placed<string>[] {
  return list.items().map((item) => ({ value: item.text() ?? '', at: item.at }));
}

function placed<T>(value: Value, read: (value: Value) => T): Placed<T> | undefined {
  return value.exists ? { value: read(value), at: value.keyAt } : undefined;
}
