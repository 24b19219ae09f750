import { type Exemption, exemptions } from '../inventory/admission/exceptions.js';
import { untouchedNamespaces } from '../inventory/admission/untouched.js';
import { SYSTEM_NAMESPACES } from '../inventory/admission/webhooks.js';
import { dayOf } from '../inventory/dates.js';
import { matchesGlob } from '../inventory/globs.js';
import type { Value } from '../inventory/value.js';
import { defineRule, judgement, sourced } from './rule.js';

export const requireBoundedExceptions = defineRule({
  id: 'require-bounded-exceptions',
  pillar: 'automation',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [judgement('CM-3'), sourced('CM-6')],
  tenets: [judgement(4)],
  activities: [sourced('3.3.4')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['admission', 'namespaces'],
  absent: 'not-applicable',
  summary: 'Exceptions scoped, owned and expiring',
  why: 'An exception that nobody owns and that never ends becomes the rule, and the next attacker reads it as an invitation.',
  advice:
    'Say in annotations who owns the exception, why it is there and when it ends, and name the objects that it is for. What is free for good belongs in the option `exempt`.',
  options: {
    exempt: {
      summary: 'Namespaces that may be exempt for good',
      default: [...SYSTEM_NAMESPACES, 'kyverno', 'gatekeeper-system', 'kubewarden', 'cosign-system'],
    },
    owner: { summary: 'Annotations or labels that name an owner', default: ['owner', '*/owner', 'team', '*/team', '*/contact', '*/approver', '*/approved-by'] },
    reason: { summary: 'Annotations that give a reason', default: ['reason', '*/reason', 'justification', '*/justification', 'ticket', '*/ticket'] },
    expiry: {
      summary: 'Annotations or labels that hold the last day',
      default: ['expires', '*/expires', 'expiry', '*/expiry', '*/expires-at', '*/expiration', '*/valid-until', 'cleanup.kyverno.io/ttl'],
    },
  },

  subjects: (inventory) => inventory.view(exemptions),

  *check(subject, inventory, options) {
    const freed = subject.namespaces ?? [];
    const untouched = inventory.view(untouchedNamespaces);
    if (freed.length > 0 && freed.every((name) => untouched.includes(name) || options.exempt.some((glob) => matchesGlob(glob, name)))) return;
    const said = wordsOf(subject);
    const missing = (['owner', 'reason'] as const).filter((what) => !said.some(([key, value]) => fits(options[what], key) && isStated(value))) as string[];
    const expiry = said.filter(([key]) => fits(options.expiry, key)).map(([, value]) => value);
    const ends = [...(subject.resource.spec.get('expiresAt').exists ? [subject.resource.spec.get('expiresAt')] : []), ...expiry];
    if (ends.length === 0) missing.push('expiry');
    const hidden = subject.resource.metadata.get('annotations').hides;
    if (missing.length > 0 && hidden !== undefined) yield { notJudged: hidden };
    else if (missing.length > 0) yield { at: subject.at, pointer: subject.pointer, message: `${subject.shown} states no ${missing.join(', no ')}` };
    for (const value of ends) {
      if (value.unknown !== undefined) yield { notJudged: value.unknown };
      else if (!isAhead(value, inventory.target.today)) yield { at: value.at, pointer: value.pointer, message: `${subject.shown} has no end that lies ahead` };
    }
    for (const { at, pointer, says } of subject.wide) yield { at, pointer, message: `${subject.shown} ${says}` };
  },

  examples: {
    bad: [
      {
        source: `
          kind: PolicyException
          metadata: { name: legacy, namespace: shop }
          #                 ^^^^^^ exception "legacy" states no owner, no reason, no expiry
          spec:
            exceptions: [{ policyName: no-latest, ruleNames: ['*'] }]
          #                                                   ^^^ exception "legacy" lifts rules by a star
            match: { any: [{ resources: { kinds: [Pod], namespaces: [shop], names: ['legacy-*'] } }] }
        `,
      },
      {
        source: `
          kind: ClusterPolicy
          metadata: { name: no-latest, annotations: { owner: platform, reason: migration, expires: 2026-01-31 } }
          #                                                                                        ^^^^^^^^^^ exclusion of rule "tag" has no end that lies ahead
          spec:
            rules:
              - name: tag
                match: { any: [{ resources: { kinds: [Pod] } }] }
                exclude: { any: [{ resources: { kinds: [Pod] } }] }
          #                        ^^^^^^^^^ exclusion of rule "tag" holds for every object of its kind
                validate: { pattern: { spec: { containers: [{ image: '!*:latest' }] } } }
        `,
      },
      {
        source: `
          apiVersion: constraints.gatekeeper.sh/v1beta1
          kind: K8sDisallowedTags
          metadata: { name: no-latest }
          spec: { match: { excludedNamespaces: [kube-system, dev] } }
          #                                                  ^^^ exemption of namespace "dev" states no owner, no reason, no expiry
        `,
      },
    ],
    good: [
      `
        kind: PolicyException
        metadata:
          name: legacy
          namespace: shop
          annotations: { heptad.dev/owner: shop team, heptad.dev/reason: vendor image, heptad.dev/expires: 2027-01-31 }
        spec:
          exceptions: [{ policyName: no-latest, ruleNames: [tag] }]
          match: { any: [{ resources: { kinds: [Pod], namespaces: [shop], names: ['legacy-*'] } }] }
      `,
      `
        apiVersion: constraints.gatekeeper.sh/v1beta1
        kind: K8sDisallowedTags
        metadata: { name: no-latest }
        spec: { match: { excludedNamespaces: [kube-system, gatekeeper-system] } }
      `,
      `
        apiVersion: constraints.gatekeeper.sh/v1beta1
        kind: K8sDisallowedTags
        metadata: { name: no-latest }
        spec: { match: { excludedNamespaces: [istio-system] } }
      `,
    ],
    unknown: [
      {
        source: `
          kind: PolicyException
          metadata:
            name: legacy
            annotations: {{ toYaml .Values.annotations }}
          #               ??? set by a template
          spec:
            exceptions: [{ policyName: no-latest, ruleNames: [tag] }]
            match: { any: [{ resources: { kinds: [Pod], namespaces: [shop] } }] }
        `,
      },
    ],
  },
});

/** Annotations and labels of the object that holds the exemption. */
function wordsOf({ resource }: Exemption): readonly (readonly [string, Value])[] {
  return ['annotations', 'labels'].flatMap((map) => [...resource.metadata.get(map).entries()]);
}

/** A masked text is stated, whatever it says. */
function isStated(value: Value): boolean {
  return value.unknown !== undefined || (value.text() ?? '').trim() !== '';
}

function fits(globs: readonly string[], key: string): boolean {
  return globs.some((glob) => matchesGlob(glob, key));
}

/** A date of today or later, or a time to live such as `24h`, which Kyverno counts from the object's creation. */
function isAhead(value: Value, today: string): boolean {
  const text = value.text() ?? '';
  if (/^\d+(?:\.\d+)?(?:ns|us|ms|s|m|h|d|w)/.test(text)) return true;
  const day = dayOf(text);
  return day !== undefined && day >= (dayOf(today) ?? 0);
}
