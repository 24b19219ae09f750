import type { Inventory } from '../inventory.js';
import type { Reason } from '../known.js';
import type { Resource } from '../resource.js';
import type { Value } from '../value.js';

/**
 * Why an object of one of these kinds may exist in a namespace though no file holds it: a Kyverno policy generates it. Undefined when none does.
 * What a policy generates depends on the objects of the cluster, so that this is a doubt and never a proof.
 * Source: Kyverno documentation, Generate rules and GeneratingPolicy.
 */
export function generatorOf(inventory: Inventory, kinds: readonly string[], namespace: string): Reason | undefined {
  const found = inventory.view(generators).find((generator) => {
    if (generator.namespace !== undefined && generator.namespace !== namespace) return false;
    return generator.kinds === undefined || generator.kinds.some((kind) => kinds.includes(kind));
  });
  return found === undefined ? undefined : `a policy may generate it ("${found.name}")`;
}

interface Generator {
  readonly name: string;
  /** Where it generates; undefined for everywhere. */
  readonly namespace: string | undefined;
  /** What it generates; undefined when it does not say so in a field. */
  readonly kinds: readonly string[] | undefined;
}

function generators(inventory: Inventory): readonly Generator[] {
  return [
    ...inventory.ofKind('kyverno.io/ClusterPolicy', 'kyverno.io/Policy').flatMap(fromRules),
    ...inventory.ofKind('policies.kyverno.io/GeneratingPolicy', 'policies.kyverno.io/NamespacedGeneratingPolicy').flatMap(fromExpressions),
  ];
}

function fromRules(policy: Resource): readonly Generator[] {
  const namespace = policy.kind === 'Policy' ? policy.namespace : undefined;
  return policy.spec
    .get('rules')
    .items()
    .filter((rule) => rule.get('generate').exists)
    .map((rule) => ({ name: policy.name, namespace, kinds: generatedKinds(rule.get('generate')) }));
}

function generatedKinds(generate: Value): readonly string[] | undefined {
  const parts = [generate, ...generate.get('foreach').items()];
  if (parts.some((part) => part.hides !== undefined || part.get('kind').unknown !== undefined)) return undefined;
  return parts.flatMap((part) => [
    part.get('kind').text() ?? '',
    ...part
      .path('cloneList', 'kinds')
      .items()
      .map((kind) => (kind.text() ?? '').split('/').at(-1) ?? ''),
  ]);
}

/** A GeneratingPolicy builds its objects in CEL: the kinds are those that its expressions name. */
function fromExpressions(policy: Resource): readonly Generator[] {
  const namespace = policy.kind === 'NamespacedGeneratingPolicy' ? policy.namespace : undefined;
  const lists = ['variables', 'generate'].flatMap((list) => policy.spec.get(list).items());
  const texts = lists.map((item) => item.get('expression').text());
  const kinds = texts.some((text) => text === undefined) ? undefined : texts.flatMap((text) => (text ?? '').match(/[A-Z][A-Za-z]+/g) ?? []);
  return [{ name: policy.name, namespace, kinds }];
}
