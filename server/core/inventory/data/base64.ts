const DIGITS = new Map([...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].map((digit, value) => [digit, value]));

/** The UTF-8 text behind a base64 value; undefined for what is no base64 (the API server refuses it). Source: RFC 4648, section 4. */
export function decodeBase64(text: string): string | undefined {
  const digits = text.replace(/[\s=]+/g, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let size = 0;
  for (const digit of digits) {
    const value = DIGITS.get(digit);
    if (value === undefined) return undefined;
    bits = ((bits << 6) | value) & 0xffffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[size++] = (bits >> held) & 255;
    }
  }
  return new TextDecoder().decode(bytes.subarray(0, size));
}
