import { suite, test } from 'mocha';
import { checkEdits } from '../../../harness/edits.js';

suite('edits of block style', () => {
  test('a key goes to the end of a map, behind the comment on its last line', () => {
    checkEdits(
      'spec:\n  a: 1 # one\n  # about nothing\nother: x\n',
      [{ set: '/spec', path: ['b'], to: true }],
      'spec:\n  a: 1 # one\n  b: true\n  # about nothing\nother: x\n',
    );
  });

  test('maps that are missing are made on the way', () => {
    checkEdits(
      'spec:\n  containers:\n  - name: app\n    image: app\n  other: 1\n',
      [{ set: '/spec/containers[name=app]', path: ['securityContext', 'capabilities', 'drop'], to: ['ALL'] }],
      'spec:\n  containers:\n  - name: app\n    image: app\n    securityContext:\n      capabilities:\n        drop:\n        - ALL\n  other: 1\n',
    );
    checkEdits('spec:\n  a: 1\n', [{ set: '/spec/deep/down', path: ['b'], to: 1 }], 'spec:\n  a: 1\n  deep:\n    down:\n      b: 1\n');
  });

  test('indentation follows the document', () => {
    checkEdits(
      'spec:\n    containers:\n        - name: app\n          args:\n              - x\n',
      [{ set: '/spec/containers[name=app]', path: ['securityContext', 'capabilities', 'drop'], to: ['ALL'] }],
      'spec:\n    containers:\n        - name: app\n          args:\n              - x\n          securityContext:\n              capabilities:\n                  drop:\n                      - ALL\n',
    );
  });

  test('a text without a final line end has none afterwards', () => {
    checkEdits('spec:\n  a: 1', [{ set: '/spec', path: ['b', 'c'], to: 2 }], 'spec:\n  a: 1\n  b:\n    c: 2');
  });

  test('line ends stay as they are', () => {
    checkEdits('spec:\r\n  a: 1\r\nx: y\r\n', [{ set: '/spec', path: ['b', 'c'], to: 2 }], 'spec:\r\n  a: 1\r\n  b:\r\n    c: 2\r\nx: y\r\n');
    checkEdits('spec:\r\n  a: 1\r\n  b: 2\r\n', [{ remove: '/spec/a' }], 'spec:\r\n  b: 2\r\n');
  });

  test('a byte order mark stays', () => {
    checkEdits('\ufeffa: 1\n', [{ set: '', path: ['b', 'c'], to: 2 }], '\ufeffa: 1\nb:\n  c: 2\n');
  });

  test('a value takes the place of none', () => {
    checkEdits('spec:\n  a: # later\nx: 1\n', [{ set: '/spec', path: ['a', 'b'], to: 1 }], 'spec:\n  a: # later\n    b: 1\nx: 1\n');
    checkEdits('spec:\n  a: # later\nx: 1\n', [{ set: '/spec', path: ['a'], to: 1 }], 'spec:\n  a: 1 # later\nx: 1\n');
    checkEdits('spec:\n  a: null # later\nx: 1\n', [{ set: '/spec', path: ['a', 'b'], to: 1 }], 'spec:\n  a: # later\n    b: 1\nx: 1\n');
    checkEdits('spec:\n  a: ~\n', [{ set: '/spec', path: ['a'], to: ['x'] }], 'spec:\n  a:\n    - x\n');
    checkEdits('spec:\n  a:', [{ set: '/spec', path: ['a'], to: ['x'] }], 'spec:\n  a:\n    - x');
  });

  test('empty maps and lists are filled where they stand', () => {
    checkEdits('spec:\n  a: {} # none\n  l: []\n', [{ set: '/spec', path: ['a', 'b'], to: 1 }], 'spec:\n  a: { b: 1 } # none\n  l: []\n');
    checkEdits('spec:\n  a: {} # none\n  l: []\n', [{ set: '/spec', path: ['l', '-'], to: { a: [1] } }], 'spec:\n  a: {} # none\n  l: [{ a: [1] }]\n');
  });

  test('an item goes to the end of a list', () => {
    checkEdits(
      'l:\n- a: 1\n  b: 2\nx: 1\n',
      [{ set: '', path: ['l', '-'], to: { a: 2, b: [{ c: 1 }] } }],
      'l:\n- a: 1\n  b: 2\n- a: 2\n  b:\n  - c: 1\nx: 1\n',
    );
    checkEdits('l:\n  -   a: 1\n', [{ set: '', path: ['l', '-'], to: { a: 2, b: 3 } }], 'l:\n  -   a: 1\n  -   a: 2\n      b: 3\n');
    checkEdits('x: 1\n', [{ set: '', path: ['l', '-'], to: 'y' }], 'x: 1\nl:\n  - "y"\n');
  });

  test('a field of an item is found by its merge key', () => {
    checkEdits('l:\n- name: a\n  v: 1\n- name: b\n  v: 1\n', [{ set: '/l[name=b]', path: ['v'], to: 2 }], 'l:\n- name: a\n  v: 1\n- name: b\n  v: 2\n');
    checkEdits('l:\n- name: a\n  v: 1\n- name: b\n  v: 1\n', [{ set: '', path: ['l', '[name=b]', 'v'], to: 2 }], 'l:\n- name: a\n  v: 1\n- name: b\n  v: 2\n');
    checkEdits('l:\n- name: a\n  v: 1\n- name: b\n  v: 1\n', [{ set: '', path: ['l', '0', 'v'], to: 2 }], 'l:\n- name: a\n  v: 2\n- name: b\n  v: 1\n');
  });

  test('an object in a List is edited by itself', () => {
    checkEdits(
      'kind: List\nitems:\n- kind: Pod\n  spec:\n    a: 1\n- kind: Pod\n  spec:\n    a: 1\n',
      [{ set: '/items[0]/spec', path: ['b'], to: 1 }],
      'kind: List\nitems:\n- kind: Pod\n  spec:\n    a: 1\n    b: 1\n- kind: Pod\n  spec:\n    a: 1\n',
    );
  });

  test('a value is written over, and its quotes stay', () => {
    checkEdits('a: "x" # c\n', [{ replace: '/a', by: 'STRICT' }], 'a: "STRICT" # c\n');
    checkEdits("a: 'x' # c\n", [{ replace: '/a', by: "it's" }], "a: 'it''s' # c\n");
    checkEdits('a: yes # c\n', [{ replace: '/a', by: 'false' }], 'a: false # c\n');
    checkEdits('a: yes # c\n', [{ replace: '/a', by: '"yes"' }], 'a: "yes" # c\n');
    checkEdits('a: x # c\n', [{ set: '', path: ['a'], to: 'on' }], 'a: "on" # c\n');
    checkEdits('a: |\n  x\n  y\nb: 1\n', [{ set: '', path: ['a'], to: 'z' }], 'a: z\nb: 1\n');
    checkEdits('a: x\n  y\nb: 1\n', [{ set: '', path: ['a'], to: 'z' }], 'a: z\nb: 1\n');
  });

  test('a list is written over', () => {
    checkEdits('a:\n- "*" # all\n# about b\nb: 1\n', [{ set: '', path: ['a'], to: ['get', 'list'] }], 'a:\n- get\n- list # all\n# about b\nb: 1\n');
    checkEdits('a:\n- "*"\nb: 1\n', [{ set: '', path: ['a'], to: 'x' }], 'a: x\nb: 1\n');
    checkEdits('a:\n  x: 1\n  y:\n    z: 1\nb: 1\n', [{ set: '', path: ['a'], to: {} }], 'a: {}\nb: 1\n');
    checkEdits('a: ["*"]\nb: 1\n', [{ set: '', path: ['a'], to: ['get', 'list'] }], 'a: [get, list]\nb: 1\n');
  });

  test('keys and texts get quotes where YAML would read something else', () => {
    const texts = [
      'yes',
      'null',
      '~',
      '1',
      '0x1',
      '1e3',
      '12:30:45',
      '2024-01-01',
      '',
      ' x',
      'x ',
      '- x',
      '#x',
      'a: b',
      'a #b',
      '*',
      '&a',
      '!t',
      '@x',
      '%x',
      '<<',
      '\u2028',
      'a\nb',
      '{a',
      '.inf',
      '+1',
      '=',
      'é',
      '...',
    ];
    for (const text of texts) {
      checkEdits('a: 1\n', [{ set: '', path: ['b'], to: text }], `a: 1\nb: ${JSON.stringify(text).replace('\u2028', '\\u2028')}\n`);
      if (text !== '<<')
        checkEdits(
          'a: 1\n',
          [{ set: '', path: [text === '' ? 'k' : text], to: 1 }],
          `a: 1\n${text === '' ? 'k' : JSON.stringify(text).replace('\u2028', '\\u2028')}: 1\n`,
        );
    }
    for (const text of ['ALL', 'redis:alpine@sha256:0a', '--tls-min=1', 'a/b.c', 'a b', 'http://x/y', 'v1', '_x'])
      checkEdits('a: 1\n', [{ set: '', path: ['b'], to: text }], `a: 1\nb: ${text}\n`);
  });

  test('text in block style stays in front of a new key', () => {
    checkEdits('s:\n  a: |\n    x\n    y\nb: 1\n', [{ set: '/s', path: ['c'], to: 1 }], 's:\n  a: |\n    x\n    y\n  c: 1\nb: 1\n');
    checkEdits('s:\n  a: |\n    x\n    y\n', [{ set: '/s', path: ['c'], to: 1 }], 's:\n  a: |\n    x\n    y\n  c: 1\n');
    checkEdits('s:\n  a: |-\n    x\n    y', [{ set: '/s', path: ['c'], to: 1 }], 's:\n  a: |-\n    x\n    y\n  c: 1');
  });
});

