import { suite, test } from 'mocha';
import { checkEdits } from '../../../harness/edits.js';

suite('edits of flow style', () => {
  test('a key goes to the end', () => {
    checkEdits('s: { a: 1 } # c\n', [{ set: '/s', path: ['b', 'c'], to: [1, 'x'] }], 's: { a: 1, b: { c: [1, x] } } # c\n');
    checkEdits('s: {a: 1,b: 2}\n', [{ set: '/s', path: ['c'], to: 'a, b' }], 's: {a: 1,b: 2,c: "a, b"}\n');
    checkEdits('s: { a: 1, }\n', [{ set: '/s', path: ['b'], to: 2 }], 's: { a: 1, b: 2, }\n');
    checkEdits('s: { "a": 1 }\n', [{ set: '/s', path: ['b'], to: 'x' }], 's: { "a": 1, "b": "x" }\n');
  });

  test('lines and comments stay', () => {
    checkEdits('s: {\n  a: 1, # one\n  b: 2 # two\n}\n', [{ set: '/s', path: ['c'], to: 3 }], 's: {\n  a: 1, # one\n  b: 2, # two\n  c: 3\n}\n');
    checkEdits('s: {\n  a: 1,\n  b: 2,\n}\n', [{ set: '/s', path: ['c'], to: 3 }], 's: {\n  a: 1,\n  b: 2,\n  c: 3,\n}\n');
    checkEdits('s: [\n  a\n]\n', [{ set: '', path: ['s', '-'], to: 'b' }], 's: [\n  a,\n  b\n]\n');
    checkEdits('s: {\n  # none\n}\n', [{ set: '/s', path: ['a'], to: 1 }], 's: { a: 1\n  # none\n}\n');
  });

  test('values are written over', () => {
    checkEdits('s: { a: x, b: y }\n', [{ replace: '/s/a', by: 'redis:alpine' }], 's: { a: redis:alpine, b: y }\n');
    checkEdits('s: { a: x, b: y }\n', [{ set: '/s', path: ['a'], to: '[b]' }], 's: { a: "[b]", b: y }\n');
    checkEdits('s: { a: , b: y }\n', [{ set: '/s', path: ['a', 'b'], to: 1 }], 's: { a: { b: 1 }, b: y }\n');
    checkEdits('s: { a, b: y }\n', [{ set: '/s', path: ['a'], to: 1 }], 's: { a: 1, b: y }\n');
    checkEdits('s: { a: null }\n', [{ set: '/s', path: ['a', 'b'], to: 1 }], 's: { a: { b: 1 } }\n');
  });

  test('a key is taken out', () => {
    checkEdits('s: { a: 1, b: 2, c: 3 }\n', [{ remove: '/s/a' }], 's: { b: 2, c: 3 }\n');
    checkEdits('s: { a: 1, b: 2, c: 3 }\n', [{ remove: '/s/b' }], 's: { a: 1, c: 3 }\n');
    checkEdits('s: { a: 1, b: 2, c: 3 }\n', [{ remove: '/s/c' }], 's: { a: 1, b: 2 }\n');
    checkEdits('s: { a: 1, b: 2, }\n', [{ remove: '/s/b' }], 's: { a: 1, }\n');
    checkEdits('s: { a: 1 }\n', [{ remove: '/s/a' }], 's: {}\n');
    checkEdits('s: [a]\n', [{ remove: '/s[0]' }], 's: []\n');
    checkEdits('s: [a, b]\n', [{ remove: '/s[0]' }], 's: [b]\n');
    checkEdits('s: [a, &x b, c]\n', [{ remove: '/s[1]' }], 's: [a, c]\n');
  });

  test('a key on a line of its own goes with its line and comments', () => {
    const text = 's: {\n  # about a\n  a: 1, # one\n  # about b\n  b: 2, # two\n  # about c\n  c: 3 # three\n}\n';
    checkEdits(text, [{ remove: '/s/a' }], 's: {\n  # about b\n  b: 2, # two\n  # about c\n  c: 3 # three\n}\n');
    checkEdits(text, [{ remove: '/s/b' }], 's: {\n  # about a\n  a: 1, # one\n  # about c\n  c: 3 # three\n}\n');
    checkEdits(text, [{ remove: '/s/c' }], 's: {\n  # about a\n  a: 1, # one\n  # about b\n  b: 2 # two\n}\n');
  });
});

suite('edits of JSON', () => {
  test('stays JSON, on one line or several', () => {
    checkEdits('{"a":{"b":1}}\n', [{ set: '/a', path: ['c', 'd'], to: ['x'] }], '{"a":{"b":1,"c":{"d":["x"]}}}\n');
    checkEdits('{"a": {"b": 1}}', [{ set: '/a', path: ['c'], to: true }], '{"a": {"b": 1, "c": true}}');
    checkEdits('{"a":{}}\n', [{ set: '/a', path: ['c'], to: null }], '{"a":{"c":null}}\n');
    checkEdits(
      '{\n    "a": {\n        "b": 1\n    }\n}\n',
      [{ set: '/a', path: ['c', 'd'], to: ['x'] }],
      '{\n    "a": {\n        "b": 1,\n        "c": {\n            "d": [\n                "x"\n            ]\n        }\n    }\n}\n',
    );
    checkEdits(
      '{\n\t"a": {\n\t\t"b": 1\n\t}\n}\n',
      [{ set: '/a', path: ['c', 'd'], to: ['x'] }],
      '{\n\t"a": {\n\t\t"b": 1,\n\t\t"c": {\n\t\t\t"d": [\n\t\t\t\t"x"\n\t\t\t]\n\t\t}\n\t}\n}\n',
    );
    checkEdits('{"a": "x"}', [{ replace: '/a', by: 'STRICT' }], '{"a": "STRICT"}');
    checkEdits('{"a": true}', [{ replace: '/a', by: 'no' }], '{"a": false}');
    checkEdits('{\n  "a": 1,\n  "b": 2\n}', [{ remove: '/b' }], '{\n  "a": 1\n}');
    checkEdits('{\n  "a": 1,\n  "b": 2\n}', [{ remove: '/a' }], '{\n  "b": 2\n}');
    checkEdits('{"a":[{"name":"x"},{"name":"y"}]}', [{ remove: '/a[name=y]' }], '{"a":[{"name":"x"}]}');
  });

  test('lines of JSON stay lines', () => {
    checkEdits('{"a":{"b":1}}\n{"c":{"d":1}}\n', [{ set: '/c', path: ['e'], to: 1 }], '{"a":{"b":1}}\n{"c":{"d":1,"e":1}}\n');
  });
});
