/** Why a text is not edited, in words for users. Thrown inside of this folder only; `editDocument` gives it as a value. */
export class Refusal extends Error {}

export const TEMPLATE = 'set by a template';
export const ALIASED = 'an alias uses this value elsewhere: a change would change that place, too';
export const BY_ALIAS = 'the value comes by an alias: a change of its anchor would change every place that uses it';
export const BY_MERGE = 'the value comes by a merge key: a change of its anchor would change every place that uses it';
export const OVERLAP = 'it overlaps another edit';
export const LAYOUT = 'the layout of the text here is not one that can be edited';

export function refuse(why: string): never {
  throw new Refusal(why);
}

/** Why an attempt is refused; undefined when it is not. */
export function reasonOf(attempt: () => void): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}
