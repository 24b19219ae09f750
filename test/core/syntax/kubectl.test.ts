import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { readFile } from '../../../server/core/syntax/file.js';
import { setFastReader } from '../../../server/core/syntax/reader.js';
import { TEXTS } from './kubectl-rows.js';
import { plainObject } from './plain.js';

suite('what kubectl reads', () => {
  for (const [name, text, kubectl, ours] of TEXTS) {
    for (const state of ['on', 'off'] as const) {
      test(`${name}: ${ours}, fast reader ${state}`, () => {
        setFastReader(state);
        try {
          checkText(text, kubectl, ours);
        } finally {
          setFastReader('on');
        }
      });
    }
  }

  test('a text that is really never closed stays an error', () => {
    for (const text of ['a:\n  b: "one\n  two\nc: 1\n', 'a:\n  b: [one,\n  two\nc: 1\n', 'a:\n  b: "one\n---\n  two"\n'])
      assert.equal(readFile('a.yaml', text).documents[0]?.broken, true, text);
  });
});

function checkText(text: string, kubectl: unknown, ours: 'read' | 'refused'): void {
  const [document] = readFile('a.yaml', text).documents;
  assert.ok(document !== undefined);
  assert.equal(document.broken, ours === 'refused');
  assert.equal(document.problems.length, ours === 'refused' ? 1 : 0);
  if (ours === 'read') assert.deepEqual(plainObject(document.facts), kubectl);
}
