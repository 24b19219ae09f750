import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { applied, type Step } from '../../../harness/edits.js';

suite('edits that are refused', () => {
  test('what an alias or a merge brings to other places', () => {
    const anchors = 'a: &a\n  x: 1\n  m: { n: 1 }\nb: *a\nc:\n  <<: *a\n  w: &w 2\nd: *w\ne: { f: *a }\n';
    refused(anchors, [{ set: '/a', path: ['z'], to: 1 }], 'an alias uses this value elsewhere: a change would change that place, too');
    refused(anchors, [{ replace: '/a/x', by: '2' }], 'an alias uses this value elsewhere: a change would change that place, too');
    refused(anchors, [{ remove: '/a/x' }], 'an alias uses this value elsewhere: a change would change that place, too');
    refused(anchors, [{ remove: '/a' }], 'an alias uses this value elsewhere: a change would change that place, too');
    refused(anchors, [{ remove: '/c/w' }], 'an alias uses this value elsewhere: a change would change that place, too');
    refused(anchors, [{ set: '/b', path: ['z'], to: 1 }], 'the value comes by an alias: a change of its anchor would change every place that uses it');
    refused(anchors, [{ set: '', path: ['b', 'x'], to: 2 }], 'the value comes by an alias: a change of its anchor would change every place that uses it');
    refused(anchors, [{ set: '/c/m', path: ['n'], to: 2 }], 'the value comes by a merge key: a change of its anchor would change every place that uses it');
    refused(anchors, [{ set: '/c', path: ['m', 'o'], to: 2 }], 'the value comes by a merge key: a change of its anchor would change every place that uses it');
    refused(anchors, [{ remove: '/c/x' }], 'the value comes by a merge key: a change of its anchor would change every place that uses it');
  });

  test('but a local map takes its own key, and an alias is written over where it stands', () => {
    const anchors = 'a: &a\n  x: 1\nc:\n  <<: *a\n  y: 2\ne: { f: *a }\n';
    assert.equal(applied(anchors, [{ set: '/c', path: ['x'], to: 2 }]).text, 'a: &a\n  x: 1\nc:\n  <<: *a\n  y: 2\n  x: 2\ne: { f: *a }\n');
    assert.equal(applied(anchors, [{ set: '/e', path: ['f'], to: 2 }]).text, 'a: &a\n  x: 1\nc:\n  <<: *a\n  y: 2\ne: { f: 2 }\n');
    assert.equal(applied(anchors, [{ remove: '/e/f' }]).text, 'a: &a\n  x: 1\nc:\n  <<: *a\n  y: 2\ne: {}\n');
  });

  test('a key under which another value would come to light', () => {
    refused('a: &a { x: 1 }\nc:\n  <<: *a\n  x: 2\n  p: 1\n', [{ remove: '/c/x' }], 'a merge key would bring another value in its place');
    refused('a: 1\na: 2\n', [{ remove: '/a' }], 'the key is there twice: the earlier one would count then');
    refused('a: ${A}\n', [{ set: '', path: ['a'], to: 1 }], 'set by a substitution');
  });

  test('what a template sets, or hides', () => {
    const template =
      'kind: Pod\nspec:\n  a: {{ .Values.a }}\n  b: 1\n  {{- with .Values.more }}\n  {{- toYaml . | nindent 2 }}\n  {{- end }}\nother:\n  c: {{ .Values.c }}\n  d: 1\n';
    refused(template, [{ set: '/spec', path: ['z'], to: 1 }], 'set by a template');
    refused(template, [{ set: '/spec', path: ['a'], to: 1 }], 'set by a template');
    assert.equal(applied(template, [{ set: '/other', path: ['e'], to: 1 }]).text, `${template}  e: 1\n`);
    assert.equal(applied(template, [{ set: '/spec', path: ['b'], to: 2 }]).text, template.replace('b: 1', 'b: 2'));
    const conditional = 'spec:\n  a: 1\n{{- if .Values.b }}\n  b: 1\n{{- end }}\nx: 1\n';
    refused(conditional, [{ set: '/spec', path: ['z'], to: 1 }], 'set by a template');
  });

  test('a broken document, and what is not there', () => {
    refused('a: 1\nb: [\n', [{ set: '', path: ['z'], to: 1 }], 'the document has an error of syntax');
    refused('a: x\n', [{ set: '', path: ['a', 'b'], to: 1 }], 'a text stands where "b" needs a map');
    refused('a: [x]\n', [{ set: '', path: ['a', 'b'], to: 1 }], 'the list has no item "b"');
  });

  test('edits that overlap: the first is made', () => {
    const text = 'a:\n  b: 1\n  c: 2\n';
    const { text: after, refused } = applied(
      text,
      [{ replace: '/a/b', by: '2' }],
      [{ replace: '/a/b', by: '3' }],
      [{ remove: '/a' }],
      [{ set: '/a', path: ['b'], to: 2 }],
    );
    assert.deepEqual(refused, ['it overlaps another edit', 'it overlaps another edit']);
    assert.equal(after, 'a:\n  b: 2\n  c: 2\n');
  });

  function refused(text: string, steps: readonly Step[], why: string): void {
    assert.deepEqual(applied(text, steps), { text, refused: [why] });
  }
});

suite('several edits of one document', () => {
  test('compose', () => {
    const text = 'l:\n- name: a\n- name: b\n- name: c\ns: {}\nt:\nu:\n  v: 1\n';
    const groups: readonly (readonly Step[])[] = [
      [{ remove: '/l[name=a]' }, { set: '', path: ['l', '-'], to: { name: 'd' } }],
      [{ remove: '/l[name=c]' }],
      [{ set: '', path: ['s', 'x', 'p'], to: 1 }],
      [{ set: '', path: ['s', 'x', 'z'], to: 2 }],
      [{ set: '', path: ['t', 'x', 'p'], to: 1 }],
      [{ set: '', path: ['t', 'x', 'z'], to: [2] }],
      [{ set: '', path: ['new', 'x'], to: 1 }],
      [{ set: '', path: ['new', 'p'], to: 1 }],
      [{ set: '/l[name=b]', path: ['v'], to: 1 }],
      [{ remove: '/u/v' }],
      [{ set: '/u', path: ['w'], to: 1 }],
    ];
    assert.deepEqual(applied(text, ...groups), {
      refused: [],
      text: 'l:\n- name: b\n  v: 1\n- name: d\ns: { x: { p: 1, z: 2 } }\nt:\n  x:\n    p: 1\n    z:\n    - 2\nu:\n  w: 1\nnew:\n  x: 1\n  p: 1\n',
    });
  });

  test('all items of a list, and all keys of a map', () => {
    assert.equal(
      applied('l:\n- a\n- b\n- c\nm: { x: 1, p: 2 }\n', [{ remove: '/l[1]' }, { remove: '/l[0]' }, { remove: '/l[2]' }, { remove: '/m/x' }, { remove: '/m/p' }])
        .text,
      'l: []\nm: {}\n',
    );
    assert.equal(applied('a: 1\n# apart\n\nb: 2', [{ remove: '/a' }], [{ remove: '/b' }]).text, '# apart\n\n{}');
  });
});
