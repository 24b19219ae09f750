import type { Workload } from '../workload.js';

/** Paths that every cluster knows as answers of a server about itself. */
const HEALTH_PATHS = ['/healthz', '/livez', '/readyz', '/health', '/ready', '/live'];

/** Paths at which a workload answers about itself: the usual ones, and those that its probes ask for. The root path is no such answer. */
export function answersAboutItself(workload?: Workload): ReadonlySet<string> {
  return new Set([...HEALTH_PATHS, ...(workload?.containers ?? []).flatMap(probePaths)]);
}

function probePaths({ value }: Workload['containers'][number]): readonly string[] {
  return ['livenessProbe', 'readinessProbe', 'startupProbe']
    .flatMap((probe) => value.path(probe, 'httpGet', 'path').text() ?? [])
    .filter((path) => path !== '/');
}
