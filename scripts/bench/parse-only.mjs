// Parses YAML files with the package yaml, as installed in a folder, and does nothing else: parse-only.mjs INSTALLED FILE ...
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [installed, ...files] = process.argv.slice(2);
const { parseAllDocuments } = createRequire(join(installed, 'package.json'))('yaml');
for (const file of files) for (const document of parseAllDocuments(readFileSync(file, 'utf8'))) document.toJS();
