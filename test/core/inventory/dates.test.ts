import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { dayOf, daysBetween } from '../../../server/core/inventory/dates.js';

suite('dates', () => {
  test('days are counted as the calendar has them', () => {
    assert.equal(dayOf('1970-01-01'), 0);
    assert.equal(dayOf('2026-11-24'), 20781);
    for (const date of ['1999-12-31', '2000-02-29', '2024-02-29', '2026-03-01', '2100-02-28', '2400-12-31'])
      assert.equal(dayOf(date), Date.parse(`${date}T00:00:00Z`) / 86_400_000, date);
    assert.equal(daysBetween('2026-11-24', '2027-02-22'), 90);
    assert.equal(daysBetween('2026-11-24', '2026-11-23'), -1);
  });

  test('what is no day of the calendar is no date', () => {
    const wrong = ['2026-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '26-04-01', 'tomorrow', '', '2026-1-1'];
    assert.deepEqual(
      wrong.filter((date) => dayOf(date) !== undefined),
      [],
    );
    assert.equal(dayOf('2026-11-24T23:59:59Z'), 20781);
  });
});
