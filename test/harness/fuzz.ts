/** Fixed seed, and few runs of a property; `npm run fuzz` makes ten times as many. */
export function runs(count: number): { readonly seed: number; readonly numRuns: number } {
  return { seed: 7, numRuns: process.env['HEPTAD_FUZZ'] === 'full' ? count * 10 : count };
}
