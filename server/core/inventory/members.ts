import type { SourceDocument } from '../syntax/document.js';
import { type Facts, NodeKind } from '../syntax/facts.js';
import type { Edits, ListStep, Member } from './resource.js';

/** The objects of a document: itself, or each item of a `kind: List` (or `…List` with items), of lists in it too. Empty for what is no Kubernetes object. */
export function membersOf(document: SourceDocument, edits: Edits = {}, context = false): readonly Member[] {
  if (document.facts.find(0, 'apiVersion') < 0 || textAt(document.facts, 0, 'kind') === undefined) return [];
  return objectsAt(document.facts, 0, []).map((object) => ({ document, edits, context, ...object }));
}

type ObjectInList = Pick<Member, 'item' | 'kind'>;

/** Items of `kind: DeploymentList` that say neither field are Deployments. Source: apimachinery, unstructured, UnstructuredJSONScheme. */
function objectsAt(facts: Facts, node: number, steps: readonly ListStep[], kind?: Member['kind']): readonly ObjectInList[] {
  const listKind = textAt(facts, node, 'kind') ?? '';
  const items = listKind.endsWith('List') ? facts.find(node, 'items') : -1;
  if (items < 0 || facts.kind(items) !== NodeKind.List) return [{ ...(steps.length > 0 && { item: steps }), ...(kind && { kind }) }];
  const itemKind = { apiVersion: textAt(facts, node, 'apiVersion') ?? '', kind: listKind.slice(0, -'List'.length) };
  return [...facts.children(items)].flatMap((item, index) => {
    const isTyped = facts.kind(item) === NodeKind.Map && facts.find(item, 'apiVersion') < 0 && facts.find(item, 'kind') < 0;
    return objectsAt(facts, item, [...steps, { node: item, index }], isTyped ? itemKind : undefined);
  });
}

function textAt(facts: Facts, node: number, key: string): string | undefined {
  const found = facts.find(node, key);
  return found >= 0 && facts.kind(found) === NodeKind.String ? facts.text(found) : undefined;
}
