import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Texts by path. */
export type Texts = Readonly<Record<string, string>>;

const SHOP = 'examples/shop';

/** The YAML files of `examples/shop`, by their paths in it. */
export function shopTexts(): Texts {
  const paths = readdirSync(SHOP, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'));
  return Object.fromEntries(paths.sort().map((path) => [path.replaceAll('\\', '/'), readFileSync(join(SHOP, path), 'utf8')]));
}
