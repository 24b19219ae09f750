import type { SourceDocument, SourceFile } from './document.js';
import { type Facts, NodeKind } from './facts.js';
import type { Problem } from './place.js';

/** The two fields that say what an object is; undefined where they are missing or set by a template. */
export interface Identity {
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  /** True when a template or a substitution sets one of them. */
  readonly masked: boolean;
}

/** What a document or an item of a list says it is; undefined when it is no Kubernetes object. */
export function identityOf(facts: Facts, node = 0): Identity | undefined {
  const apiVersion = facts.find(node, 'apiVersion');
  const kind = facts.find(node, 'kind');
  if (!isName(facts, apiVersion) || !isName(facts, kind)) return undefined;
  const text = (at: number): string | undefined => (facts.kind(at) === NodeKind.String ? facts.text(at) : undefined);
  const identity = { apiVersion: text(apiVersion), kind: text(kind) };
  return { ...identity, masked: identity.apiVersion === undefined || identity.kind === undefined };
}

function isName(facts: Facts, node: number): boolean {
  return node >= 0 && (facts.kind(node) === NodeKind.String || facts.kind(node) === NodeKind.Unknown);
}

/** A document is Kubernetes when `apiVersion` and `kind` are strings; one that a template sets counts as a string. */
export function isKubernetes(document: SourceDocument): boolean {
  return identityOf(document.facts) !== undefined;
}

/** The problems of a file that concern a Kubernetes user: YAML that is something else gets none, not even of syntax. */
export function reportable(file: SourceFile): readonly Problem[] {
  const kubernetes = file.unread !== undefined || file.documents.some((document) => document.kubernetes);
  return kubernetes ? [...file.problems, ...file.documents.flatMap((document) => document.problems)] : [];
}

const API_VERSION = /(^|[{,\n\r])[ \t]*["']?apiVersion["']?[ \t]*:/;
const KIND = /(^|[{,\n\r])[ \t]*["']?kind["']?[ \t]*:/;
const BLOCK_API_VERSION = /(^|[\n\r])["']?apiVersion["']?[ \t]*:/;
const BLOCK_KIND = /(^|[\n\r])["']?kind["']?[ \t]*:/;

/** Whether a text that cannot be read looks like a Kubernetes object: both fields at the start of a line, or in braces. */
export function looksLikeKubernetes(text: string): boolean {
  if (BLOCK_API_VERSION.test(text) && BLOCK_KIND.test(text)) return true;
  return /^\s*(---[^\n]*\n\s*)?\{/.test(text) && API_VERSION.test(text) && KIND.test(text);
}
