import assert from 'node:assert/strict';
import fc from 'fast-check';
import { suite, test } from 'mocha';
import { dayNumber, daysBetween } from '../../../server/core/posture/dates.js';
import { add, compare, floor, rational, subtract, times, toNumber } from '../../../server/core/posture/rational.js';
import { runs } from '../../harness/fuzz.js';

suite('days', () => {
  test('days of the calendar are numbered, and nothing else is', () => {
    assert.equal(daysBetween('2026-11-24', '2026-11-24'), 0);
    assert.equal(daysBetween('2026-12-31', '2027-01-01'), 1);
    assert.equal(daysBetween('2027-01-01', '2026-12-31'), -1);
    assert.equal(daysBetween('2024-02-28', '2024-03-01'), 2);
    assert.equal(daysBetween('2000-02-28', '2000-03-01'), 2);
    assert.equal(daysBetween('2100-02-28', '2100-03-01'), 1);
    for (const day of [
      '2026-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-04-31',
      '2026-01-00',
      '0000-01-01',
      '2026-1-1',
      '2026-11-24T00:00:00Z',
      '24.11.2026',
      '',
    ])
      assert.equal(dayNumber(day), undefined, day);
    assert.throws(() => daysBetween('2026-11-24', 'tomorrow'), RangeError);
  });

  test('any two days are as far apart as the platform says', () => {
    const day = fc.integer({ min: -700_000, max: 2_900_000 });
    fc.assert(
      fc.property(day, day, (one, other) => assert.equal(daysBetween(isoOf(one), isoOf(other)), other - one)),
      runs(500),
    );
  });
});

suite('fractions', () => {
  const whole = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });
  const fraction = fc.tuple(whole, fc.bigInt({ min: 1n, max: 10n ** 9n })).map(([n, d]) => rational(n, d));

  test('sums, products and order are exact', () => {
    assert.deepEqual(rational(6, -4), { n: -3n, d: 2n });
    assert.deepEqual(add(rational(1, 10), rational(2, 10)), { n: 3n, d: 10n });
    assert.equal(compare(add(rational(1, 10), rational(2, 10)), rational(3, 10)), 0);
    fc.assert(
      fc.property(fraction, fraction, (one, other) => {
        assert.equal(compare(subtract(add(one, other), other), one), 0);
        assert.equal(compare(times(one, other), times(other, one)), 0);
        assert.equal(Math.sign(compare(one, other)), -Math.sign(compare(other, one)));
      }),
      runs(300),
    );
  });

  test('rounding goes down, never up', () => {
    assert.deepEqual([floor(rational(7, 2)), floor(rational(-7, 2)), floor(rational(8, 2)), floor(rational(-8, 2))], [3, -4, 4, -4]);
    fc.assert(
      fc.property(fraction, (one) => {
        const down = rational(BigInt(floor(one)));
        assert.ok(compare(down, one) <= 0 && compare(one, add(down, rational(1))) < 0);
      }),
      runs(300),
    );
  });

  test('a fraction of long parts still has a length', () => {
    const third = { n: 10n ** 400n, d: 3n * 10n ** 400n };
    assert.ok(Math.abs(toNumber(third) - 1 / 3) < 1e-9);
  });
});

function isoOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
