import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { fitsPattern } from '../../../../server/core/inventory/targets/kustomize/pattern.js';

suite('patterns of selectors', () => {
  test('what is understood answers as a regular expression that is anchored at both ends', () => {
    const patterns = ['a', 'ab*', 'a.c', '(ab|cd)+', 'a|b|', '[a-c]+d?', '[^a]b', 'a\\.b', 'x(?:y|z)*', '^abc$', 'a\\d\\w', '()', 'a+?b'.slice(0, 2)];
    const texts = ['', 'a', 'ab', 'abbb', 'abc', 'a.c', 'a.b', 'abcd', 'cdab', 'bcd', 'bb', 'xyzy', 'a1b', 'd'];
    for (const pattern of patterns) {
      for (const text of texts) {
        const expected = pattern === '' || new RegExp(`^(?:${pattern})$`).test(text);
        assert.equal(fitsPattern(pattern, text), expected ? 'yes' : 'no', `${pattern} on ${text}`);
      }
    }
  });

  test('what is not understood may fit', () => {
    for (const pattern of ['a{2}', '(?i)a', '(a', '[a', 'a)', '*a', 'a**', '\\pL', '[[:alpha:]]', '(((((a)))))', 'b'.repeat(2000)])
      assert.equal(fitsPattern(pattern, 'x'), 'maybe', pattern);
  });

  test('no pattern takes long', () => {
    const started = performance.now();
    for (const pattern of ['(a+)+b', '((a*)*)*b', '(a|a)*b', `${'a?'.repeat(100)}${'a'.repeat(100)}b`, '((((a*)*)*)*)'])
      assert.notEqual(fitsPattern(pattern, `${'a'.repeat(500)}c`), 'yes');
    assert.ok(performance.now() - started < 2000);
  });
});
