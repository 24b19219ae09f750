import type { Value } from '../../value.js';
import { stepOf, writtenItems } from './fields.js';
import { type Built, touch, VARIABLE } from './object.js';

/** Makes unknown every text in which one of the `vars` stands as `$(NAME)`. */
export function applyVariables(names: ReadonlySet<string>, objects: readonly Built[]): void {
  const texts = [...names].filter((name) => name !== '').map((name) => `$(${name})`);
  if (texts.length === 0) return;
  const holds = (text: string): boolean => texts.some((one) => text.includes(one));
  for (const built of objects) {
    if (!built.member.document.facts.strings.some(holds)) continue;
    for (const steps of stepsTo(built.resource.root, holds, [])) touch(built, { steps, why: VARIABLE });
  }
}

function* stepsTo(value: Value, holds: (text: string) => boolean, steps: readonly string[]): IterableIterator<readonly string[]> {
  for (const [key, below] of value.entries()) yield* stepsTo(below, holds, [...steps, key]);
  for (const item of writtenItems(value)) yield* stepsTo(item, holds, [...steps, stepOf(item, value)]);
  const text = value.text();
  if (text !== undefined && holds(text)) yield steps;
}
