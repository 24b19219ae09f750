/** An exact fraction in lowest terms; `d` is above 0. Scores are compared and rounded as fractions, so that no last digit depends on the order of a sum. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

export const ZERO: Rational = { n: 0n, d: 1n };

/** `n / d`; `d` is not 0. */
export function rational(n: number | bigint, d: number | bigint = 1n): Rational {
  return reduced(BigInt(n), BigInt(d));
}

export function add(one: Rational, other: Rational): Rational {
  return reduced(one.n * other.d + other.n * one.d, one.d * other.d);
}

export function subtract(one: Rational, other: Rational): Rational {
  return reduced(one.n * other.d - other.n * one.d, one.d * other.d);
}

export function times(one: Rational, other: Rational): Rational {
  return reduced(one.n * other.n, one.d * other.d);
}

export function sum(parts: Iterable<Rational>): Rational {
  let total = ZERO;
  for (const part of parts) total = add(total, part);
  return total;
}

/** Below 0, 0 or above 0, as `one` is smaller than, equal to or greater than `other`. */
export function compare(one: Rational, other: Rational): number {
  if (one === other) return 0;
  const difference = one.n * other.d - other.n * one.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The whole number at or below a fraction. */
export function floor({ n, d }: Rational): number {
  const quotient = n / d;
  return Number(n < 0n && quotient * d !== n ? quotient - 1n : quotient);
}

/** `3/4`, and `3` for a whole number: what `parseRational` reads. */
export function rationalText({ n, d }: Rational): string {
  return d === 1n ? `${n}` : `${n}/${d}`;
}

/** Reads `3/4` or `3`; undefined for what is no fraction. */
export function parseRational(text: string): Rational | undefined {
  const parts = /^(-?\d+)(?:\/(\d*[1-9]\d*))?$/.exec(text);
  return parts === null ? undefined : reduced(BigInt(parts[1] ?? '0'), BigInt(parts[2] ?? '1'));
}

/** The nearest floating point number: for the length of a bar, never for a comparison. */
export function toNumber({ n, d }: Rational): number {
  // Both parts may be too long for a number each, so the quotient is taken to twelve places first.
  return Number((n * 1_000_000_000_000n) / d) / 1_000_000_000_000;
}

function reduced(n: bigint, d: bigint): Rational {
  let a = n < 0n ? -n : n;
  let b = d < 0n ? -d : d;
  while (b > 0n) [a, b] = [b, a % b];
  const divisor = d < 0n ? -a : a;
  return { n: n / divisor, d: d / divisor };
}
