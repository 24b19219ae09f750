import { actionsOf } from './actions.js';
import { lineEnd, lineStart } from './text.js';

/** What stands in the place of a text that the file does not show. */
export interface Mask {
  readonly start: number;
  readonly end: number;
  /**
   * inline: part of a scalar or a key. output: a line of its own that prints keys, items or text. attach: a comment that sets the value before it.
   * silent: a line of its own that prints nothing.
   */
  readonly kind: 'inline' | 'output' | 'attach' | 'silent';
  /** The parts of a condition or a loop, and the start of a definition. */
  readonly control?: 'open' | 'else' | 'close' | 'define' | undefined;
  readonly by: 'template' | 'substitution';
  /** The column at which an output starts, as far as the action or its place tells. */
  readonly column: number;
}

export interface Masked {
  /** As long as the text, with the same offsets: actions on lines of their own are blank lines now, others are filled with `x`. */
  readonly text: string;
  /** By offset. */
  readonly masks: readonly Mask[];
}

/** Replaces what template engines and substitutions would replace. Undefined for a text without any. */
export function mask(text: string): Masked | undefined {
  const actions = text.includes('{{') ? actionsOf(text) : [];
  const substitutions = text.includes('${') ? substitutionsOf(text, actions) : [];
  const annotations = text.includes('#@') ? annotationsOf(text) : [];
  const masks = [actions, [...substitutions], [...annotations]].flat();
  if (masks.length === 0) return undefined;
  masks.sort((a, b) => a.start - b.start);
  return { text: filled(text, masks), masks };
}

function filled(text: string, masks: readonly Mask[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const one of masks) {
    if (one.start < from || one.kind === 'attach') continue;
    const blank = one.kind !== 'inline';
    // Blank lines, not spaces: spaces would be text in a block scalar, and too many of them at its start an error.
    const start = blank ? lineStart(text, one.start, from) : one.start;
    const end = blank ? blanksEnd(text, one.end) : one.end;
    const covered = text.slice(start, end);
    parts.push(text.slice(from, start), blank ? covered.replace(/[^\r\n]/g, '\n') : filler(covered));
    from = end;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

/** On the first line `x`, on further lines nothing: they may stand left of what they belong to. */
function filler(text: string): string {
  const first = text.search(/[\r\n]/);
  if (first < 0) return 'x'.repeat(text.length);
  return 'x'.repeat(first) + text.slice(first).replace(/[^\r\n]/g, ' ');
}

/** `${NAME}` of envsubst and Flux, never `$(NAME)`, which Kubernetes itself expands, nor `${1}`, which regular expressions use. */
function* substitutionsOf(text: string, actions: readonly Mask[]): Generator<Mask> {
  let next = 0;
  for (const match of text.matchAll(/\$\{(?!\d+\})[^{}\r\n]*\}/g)) {
    const start = match.index;
    const end = start + match[0].length;
    while (next < actions.length && (actions[next]?.end ?? 0) <= start) next++;
    if ((actions[next]?.start ?? end) < end) continue;
    yield { start, end, kind: 'inline', by: 'substitution', column: 0 };
  }
}

/** The comments of ytt: a line of its own controls, behind a key or an item it sets the value. */
function* annotationsOf(text: string): Generator<Mask> {
  for (let at = text.indexOf('#@'); at >= 0; ) {
    const line = lineStart(text, at);
    const end = lineEnd(text, at);
    const found = /^([ \t]*|.*?[ \t])#@[ \t]+(\w*)/.exec(text.slice(line, end));
    if (found !== null) {
      const before = found[1] ?? '';
      const start = line + before.length;
      const alone = before.trim() === '';
      if (alone) yield { start, end, kind: 'silent', control: CONTROLS.get(found[2] ?? ''), by: 'template', column: before.length };
      else yield { start, end, kind: 'attach', by: 'template', column: Number.MAX_SAFE_INTEGER };
    }
    at = text.indexOf('#@', end);
  }
}

const CONTROLS = new Map<string, Mask['control']>([
  ['if', 'open'],
  ['for', 'open'],
  ['while', 'open'],
  ['def', 'define'],
  ['else', 'else'],
  ['elif', 'else'],
  ['end', 'close'],
]);

function blanksEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && ' \t'.includes(text.charAt(end))) end++;
  return end;
}
