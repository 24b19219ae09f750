/** `maybe`: the pattern uses what is not understood here. */
export type PatternMatch = 'yes' | 'no' | 'maybe';

/**
 * Whether a pattern of a kustomize selector fits a whole text. Patterns come from the workspace and are never run as regular expressions of the platform:
 * this matcher follows all ways at once, so that its time is bounded. An empty pattern fits everything.
 * Source: kustomize, api/types, SelectorRegex (anchored at both ends).
 */
export function fitsPattern(pattern: string, text: string): PatternMatch {
  if (pattern === '' || pattern === text) return 'yes';
  if (pattern.length > MAX_PATTERN || text.length > MAX_TEXT) return 'maybe';
  if (/^[\w/-]+$/.test(pattern)) return 'no';
  const parser: Parser = { pattern: pattern.replace(/^\^/, '').replace(/(?<!\\)\$$/, ''), at: 0, depth: 0 };
  const node = parseChoice(parser);
  if (node === undefined || parser.at < parser.pattern.length) return 'maybe';
  return endsOf(node, text, new Set([0])).has(text.length) ? 'yes' : 'no';
}

const MAX_PATTERN = 1024;
const MAX_TEXT = 512;
/** Loops in loops deeper than this are not followed. */
const MAX_DEPTH = 4;

type Node =
  | { readonly is: 'character'; fits(character: string): boolean }
  | { readonly is: 'sequence' | 'choice'; readonly parts: readonly Node[] }
  | { readonly is: 'repeat'; readonly part: Node; readonly least: 0 | 1; readonly most: 1 | 'any' };

interface Parser {
  readonly pattern: string;
  at: number;
  depth: number;
}

function parseChoice(parser: Parser): Node | undefined {
  const parts: Node[] = [];
  do {
    const part = parseSequence(parser);
    if (part === undefined) return undefined;
    parts.push(part);
  } while (take(parser, '|'));
  return { is: 'choice', parts };
}

function parseSequence(parser: Parser): Node | undefined {
  const parts: Node[] = [];
  while (parser.at < parser.pattern.length && !'|)'.includes(peek(parser))) {
    const atom = parseAtom(parser);
    if (atom === undefined) return undefined;
    parts.push(repeated(parser, atom));
    if (parser.at < parser.pattern.length && '*+?{'.includes(peek(parser))) return undefined;
  }
  return { is: 'sequence', parts };
}

function repeated(parser: Parser, part: Node): Node {
  if (take(parser, '*')) return { is: 'repeat', part, least: 0, most: 'any' };
  if (take(parser, '+')) return { is: 'repeat', part, least: 1, most: 'any' };
  return take(parser, '?') ? { is: 'repeat', part, least: 0, most: 1 } : part;
}

function parseAtom(parser: Parser): Node | undefined {
  const character = peek(parser);
  if ('*+?{^$'.includes(character)) return undefined;
  parser.at++;
  if (character === '(') return parseGroup(parser);
  if (character === '[') return parseClass(parser);
  if (character === '.') return { is: 'character', fits: () => true };
  if (character !== '\\') return { is: 'character', fits: (other) => other === character };
  return parseEscape(parser);
}

function parseGroup(parser: Parser): Node | undefined {
  if (peek(parser) === '?') {
    if (!parser.pattern.startsWith('?:', parser.at)) return undefined;
    parser.at += 2;
  }
  if (++parser.depth > MAX_DEPTH) return undefined;
  const inner = parseChoice(parser);
  parser.depth--;
  return inner !== undefined && take(parser, ')') ? inner : undefined;
}

function parseEscape(parser: Parser): Node | undefined {
  const character = peek(parser);
  parser.at++;
  if (character === 'd') return { is: 'character', fits: (other) => /\d/.test(other) };
  if (character === 'w') return { is: 'character', fits: (other) => /\w/.test(other) };
  return character === '' || /[A-Za-z0-9]/.test(character) ? undefined : { is: 'character', fits: (other) => other === character };
}

function parseClass(parser: Parser): Node | undefined {
  const end = parser.pattern.indexOf(']', parser.at + 1);
  if (end < 0) return undefined;
  const text = parser.pattern.slice(parser.at, end);
  parser.at = end + 1;
  const negated = text.startsWith('^');
  const body = negated ? text.slice(1) : text;
  if (body === '' || /[\\[]/.test(body)) return undefined;
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < body.length; at++) {
    const from = body.charAt(at);
    const isRange = body.charAt(at + 1) === '-' && at + 2 < body.length;
    ranges.push([from, isRange ? body.charAt(at + 2) : from]);
    if (isRange) at += 2;
  }
  return { is: 'character', fits: (other) => ranges.some(([from, to]) => from <= other && other <= to) !== negated };
}

/** Every place in the text where a match can end that began at one of `starts`. */
function endsOf(node: Node, text: string, starts: ReadonlySet<number>): ReadonlySet<number> {
  switch (node.is) {
    case 'character':
      return new Set([...starts].filter((at) => at < text.length && node.fits(text.charAt(at))).map((at) => at + 1));
    case 'sequence':
      return node.parts.reduce((ends, part) => endsOf(part, text, ends), starts);
    case 'choice':
      return new Set(node.parts.flatMap((part) => [...endsOf(part, text, starts)]));
    case 'repeat':
      return repeatedEnds(node.part, text, starts, node);
  }
}

function repeatedEnds(part: Node, text: string, starts: ReadonlySet<number>, { least, most }: { least: 0 | 1; most: 1 | 'any' }): ReadonlySet<number> {
  const ends = new Set<number>(least === 0 ? starts : []);
  let fresh = endsOf(part, text, starts);
  for (;;) {
    const found = [...fresh].filter((at) => !ends.has(at));
    for (const at of found) ends.add(at);
    if (most === 1 || found.length === 0) return ends;
    fresh = endsOf(part, text, new Set(found));
  }
}

function peek(parser: Parser): string {
  return parser.pattern.charAt(parser.at);
}

function take(parser: Parser, character: string): boolean {
  if (peek(parser) !== character) return false;
  parser.at++;
  return true;
}
