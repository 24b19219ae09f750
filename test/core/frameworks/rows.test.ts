import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { decode, readRows } from '../../../server/core/frameworks/rows.js';

suite('frameworks: reading a table', () => {
  test('cells left out at the end of a row are empty', () => {
    assert.deepEqual(readRows('t', '\nA|one|x\nB|two\n', ['id', 'title', 'more']), [
      { id: 'A', title: 'one', more: 'x' },
      { id: 'B', title: 'two', more: '' },
    ]);
  });

  test('a mistake in a table of ours names the table and the row', () => {
    assert.throws(() => readRows('t', 'A|one|x', ['id', 'title']), /^Error: table "t", row "A": 3 cells for 2 columns$/);
    assert.throws(() => readRows('t', 'A|one\nA|two', ['id', 'title']), /^Error: table "t": "A" is there twice$/);
    assert.throws(() => readRows('t', 'A|one\n|two', ['id', 'title']), /^Error: table "t": the row "\|two" has no id$/);
    assert.throws(() => readRows('t', 'A|one\n\nB|two', ['id', 'title']), /^Error: table "t": the row "" has no id$/);
    assert.throws(() => decode('t', 'A', 'toString', { L: 'Low' }), /^Error: table "t", row "A": the code "toString" is none of L$/);
  });
});