suite('what is taken out of block style', () => {
  test('a key goes with its own comments', () => {
    const text = 's:\n  # about a\n  a: 1 # one\n  # about b\n  # more about b\n  b:\n    x: 1\n    # y: 2\n\n  # about c\n  c: 3\n';
    checkEdits(text, [{ remove: '/s/a' }], 's:\n  # about b\n  # more about b\n  b:\n    x: 1\n    # y: 2\n\n  # about c\n  c: 3\n');
    checkEdits(text, [{ remove: '/s/b' }], 's:\n  # about a\n  a: 1 # one\n\n  # about c\n  c: 3\n');
    checkEdits(text, [{ remove: '/s/c' }], 's:\n  # about a\n  a: 1 # one\n  # about b\n  # more about b\n  b:\n    x: 1\n    # y: 2\n\n');
  });

  test('a comment that stands apart stays', () => {
    checkEdits('s:\n  # general\n\n  a: 1\n  b: 1\n', [{ remove: '/s/a' }], 's:\n  # general\n\n  b: 1\n');
  });

  test('the only key leaves an empty map, and the only item an empty list', () => {
    checkEdits('s: # why\n  # about a\n  a: 1 # one\nb: 1\n', [{ remove: '/s/a' }], 's: {} # why\nb: 1\n');
    checkEdits('s: &x\n  a: 1', [{ remove: '/s/a' }], 's: &x {}');
    checkEdits('s:\n- a # one\nb: 1\n', [{ remove: '/s[0]' }], 's: []\nb: 1\n');
    checkEdits('l:\n- a: 1 # c\n- b: 1\n', [{ remove: '/l[0]/a' }], 'l:\n- {}\n- b: 1\n');
    checkEdits('a: 1\n', [{ remove: '/a' }], '{}\n');
  });

  test('items go with their own comments', () => {
    const text = 'l:\n  # first\n  - name: a\n    v: 1\n  # second\n  - name: b # bee\n    # deep\n    v: 2\n    # deeper\n  - name: c\n';
    checkEdits(text, [{ remove: '/l[name=a]' }], 'l:\n  # second\n  - name: b # bee\n    # deep\n    v: 2\n    # deeper\n  - name: c\n');
    checkEdits(text, [{ remove: '/l[name=b]' }], 'l:\n  # first\n  - name: a\n    v: 1\n  - name: c\n');
    checkEdits(text, [{ remove: '/l[name=c]' }], 'l:\n  # first\n  - name: a\n    v: 1\n  # second\n  - name: b # bee\n    # deep\n    v: 2\n    # deeper\n');
  });

  test('the next key takes the place behind the dash', () => {
    checkEdits('l:\n- a: 1 # one\n  # about b\n  b: 2\n', [{ remove: '/l[0]/a' }], 'l:\n- # about b\n  b: 2\n');
    checkEdits('l:\n- a:\n    x: 1\n  b: 2\n', [{ remove: '/l[0]/a' }], 'l:\n- b: 2\n');
    checkEdits('l:\n- - a\n  - b\n', [{ remove: '/l[0][0]' }], 'l:\n- - b\n');
  });

  test('items of odd forms', () => {
    checkEdits('l:\n-\n  a: 1\n-   # c\n  a: 2\n-\n- x\n', [{ remove: '/l[1]' }], 'l:\n-\n  a: 1\n-\n- x\n');
    checkEdits('l:\n-\n  a: 1\n-   # c\n  a: 2\n-\n- x\n', [{ remove: '/l[2]' }], 'l:\n-\n  a: 1\n-   # c\n  a: 2\n- x\n');
    checkEdits('l:\n- |\n  x\n- y\n', [{ remove: '/l[0]' }], 'l:\n- "y"\n'.replace('"y"', 'y'));
  });

  test('the end of a text without a final line end', () => {
    checkEdits('a: 1\nb: 2', [{ remove: '/b' }], 'a: 1');
    checkEdits('a: 1\r\nb: 2', [{ remove: '/b' }], 'a: 1');
  });
});
