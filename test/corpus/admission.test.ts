import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { parseAllDocuments } from 'yaml';
import { requireAdmissionPolicies } from '../../server/core/rules/require-admission-policies.js';
import { requireEnforcingPolicies } from '../../server/core/rules/require-enforcing-policies.js';
import { CORPORA, casesOf, sayAbsent } from '../harness/corpora.js';
import { judgeExample } from '../harness/rules.js';

const KYVERNO = ['clusterpolicy', 'clusterpolicy-cel', 'validatingpolicy', 'chainsaw', 'mutating', 'generating'].map((name) => `kyverno/${name}.jsonl`);

if (CORPORA === undefined) sayAbsent('policies of the corpora');
else policies();

function policies(): void {
  suite('policies of the corpora', function () {
    this.timeout(60_000);

    test('a policy of Kyverno passes exactly when each of its validating rules says Enforce or Deny', () => {
      const texts = new Set(KYVERNO.flatMap((file) => casesOf(file)).map(({ policy }) => String(policy)));
      assert.ok(texts.size > 250);
      for (const text of texts) {
        const states = judgeExample(requireEnforcingPolicies, text).judged.map(({ state }) => state);
        assert.deepEqual(states, expectedStates(text), text);
      }
    });

    test('each constraint of Gatekeeper is a policy in place where it does not leave the namespace out', () => {
      for (const one of casesOf('gatekeeper/cases.jsonl')) {
        const constraint = String(one['constraint']);
        assert.deepEqual(
          judgeExample(requireEnforcingPolicies, constraint).judged.map(({ state }) => state),
          ['passed'],
        );
        const pod = '{ apiVersion: v1, kind: Pod, metadata: { name: a, namespace: heptad-test } }';
        const [cluster] = judgeExample(requireAdmissionPolicies, `${constraint}\n---\n${pod}\n`).judged;
        assert.equal(cluster?.state, /^\s*(?:namespaces|namespaceSelector):/m.test(constraint) ? 'failed' : 'passed', constraint);
      }
    });
  });
}

interface PolicyObject {
  readonly kind?: string;
  readonly spec?: {
    readonly validationFailureAction?: string;
    readonly validationActions?: readonly string[];
    readonly rules?: readonly { readonly validate?: { readonly failureAction?: string }; readonly verifyImages?: unknown }[];
  };
}

/** The same question, asked of the plain objects by a second reading. */
function expectedStates(text: string): readonly string[] {
  const objects = parseAllDocuments(text).map((document) => document.toJS() as PolicyObject | null);
  return objects.flatMap((object) => {
    const { kind = '', spec = {} } = object ?? {};
    if (/ValidatingPolicy$/.test(kind)) return (spec.validationActions ?? ['Deny']).includes('Deny') ? ['passed'] : ['failed'];
    const rules = /^(?:Cluster)?Policy$/.test(kind)
      ? (spec.rules ?? []).filter(({ validate, verifyImages }) => validate !== undefined || verifyImages !== undefined)
      : [];
    if (rules.length === 0) return [];
    const actions = rules.map(({ validate }) => (validate?.failureAction ?? spec.validationFailureAction ?? 'Audit').toLowerCase());
    return actions.every((action) => action === 'enforce') ? ['passed'] : ['failed'];
  });
}
