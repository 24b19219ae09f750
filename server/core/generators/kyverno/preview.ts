import type { Inventory } from '../../inventory/inventory.js';
import type { Match } from '../../inventory/selectors.js';
import type { Container, Workload } from '../../inventory/workload.js';
import type { Note } from '../generator.js';

/** A note for each workload of whose containers some would be refused, or may be, by the judgement given. `says` follows the container's name. */
export function refusedContainers(
  containers: readonly Container[],
  excluded: readonly string[],
  judge: (container: Container) => Match,
  says: string,
): readonly Note[] {
  return containers
    .filter(({ namespace }) => !excluded.includes(namespace))
    .flatMap((container) => noteOf(container, unknownOr(container, judge), `container "${container.part}" of ${nameOf(container.workload)}`, says));
}

/** The same for workloads as wholes. */
export function refusedWorkloads(
  inventory: Inventory,
  excluded: readonly string[],
  judge: (workload: Workload) => Match,
  says: (workload: Workload) => string,
): readonly Note[] {
  return inventory
    .workloads()
    .filter(({ namespace }) => !excluded.includes(namespace))
    .flatMap((workload) => noteOf(workload, unknownOr(workload, judge), nameOf(workload), says(workload)));
}

/** One object that is refused, that may be, or that passes. */
export function noteOf(spot: Required<Pick<Note, 'at' | 'pointer'>>, refused: Match, what: string, says: string): readonly Note[] {
  const { at, pointer } = spot;
  if (refused === 'no') return [];
  return [{ at, pointer, message: refused === 'yes' ? `${what} ${says}` : `${what} may be refused: ${refused.unknown}` }];
}

function unknownOr<S extends Container | Workload>(subject: S, judge: (subject: S) => Match): Match {
  return subject.unknown === undefined ? judge(subject) : { unknown: subject.unknown };
}

function nameOf({ kind, name }: Workload): string {
  return `${kind} "${name}"`;
}
