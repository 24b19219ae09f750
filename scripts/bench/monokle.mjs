// Judges YAML files with @monokle/validation, as installed in a folder: monokle.mjs INSTALLED FILE ... Prints the number of findings.
// Plugins are those of its default validator without kubernetes-schema, which loads its schemas from the web.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [installed, ...files] = process.argv.slice(2);
const { parseAllDocuments } = createRequire(join(installed, 'package.json'))('yaml');
const monokle = await import(pathToFileURL(join(installed, 'node_modules/@monokle/validation/lib/node.js')).href);

const parser = new monokle.ResourceParser();
const resources = files.flatMap(resourcesOf);
const validator = new monokle.MonokleValidator(
  {
    loader: new monokle.RemotePluginLoader(monokle.requireFromStringCustomPluginLoader),
    parser,
    schemaLoader: new monokle.SchemaLoader(),
    suppressors: [],
    fixer: new monokle.DisabledFixer(),
  },
  { plugins: { 'yaml-syntax': true, 'pod-security-standards': true, 'resource-links': true, 'kubernetes-schema': false } },
);
monokle.processRefs(resources, parser, undefined, files);
const { runs } = await validator.validate({ resources });
const failed = validator.getFailedPlugins();
if (failed.length > 0) throw new Error(`plugins could not be loaded: ${failed.join(', ')}`);
console.log(runs.reduce((sum, { results }) => sum + results.length, 0));

function resourcesOf(file) {
  const text = readFileSync(file, 'utf8');
  return parseAllDocuments(text).flatMap((document, index) => {
    const content = document.toJS();
    if (typeof content?.kind !== 'string') return [];
    const [start, , end] = document.range;
    const { name, namespace } = content.metadata ?? {};
    const range = { start, length: end - start };
    const { apiVersion, kind } = content;
    return [
      {
        id: `${file}#${index}`,
        fileId: file,
        filePath: file,
        fileOffset: start,
        range,
        text: text.slice(start, end),
        name,
        namespace,
        apiVersion,
        kind,
        content,
      },
    ];
  });
}
