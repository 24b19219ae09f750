import assert from 'node:assert/strict';
import fc from 'fast-check';
import { suite, test } from 'mocha';
import { parse } from 'yaml';
import { Value } from '../../../server/core/inventory/value.js';
import { documentSlug } from '../../../server/core/posture/documents/slug.js';
import { toYaml } from '../../../server/core/posture/documents/to-yaml.js';
import { readFile } from '../../../server/core/syntax/file.js';
import { runs } from '../../harness/fuzz.js';

suite('our documents as YAML', () => {
  test('is in block style, with quotes where they are needed', () => {
    assert.equal(
      toYaml({ kind: 'Waiver', spec: { empty: [], none: {}, until: '2026-11-24', list: ['a', '1', 'yes'], deep: [{ a: 'x y', b: ['c'] }, { a: 3 }] } }),
      'kind: Waiver\nspec:\n  empty: []\n  none: {}\n  until: 2026-11-24\n  list:\n    - a\n    - "1"\n    - "yes"\n  deep:\n    - a: x y\n      b:\n        - c\n    - a: 3\n',
    );
  });

  test('a template or a substitution in a text stays text', () => {
    for (const text of ['${X}', '{{ .Values.x }}', '#@ data', 'ENC[AES256_GCM,data:x]', '$(X)', '<%= x %>', '[[ x ]]', '__X__', '%X%']) {
      const file = readFile('a.yaml', toYaml({ reason: text, list: [text] }));
      assert.deepEqual(
        file.documents.flatMap(({ problems }) => problems),
        [],
      );
      const root = Value.root('a.yaml#0', file.documents[0]?.facts ?? assert.fail());
      assert.deepEqual([root.get('reason').text(), root.get('list').items()[0]?.text()], [text, text]);
    }
  });

  test('any text is read back by our reader and by a library for YAML 1.2 and 1.1', () => {
    const words = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(
        '',
        ' ',
        '~',
        'null',
        'on',
        '0x1f',
        '1e3',
        '.5',
        '-',
        '- a',
        'a: b',
        'a #b',
        '#',
        '? a',
        '!!x',
        '&a',
        '*a',
        '|',
        '>',
        '%a',
        '@a',
        '`',
        '<<',
        '=',
        '---',
        '...',
        '2026-11-24',
        'a\n',
        '\ta',
        'a:',
      ),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z][a-zA-Z./-]{0,8}$/), fc.oneof(words, fc.array(words, { maxLength: 3 })), { maxKeys: 4 }), (map) => {
        const text = toYaml(map);
        for (const version of ['1.1', '1.2'] as const) assert.deepEqual(parse(text, { version, schema: 'core' }) ?? {}, { ...map });
        const facts = readFile('a.yaml', text).documents[0]?.facts;
        if (facts === undefined) return;
        const root = Value.root('a.yaml#0', facts);
        for (const [key, value] of Object.entries(map)) {
          const read = root.get(key);
          assert.deepEqual(Array.isArray(value) ? read.items().map((item) => item.text()) : read.text(), value, key);
        }
      }),
      runs(400),
    );
  });

  test('two names never share a slug', () => {
    assert.deepEqual([documentSlug('prod'), documentSlug('overlays-1')], ['prod', 'overlays-1']);
    const names = ['a/b', 'a-b', 'A-b', 'a_b', '.', '..', '', '../../x', 'ü', 'a'.repeat(300), 'a'.repeat(301)];
    const slugs = names.map(documentSlug);
    assert.equal(new Set(slugs).size, names.length);
    for (const slug of slugs) assert.match(slug, /^[a-z0-9]([a-z0-9-]{0,120}[a-z0-9])?$/);
  });
});
