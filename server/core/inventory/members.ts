import type { SourceDocument } from '../syntax/document.js';
import { NodeKind } from '../syntax/facts.js';
import type { Edits, Member } from './resource.js';

/** The objects of a document: itself, or each item of a `kind: List` (or `…List` with items). Empty for what is no Kubernetes object. */
export function membersOf(document: SourceDocument, edits: Edits = {}, context = false): readonly Member[] {
  const { facts } = document;
  const kind = facts.find(0, 'kind');
  if (kind < 0 || facts.find(0, 'apiVersion') < 0 || facts.kind(kind) !== NodeKind.String) return [];
  const items = facts.text(kind).endsWith('List') ? facts.find(0, 'items') : -1;
  if (items < 0 || facts.kind(items) !== NodeKind.List) return [{ document, edits, context }];
  return [...facts.children(items)].map((_, item) => ({ document, edits, context, item }));
}
