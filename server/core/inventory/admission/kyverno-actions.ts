import type { Namespace } from '../inventory.js';
import type { Known } from '../known.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import { allOf, type Match } from '../selectors.js';
import type { Value } from '../value.js';
import { fitsGlobs, fitsSelector } from './admission-match.js';
import { type Change, changeTo, type Effect } from './admission-policy.js';

/**
 * What a failed rule does: its own `failureAction`, else the policy's `validationFailureAction`, which is Audit where nothing is written.
 * Before each of them stand its overrides for some namespaces.
 * Source: Kyverno, pkg/engine/api/engineresponse.go, ResolveValidationFailureAction; CRD default of spec.validationFailureAction.
 */
export function ruleEffects(policy: Resource, rule: Value): readonly Effect[] {
  return checksOf(rule).flatMap((check) => {
    if (check.unknown !== undefined) return [{ kind: 'unknown', why: check.unknown } as const];
    const { action, spellings } = actionOf(policy, check);
    const overrides = overridesOf(policy, check);
    return [actionEffect(stated(action, spellings), 'only audits', [changeTo(action, check, ['failureAction'], 'Enforce')]), ...overrides.map(overrideEffect)];
  });
}

/** Whether an object of a namespace that breaks a rule is refused: the first override that takes the namespace in decides, else the action. */
export function refusesIn(policy: Resource, rule: Value, namespace: Namespace): Match {
  return allOf(checksOf(rule).map((check) => checkRefusesIn(policy, check, namespace)));
}

/** The same for one check of a rule: its `validate`, or an entry of its `verifyImages`. */
export function checkRefusesIn(policy: Resource, check: Value, namespace: Namespace): Match {
  if (check.unknown !== undefined) return { unknown: check.unknown };
  for (const override of overridesOf(policy, check)) {
    const fits = allOf([fitsGlobs(override.get('namespaces'), namespace.name, 'yes'), fitsSelector(override.get('namespaceSelector'), namespace.labels)]);
    if (fits === 'yes') return isEnforce(stated(override.get('action'), OLD_SPELLINGS));
    if (fits !== 'no') return fits;
  }
  const { action, spellings } = actionOf(policy, check);
  return isEnforce(stated(action, spellings));
}

function checksOf(rule: Value): readonly Value[] {
  return [rule.get('validate'), ...rule.get('verifyImages').items()].filter((check) => !check.isAbsent);
}

/** Fields of a rule take two spellings, the older ones of a policy and of overrides small letters too. Source: Kyverno CRD, the enumerations of these fields. */
const SPELLINGS: ReadonlySet<string> = new Set(['Enforce', 'Audit']);
const OLD_SPELLINGS: ReadonlySet<string> = new Set([...SPELLINGS, 'enforce', 'audit']);

function actionOf(policy: Resource, check: Value): { readonly action: Value; readonly spellings: ReadonlySet<string> } {
  const own = check.get('failureAction');
  return own.isAbsent ? { action: policy.spec.get('validationFailureAction'), spellings: OLD_SPELLINGS } : { action: own, spellings: SPELLINGS };
}

/** Those of the policy count only where the rule has no action of its own. */
function overridesOf(policy: Resource, check: Value): readonly Value[] {
  const own = check.get('failureActionOverrides').items();
  return check.get('failureAction').isAbsent ? [...own, ...policy.spec.get('validationFailureActionOverrides').items()] : own;
}

function stated(action: Value, spellings: ReadonlySet<string>): Known<string> {
  const text = action.string('Audit');
  return text.known && !spellings.has(text.value) ? action.asUnknown('no action that there is: the API server refuses it') : text;
}

function isEnforce(action: Known<string>): Match {
  return action.known ? (action.value.toLowerCase() === 'enforce' ? 'yes' : 'no') : { unknown: action.why };
}

function actionEffect(action: Known<string>, says: string, enforce: readonly Change[]): Effect {
  if (!action.known) return { kind: 'unknown', why: action.why };
  return isEnforce(action) === 'yes' ? { kind: 'refuses' } : { kind: 'reports', says, at: action.at, pointer: action.pointer, enforce };
}

function overrideEffect(override: Value): Effect {
  const action = override.get('action');
  const names = listed(override.get('namespaces')).items.map((item) => `"${item.text() ?? ''}"`);
  const where = names.length === 0 ? 'in some namespaces' : `in ${names.slice(0, 3).join(', ')}${names.length > 3 ? ' and others' : ''}`;
  return actionEffect(stated(action, OLD_SPELLINGS), `only audits ${where}`, [changeTo(action, override, ['action'], 'Enforce')]);
}
