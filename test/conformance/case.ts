/** The engines that give verdicts on what generators write. */
export const ENGINES = [
  'kyverno apply',
  'istioctl analyze',
  'kubectl-validate',
  'kube-apiserver',
  'istioctl analyze in a cluster',
  'Kyverno in a cluster',
] as const;
export type Engine = (typeof ENGINES)[number];

/** What one generator writes for one small target, and what engines must say of it. */
export interface Case {
  readonly name: string;
  readonly generator: string;
  readonly intent: string;
  /** A subject id; '' where it is not given: the whole target. */
  readonly subject?: string | undefined;
  readonly with?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly mode: 'audit' | 'enforce';
  /** The target, as one YAML text. Engines that look at workloads see it beside the output. */
  readonly target: string;
  /** Engines that must accept the output, and judge the samples where they can. */
  readonly engines: readonly Engine[];
  readonly refused: readonly Refused[];
  readonly admitted: readonly Sample[];
  /** What happens to objects that were there before the output was. Only a cluster can tell. */
  readonly changes?: readonly Change[] | undefined;
  /** The start of warnings that the API server gives for a right output. */
  readonly warns?: readonly string[] | undefined;
}

/** An object, as one YAML document with a namespace of its own. */
export interface Sample {
  readonly name: string;
  readonly text: string;
  /** True where the output leaves the object alone, so that an engine does not even look at it. */
  readonly leftAlone?: boolean | undefined;
}

export interface Refused extends Sample {
  /** Words of the refusal: a refusal for another reason proves nothing. */
  readonly says: string;
}

/** A merge patch of an object that is there already. */
export interface Change extends Sample {
  readonly subresource?: string | undefined;
  readonly patch: unknown;
  /** Words of the refusal; undefined where the change must be let through. */
  readonly says?: string | undefined;
}
