import { matchesGlob } from './globs.js';

/**
 * Whether a glob of `heptad.yaml` fits a path: `*` and `?` stay within a folder, `**` crosses folders, a glob that names a folder fits all that is in it,
 * and one without `/` fits at any depth, as in `.gitignore`.
 */
export function matchesPath(glob: string, path: string): boolean {
  const wanted = glob.replace(/^\.\//, '').replace(/\/+$/, '').split('/');
  const parts = path.split('/');
  const anchored = wanted.length > 1 || glob.startsWith('./');
  return fits(anchored ? wanted : ['**', ...wanted], parts) || fits([...(anchored ? [] : ['**']), ...wanted, '**'], parts);
}

/** Row by row over the parts, so that its time grows with the product of both lengths. */
function fits(wanted: readonly string[], parts: readonly string[]): boolean {
  let reached: readonly boolean[] = [true, ...parts.map(() => false)];
  for (const segment of wanted) {
    const next: boolean[] = [segment === '**' && reached[0] === true];
    for (const [index, part] of parts.entries()) {
      next.push(segment === '**' ? (reached[index + 1] ?? false) || (next[index] ?? false) : (reached[index] ?? false) && matchesGlob(segment, part));
    }
    reached = next;
  }
  return reached[parts.length] ?? false;
}
