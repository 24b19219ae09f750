import { bindingsOf } from '../inventory/admission/admission-kubernetes.js';
import { failurePolicyOf, kyvernoConfigurations, policiesThatMayFail, resourceFilters } from '../inventory/admission/failure-policies.js';
import { escapeByLabel, exemptedNamespaces, type ListedName, SYSTEM_NAMESPACES, Webhook, webhooks } from '../inventory/admission/webhooks.js';
import { matchesGlob } from '../inventory/globs.js';
import type { Inventory } from '../inventory/inventory.js';
import type { Known } from '../inventory/known.js';
import type { Resource } from '../inventory/resource.js';
import type { Value } from '../inventory/value.js';
import { defineRule, type Edit, edit, type Fix, judgement, type Outcome, remove, replace, set, sourced } from './rule.js';

export const requireFailClosedAdmission = defineRule({
  id: 'require-fail-closed-admission',
  pillar: 'automation',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('SC-24'), sourced('CM-6')],
  tenets: [judgement(6)],
  activities: [sourced('3.2.3')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['admission', 'namespaces', 'secrets'],
  absent: 'not-applicable',
  summary: 'Admission fails closed',
  why: 'A check that is skipped while it is down, or in a namespace that nobody watches, is the way around every policy behind it.',
  advice:
    'Keep the namespace of the engine itself and the system namespaces exempt, or a failed webhook also stops what would mend it. Take other namespaces out of the exemptions, also out of the resource filters of Kyverno.',
  options: { exempt: { summary: 'Namespaces that a webhook may leave out, beside its own', default: SYSTEM_NAMESPACES } },

  subjects: (inventory) => [...inventory.view(webhooks), ...policiesThatMayFail(inventory), ...kyvernoConfigurations(inventory)],

  *check(subject, inventory, options) {
    if (subject instanceof Webhook) yield* checkWebhook(subject, options.exempt, inventory);
    else if (subject.kind === 'ConfigMap') yield* checkConfiguration(subject, options.exempt, inventory);
    else {
      yield* checkFailure(failurePolicyOf(subject), `policy "${subject.name}"`, subject.spec);
      for (const binding of subject.kind === 'ValidatingAdmissionPolicy' ? bindingsOf(subject, inventory) : []) yield* checkParameter(binding);
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: ValidatingWebhookConfiguration
          metadata: { name: policies }
          webhooks:
            - name: check.policies.example.com
              failurePolicy: Ignore
          #                  ^^^^^^ webhook "check.policies.example.com" lets requests through when it fails
              namespaceSelector:
                matchExpressions:
                  - { key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system, policies, dev] }
          #                                                                                              ^^^ webhook "check.policies.example.com" skips namespace "dev"
              clientConfig: { service: { namespace: policies, name: check } }
        `,
        fixed: `
          kind: ValidatingWebhookConfiguration
          metadata: { name: policies }
          webhooks:
            - name: check.policies.example.com
              failurePolicy: Fail
              namespaceSelector:
                matchExpressions:
                  - { key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system, policies] }
              clientConfig: { service: { namespace: policies, name: check } }
        `,
      },
      {
        source: `
          kind: ValidatingAdmissionPolicy
          metadata: { name: no-latest }
          spec: { failurePolicy: Ignore }
          #                      ^^^^^^ policy "no-latest" lets requests through when it fails
        `,
        fixed: `
          kind: ValidatingAdmissionPolicy
          metadata: { name: no-latest }
          spec: { failurePolicy: Fail }
        `,
      },
    ],
    good: [
      `
        kind: ValidatingWebhookConfiguration
        metadata: { name: policies }
        webhooks:
          - name: check.policies.example.com
            namespaceSelector:
              matchExpressions:
                - { key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system, policies] }
            clientConfig: { service: { namespace: policies, name: check } }
      `,
      '{ kind: ClusterPolicy, metadata: { name: no-latest }, spec: { webhookConfiguration: { failurePolicy: Fail }, rules: [] } }',
    ],
    unknown: [
      {
        source: `
          kind: ValidatingWebhookConfiguration
          metadata: { name: policies }
          webhooks:
            - name: check.policies.example.com
              failurePolicy: {{ .Values.failurePolicy }}
          #                  ??? set by a template
        `,
      },
    ],
  },
});

function* checkWebhook(webhook: Webhook, exempt: readonly string[], inventory: Inventory): Iterable<Outcome> {
  yield* checkFailure(webhook.failurePolicy, `webhook "${webhook.part}"`, webhook.value, keepOut(webhook));
  // A webhook that changes objects is often meant for those that ask for it; only one that judges them leaves a gap.
  if (!webhook.validates) return;
  const own = webhook.ownNamespace;
  const found = exemptedNamespaces(webhook.value.get('namespaceSelector'), own === undefined ? exempt : [...exempt, own], inventory);
  for (const { namespace, at, pointer, item } of found.exempt) {
    yield { at, pointer, message: `webhook "${webhook.part}" skips namespace "${namespace}"`, fixes: item === undefined ? [] : [include(namespace, item)] };
  }
  if (found.unknown !== undefined) yield { notJudged: found.unknown };
  const objects = webhook.value.get('objectSelector');
  if (objects.hides !== undefined) yield { notJudged: objects.hides };
  const way = escapeByLabel(objects);
  if (way !== undefined) yield { at: way.at, pointer: way.pointer, message: `webhook "${webhook.part}" is skipped by a label of the object` };
}

/**
 * A webhook that fails closed must not stop the pods that serve it, nor those of the cluster itself: where nothing keeps their namespaces out, that comes with it.
 * Source: Kubernetes documentation, Admission Webhook Good Practices.
 */
function keepOut({ value, ownNamespace }: Webhook): readonly Edit[] {
  if (ownNamespace === undefined || !value.get('namespaceSelector').isAbsent) return [];
  const others = { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [...new Set(['kube-system', ownNamespace])] };
  return [set({ at: value.keyAt, pointer: value.pointer }, ['namespaceSelector', 'matchExpressions', '-'], others)];
}

function* checkFailure(policy: Known<string>, owner: string, parent: Value, others: readonly Edit[] = []): Iterable<Outcome> {
  if (!policy.known) yield { notJudged: policy.why };
  else if (policy.value !== 'Fail' && policy.value !== 'Ignore') yield { notJudged: 'no failure policy that there is: the API server refuses it' };
  else if (policy.value === 'Ignore') {
    const change = policy.written ? replace(policy.at, 'Fail') : set({ at: parent.keyAt, pointer: parent.pointer }, ['failurePolicy'], 'Fail');
    yield {
      at: policy.at,
      pointer: policy.pointer,
      message: `${owner} lets requests through when it fails`,
      fixes: [edit(`Set failurePolicy to Fail${others.length > 0 ? ', but for the namespaces that serve it' : ''}`, 'restricts', change, ...others)],
    };
  }
}

/** The API server refuses `NotIn` without a value: with the last one its expression goes. Source: Kubernetes API reference, LabelSelectorRequirement v1 meta. */
function include(namespace: string, { value, expression, isOnly }: ListedName): Fix {
  return edit(`Let the webhook judge namespace "${namespace}"`, 'restricts', remove(isOnly ? expression : value));
}

/** With `Allow` a binding whose parameter is missing judges nothing. Source: Kubernetes API reference, ParamRef v1, parameterNotFoundAction. */
function* checkParameter(binding: Resource): Iterable<Outcome> {
  const action = binding.spec.path('paramRef', 'parameterNotFoundAction').string('Deny');
  if (!action.known) yield { notJudged: action.why };
  else if (action.value === 'Allow') {
    yield {
      at: action.at,
      pointer: action.pointer,
      message: `binding "${binding.name}" lets requests through without its parameter`,
      fixes: [edit('Set parameterNotFoundAction to Deny', 'restricts', replace(action.at, 'Deny'))],
    };
  }
}

/** Kinds of a filter that take whole workloads from every policy. */
const WORKLOADS = ['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'];

function* checkConfiguration(config: Resource, exempt: readonly string[], inventory: Inventory): Iterable<Outcome> {
  const value = config.root.path('data', 'resourceFilters');
  if (value.unknown !== undefined) yield { notJudged: value.unknown };
  const used = inventory.namespaces().map(({ name }) => name);
  const found = resourceFilters(value.text() ?? '').filter(
    ({ kind, name }) => name === '*' && WORKLOADS.some((workload) => matchesGlob(kind.slice(kind.lastIndexOf('/') + 1), workload)),
  );
  const skipped = used.filter(
    (name) => !exempt.concat(config.namespace).some((glob) => matchesGlob(glob, name)) && found.some((filter) => matchesGlob(filter.namespace, name)),
  );
  for (const name of skipped) yield { at: value.keyAt, pointer: value.pointer, message: `a resource filter takes namespace "${name}" from every policy` };
}
