import { Document, type Scalar, visit } from 'yaml';
import { plainValue } from '../syntax/scalars.js';
import type { Manifest, Plain } from './generator.js';

/** Says whose file it is. It names nothing of the workspace: a name there could end the comment. */
export const HEADER = '# Written by Heptad. Change what it is made from, and generate it again.\n';

/** The text of the file of a manifest: its objects in their order, each a document. The same objects give the same bytes. */
export function manifestText({ objects }: Pick<Manifest, 'objects'>): string {
  return HEADER + objects.map(toYaml).join('---\n');
}

/**
 * One value as YAML in block style. What a reader of YAML 1.1 or of Kubernetes would take for something else than the text is quoted,
 * and characters that change how a line is shown are written as escapes.
 */
export function toYaml(value: Plain): string {
  const document = new Document(value, { version: '1.1', aliasDuplicateObjects: false });
  visit(document, { Scalar: (_, node) => quote(node) });
  const text = document.toString({ lineWidth: 0, directives: false });
  return text.replace(UNSEEN, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Controls, line separators and marks of direction: with one of them a string stands in double quotes. */
const UNSEEN = /[\u0080-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const BROKEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

function quote(node: Scalar): void {
  if (typeof node.value !== 'string') return;
  if (BROKEN.test(node.value.replace(/\n/g, '')) || isMisread(node.value)) node.type = 'QUOTE_DOUBLE';
}

/** `=` and `<<` are tags of their own in YAML 1.1. Source: yaml.org/type/value.html and merge.html. */
function isMisread(text: string): boolean {
  return plainValue(text) !== text || text === '=' || text === '<<';
}
