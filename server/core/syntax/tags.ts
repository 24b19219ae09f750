import { plainValue, type ScalarValue } from './scalars.js';

const PREFIX = 'tag:yaml.org,2002:';

/** The value of a scalar with a tag, as the cluster reads it; undefined where it refuses it. A tag that it does not know makes a text. */
export function taggedValue(tag: string | undefined, text: string, quoted: boolean): ScalarValue {
  if (tag === undefined) return quoted ? text : plainValue(text);
  if (!tag.startsWith(PREFIX)) return text;
  const value = plainValue(text);
  switch (tag.slice(PREFIX.length)) {
    case 'bool':
      return typeof value === 'boolean' ? value : undefined;
    case 'int':
      return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value) && !/[.eE]/.test(text.replace(/^[-+]?0[xX].*/, '')))
        ? value
        : undefined;
    case 'float':
      return typeof value === 'number' || typeof value === 'bigint' ? value : undefined;
    case 'null':
      return value === null ? value : undefined;
    case 'binary':
      return base64Text(text);
    default:
      return text;
  }
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function base64Text(text: string): string | undefined {
  const digits = text.replace(/\s/g, '').replace(/=+$/, '');
  const bytes = new Uint8Array((digits.length * 6) >> 3);
  let bits = 0;
  let count = 0;
  let at = 0;
  for (const char of digits) {
    const digit = DIGITS.indexOf(char);
    if (digit < 0) return undefined;
    bits = ((bits << 6) | digit) & 0xffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes[at++] = (bits >> count) & 255;
    }
  }
  return new TextDecoder('utf-8').decode(bytes);
}
