import { floor, type Rational, rational, subtract, times } from '../posture/rational.js';
import type { StagePosture } from '../posture/score.js';
import { STAGES, type Stage } from '../rules/rule.js';

/** Cells of a bar: 20 for 100, as wide as the stages weigh. */
const CELLS: Readonly<Record<Stage, number>> = { initial: 10, advanced: 6, optimal: 4 };

interface Marks {
  readonly passed: string;
  readonly attested: string;
  readonly failing: string;
  readonly unknown: string;
  readonly edge: string;
}

export const MARKS: Marks = { passed: '█', attested: '▓', failing: '·', unknown: '░', edge: '│' };
export const ASCII_MARKS: Marks = { passed: '#', attested: '=', failing: '.', unknown: '?', edge: '|' };

/** A pillar's score as a bar: three segments, in each what passed, what was attested, what fails, what is not judged. A stage without rules is blank. */
export function bar(stages: readonly StagePosture[], marks: Marks): string {
  return STAGES.map((stage) => {
    const found = stages.find((one) => one.stage === stage);
    return found === undefined || found.rules === 0 ? ' '.repeat(CELLS[stage]) : segment(found, CELLS[stage], marks);
  }).join(marks.edge);
}

/** Each border lies at the sum of what is left of it, rounded down: a full segment means that all is passed. */
function segment({ passed, attested, unknown }: StagePosture, cells: number, marks: Marks): string {
  const at = (share: Rational): number => floor(times(share, rational(cells)));
  const filled = at(passed);
  const striped = filled - at(subtract(passed, attested));
  // What is not judged stands at the end; a share too small for a cell still shows one of the others' cells.
  const hatched = Math.min(cells - filled, unknown.n === 0n ? 0 : Math.max(1, cells - at(subtract(rational(1), unknown))));
  return (
    marks.passed.repeat(filled - striped) + marks.attested.repeat(striped) + marks.failing.repeat(cells - filled - hatched) + marks.unknown.repeat(hatched)
  );
}
