/** One thing that a policy refuses, in words that both kinds of Kyverno policy share. Each check becomes one policy. */
export interface Check {
  /** Name of the policy, and of its rule where the kind has rules. */
  readonly name: string;
  readonly matches: Matches;
  /** Named expressions in CEL, each may use those before it. */
  readonly variables: readonly Variable[];
  /** CEL: the list of what is wrong, as texts. An empty list admits the object. */
  readonly offenders: string;
  /** What is wrong with them, before their list: `containers that may run as root`. */
  readonly says: string;
  /** Whether objects that are there already are reported on. */
  readonly background: boolean;
  /** Namespaces that the policy leaves alone. */
  readonly excluded: readonly string[];
}

export interface Variable {
  readonly name: string;
  readonly expression: string;
}

/** One kind of object only: a policy on more than pods is no longer extended to what makes pods. Source: Kyverno, pkg/cel/autogen/support.go, CanAutoGen. */
export interface Matches {
  readonly group: string;
  readonly version: string;
  /** Plural, with a subresource behind a slash. */
  readonly resource: string;
  readonly kind: string;
  readonly operations: readonly ('CREATE' | 'UPDATE')[];
}

export const PODS: Matches = { group: '', version: 'v1', resource: 'pods', kind: 'Pod', operations: ['CREATE', 'UPDATE'] };

/** Containers for debugging come by a subresource, which a policy on pods does not see. Source: Kubernetes API reference, Pod v1, ephemeralcontainers. */
export const DEBUGGING: Matches = {
  group: '',
  version: 'v1',
  resource: 'pods/ephemeralcontainers',
  kind: 'Pod/ephemeralcontainers',
  operations: ['UPDATE'],
};

/**
 * Whether a request leaves the pod as it was: then it is let through. Controllers write to what they own all the time (finalizers, the size of an old
 * ReplicaSet), and a rollout that mends a workload would hang where that were refused. The words `object.spec` stand for the template where Kyverno
 * extends the policy; it replaces exactly these texts. Source: Kyverno, pkg/cel/autogen/replacement.go.
 */
export const UNCHANGED: Variable = { name: 'unchanged', expression: 'request.operation == "UPDATE" && object.spec == oldObject.spec' };

export const CONTAINERS: Variable = {
  name: 'containers',
  expression: 'object.spec.containers + object.spec.?initContainers.orValue([]) + object.spec.?ephemeralContainers.orValue([])',
};

/** Those that may state resources: ephemeral ones may not. Source: Kubernetes API reference, EphemeralContainer v1 core. */
export const LASTING_CONTAINERS: Variable = {
  name: 'containers',
  expression: 'object.spec.containers + object.spec.?initContainers.orValue([])',
};

export const EPHEMERAL_CONTAINERS: Variable = { name: 'containers', expression: 'object.spec.?ephemeralContainers.orValue([])' };

/** The expression that holds for an admitted object, and the words for one that is refused. */
export function validationOf({ offenders, variables, says }: Pick<Check, 'offenders' | 'variables' | 'says'>): {
  readonly variables: readonly { readonly name: string; readonly expression: string }[];
  readonly validation: { readonly expression: string; readonly message: string; readonly messageExpression: string };
} {
  const admitted = 'variables.offenders.size() == 0';
  return {
    variables: [...variables, { name: 'offenders', expression: offenders }],
    validation: {
      expression: variables.includes(UNCHANGED) ? `variables.unchanged || ${admitted}` : admitted,
      message: says,
      messageExpression: `"${says}: " + variables.offenders.join(", ")`,
    },
  };
}
