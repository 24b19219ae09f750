import type { Labels } from '../resource.js';
import { allOf, anyOf, type Match } from '../selectors.js';

/**
 * Whether labels fit a Calico selector (`app == 'web' && has(tier)`). An empty one and `all()` fit everything; what cannot be read is unknown.
 * Source: Calico documentation, Selectors.
 */
export function matchesCalico(selector: string, labels: Labels): Match {
  const tokens = selector.match(TOKENS) ?? [];
  if (tokens.join('').replace(/\s/g, '') !== selector.replace(/\s/g, '')) return UNREAD;
  if (tokens.length === 0) return 'yes';
  const reader: Reader = { tokens, at: 0, labels };
  const match = readAny(reader);
  return reader.at === tokens.length ? match : UNREAD;
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
  readonly labels: Labels;
}

const TOKENS = /'[^']*'|"[^"]*"|&&|\|\||==|!=|[!(){},]|[A-Za-z0-9_./-]+/g;
const UNREAD: Match = { unknown: 'by a selector that cannot be read' };

function readAny(reader: Reader): Match {
  const matches = [readAll(reader)];
  while (take(reader, '||')) matches.push(readAll(reader));
  return anyOf(matches);
}

function readAll(reader: Reader): Match {
  const matches = [readOne(reader)];
  while (take(reader, '&&')) matches.push(readOne(reader));
  return allOf(matches);
}

function readOne(reader: Reader): Match {
  if (take(reader, '!')) return not(readOne(reader));
  if (take(reader, '(')) {
    const match = readAny(reader);
    return take(reader, ')') ? match : UNREAD;
  }
  const word = reader.tokens[reader.at++] ?? '';
  if (word === 'all' || word === 'global') return take(reader, '(') && take(reader, ')') ? (word === 'all' ? 'yes' : 'no') : UNREAD;
  if (word === 'has') {
    if (!take(reader, '(')) return UNREAD;
    const key = reader.tokens[reader.at++] ?? '';
    return take(reader, ')') ? has(reader.labels, key, undefined) : UNREAD;
  }
  return readComparison(reader, word);
}

function readComparison(reader: Reader, key: string): Match {
  if (take(reader, '==')) return has(reader.labels, key, [text(reader)]);
  if (take(reader, '!=')) return not(has(reader.labels, key, [text(reader)]));
  if (take(reader, 'in')) return readSet(reader, key);
  if (take(reader, 'not') && take(reader, 'in')) return not(readSet(reader, key));
  return UNREAD;
}

function readSet(reader: Reader, key: string): Match {
  if (!take(reader, '{')) return UNREAD;
  const values = [text(reader)];
  while (take(reader, ',')) values.push(text(reader));
  return take(reader, '}') ? has(reader.labels, key, values) : UNREAD;
}

function take(reader: Reader, token: string): boolean {
  if (reader.tokens[reader.at] !== token) return false;
  reader.at++;
  return true;
}

function text(reader: Reader): string {
  return (reader.tokens[reader.at++] ?? '').replace(/^['"]|['"]$/g, '');
}

/** Labels of namespaces and service accounts reach a pod under prefixes that are not followed here. */
function has(labels: Labels, key: string, values: readonly string[] | undefined): Match {
  if (key.startsWith('pcns.') || key.startsWith('pcsa.')) return { unknown: 'by a label that only Calico sets' };
  const found = labels.known.get(key);
  if (found === undefined) return labels.open === undefined ? 'no' : { unknown: labels.open };
  return values === undefined || values.includes(found) ? 'yes' : 'no';
}

function not(match: Match): Match {
  return match === 'yes' ? 'no' : match === 'no' ? 'yes' : match;
}
