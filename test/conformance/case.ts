/** An engine that gives verdicts on what a generator writes. */
export const ENGINES = ['kyverno apply', 'istioctl analyze', 'kubectl-validate', 'kube-apiserver', 'Kyverno in a cluster'] as const;
export type Engine = (typeof ENGINES)[number];

/** What one generator writes for one small target, and what engines must say of it. */
export interface Case {
  readonly name: string;
  readonly generator: string;
  readonly intent: string;
  readonly with?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly mode: 'audit' | 'enforce';
  /** The target, as one YAML text. Engines that look at workloads see it beside the output. */
  readonly target: string;
  /** Engines that must accept the output, and judge the samples where they can. */
  readonly engines: readonly Engine[];
  readonly refused: readonly Refused[];
  readonly admitted: readonly Sample[];
}

/** An object, as one YAML document with a namespace of its own. */
export interface Sample {
  readonly name: string;
  readonly text: string;
}

export interface Refused extends Sample {
  /** Words of the refusal: a refusal for another reason proves nothing. */
  readonly says: string;
}
