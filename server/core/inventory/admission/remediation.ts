import { readFile } from '../../syntax/file.js';
import type { Inventory } from '../inventory.js';
import type { Spot } from '../known.js';
import type { Resource } from '../resource.js';
import { allOf, type Match } from '../selectors.js';
import { Value } from '../value.js';
import { isCelAsked } from './admission-cel.js';
import { isAsked, kyvernoRules } from './admission-kyverno.js';

/** Something that changes the cluster by itself when something is found. */
export interface Response extends Spot {
  readonly resource: Resource;
  /** `no` when it is there and does nothing; `says` tells why. */
  readonly acts: Match;
  readonly says: string;
}

/** Every automatic response in sight: policies that mend what exists, Falco Talon's rules, and Argo Events sensors that read alerts. `inventory.view(responses)`. */
export function responses(inventory: Inventory): readonly Response[] {
  return [
    ...inventory.ofKind('kyverno.io/ClusterPolicy', 'kyverno.io/Policy').flatMap(mendingRules),
    ...inventory.ofKind('policies.kyverno.io/MutatingPolicy', 'policies.kyverno.io/NamespacedMutatingPolicy').flatMap(mendingPolicy),
    ...inventory.ofKind('/ConfigMap').flatMap(talonRules),
    ...inventory.ofKind('argoproj.io/Sensor').flatMap(alertSensor),
  ];
}

/** A mutation with targets changes objects that are already there. Source: Kyverno documentation, Mutate Existing. */
function mendingRules(policy: Resource): readonly Response[] {
  return kyvernoRules(policy)
    .map((rule) => rule.path('mutate', 'targets'))
    .filter((targets) => targets.isList)
    .map((targets) => ({ resource: policy, at: targets.keyAt, pointer: targets.pointer, acts: isAsked(policy), says: 'is never triggered' }));
}

/** Source: Kyverno CRD, MutatingPolicy, spec.evaluation.mutateExisting.enabled, default false. */
function mendingPolicy(policy: Resource): readonly Response[] {
  const enabled = policy.spec.path('evaluation', 'mutateExisting', 'enabled').boolean(false);
  if (enabled.known && !enabled.value) return [];
  const acts: Match = enabled.known ? isCelAsked(policy) : { unknown: enabled.why };
  return [{ resource: policy, at: enabled.at, pointer: enabled.pointer, acts, says: 'is never triggered' }];
}

/** Falco Talon's rules are a YAML text in a ConfigMap: a list whose items match rules of Falco and name actions. Source: Falco Talon documentation, Rules. */
function talonRules(config: Resource): readonly Response[] {
  return [...config.root.get('data').entries()].flatMap(([, value]) => {
    const rules = talonItems(value).filter(isTalonRule);
    if (rules.length === 0) return [];
    const acts: Match = rules.some((rule) => rule.get('dry_run').text() !== 'true') ? 'yes' : 'no';
    return [{ resource: config, at: value.keyAt, pointer: value.pointer, acts, says: 'only rehearses its actions' }];
  });
}

/** The items of a text of Falco Talon: rules, and actions that they name. Their places are in that text, not in a file. Empty for any other text. */
export function talonItems(value: Value): readonly Value[] {
  const text = value.text() ?? '';
  if (!/\bactions:/.test(text) || !/\bmatch:/.test(text)) return [];
  return readFile('rules.yaml', text).documents.flatMap((document) => Value.root(document.id, document.facts).items());
}

/** True for a rule of Falco Talon, which matches alerts and names actions. */
export function isTalonRule(rule: Value): boolean {
  return rule.get('rule').text() !== undefined && rule.get('match').isMap && rule.get('actions').items().length > 0;
}

/** Fields of the messages of Falco and of Alertmanager. Sources: Falco documentation, Output Formatting; Prometheus documentation, Alertmanager webhook receiver. */
const ALERT_FIELD = /^body\.(?:rule|priority|output_fields|alerts|commonLabels|groupLabels)(?:\.|$)/;

/** A sensor that looks into alerts. Which source feeds a sensor proves nothing: builds are started in the same way. Source: Argo Events documentation, Sensors. */
function alertSensor(sensor: Resource): readonly Response[] {
  const dependencies = sensor.spec.get('dependencies').items();
  const triggers = sensor.spec.get('triggers').items();
  const paths = [
    ...dependencies.flatMap((item) => item.path('filters', 'data').items()).map((filter) => filter.get('path').text() ?? ''),
    ...triggers.flatMap(parametersOf).map((parameter) => parameter.path('src', 'dataKey').text() ?? ''),
  ];
  if (!paths.some((path) => ALERT_FIELD.test(path))) return [];
  const list = sensor.spec.get('triggers');
  const hidden = list.hides;
  const acting = triggers.some((trigger) => [...trigger.get('template').entries()].some(([key]) => key !== 'name' && key !== 'conditions' && key !== 'log'));
  const acts: Match = acting ? 'yes' : hidden === undefined ? 'no' : { unknown: hidden };
  return [{ resource: sensor, at: list.keyAt, pointer: list.pointer, acts: allOf([acts]), says: 'only logs' }];
}

function parametersOf(trigger: Value): readonly Value[] {
  const kinds = [...trigger.get('template').entries()].map(([, kind]) => kind);
  return [trigger, ...kinds].flatMap((part) => part.get('parameters').items());
}
