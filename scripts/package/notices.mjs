// The notices of what is bundled: which packages are in dist/heptad.mjs, and the text of each license.
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';

/** The packages of which something is in the bundle, by name, with version, license and its text. Throws where one has no license file. */
export function bundledPackages(metafile, output) {
  const { inputs } = metafile.outputs[output];
  const names = Object.keys(inputs)
    .filter((input) => inputs[input].bytesInOutput > 0)
    .flatMap((input) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []);
  return [...new Set(names)].sort().map((name) => {
    const folder = join('node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.|-|$)/i.test(entry));
    if (file === undefined) throw new Error(`package "${name}" is bundled and has no license file`);
    return { name, version, license, text: readFileSync(join(folder, file), 'utf8').trim() };
  });
}

/** What the bundle loads at run time that Node does not have itself; it must be nothing. */
export function foreignImports(metafile, output) {
  return metafile.outputs[output].imports
    .filter(({ external }) => external)
    .map(({ path }) => path)
    .filter((path) => !path.startsWith('node:') && !builtinModules.includes(path));
}

/** The notices as Markdown. */
export function notices(packages) {
  const parts = packages.map(({ name, version, license, text }) => `## ${name} ${version} (${license})\n\n${text.replace(/^/gm, '    ')}`);
  return `# Third-party notices\n\nheptad.mjs holds code of these packages.\n\n${parts.join('\n\n')}\n`;
}
