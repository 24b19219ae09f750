import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { readFile } from '../../../server/core/syntax/file.js';

const conditions = (text: string): readonly (readonly string[])[] => readFile('a.yaml', text).documents.map((document) => document.conditions);

suite('conditions around a whole document', () => {
  test('are those of ifs and loops and of their branches, by their words', () => {
    assert.deepEqual(conditions('{{- if .a }}\nkind: A\nspec: { a: 1 }\n{{- end }}\n'), [['if .a']]);
    assert.deepEqual(conditions('{{- range  .a }}\n---\nkind: A\n{{- end }}\n---\nkind: B\n'), [['range .a'], []]);
    assert.deepEqual(conditions('{{- if .a }}\nkind: A\n{{- else if .b }}\n---\nkind: B\n{{- end }}\n'), [['if .a'], ['if .a else if .b']]);
    assert.deepEqual(conditions('{{- if .a }}\n{{- if .b }}\nkind: A\n{{- end }}\n{{- end }}\n'), [['if .a', 'if .b']]);
  });

  test('may begin and end in other documents', () => {
    assert.deepEqual(conditions('kind: A\n{{- if .a }}\n---\nkind: B\n---\nkind: C\n{{- end }}\n---\nkind: D\n'), [[], ['if .a'], ['if .a'], []]);
  });

  test('are not those of a part of it', () => {
    assert.deepEqual(conditions('kind: A\n{{- if .a }}\nspec: { a: 1 }\n{{- end }}\n'), [[]]);
    assert.deepEqual(conditions('{{- if .a }}\nkind: A\n{{- else }}\nkind: B\n{{- end }}\nspec: {}\n'), [[]]);
    assert.deepEqual(conditions('{{- if .a }}\n{{- if .b }}\nkind: A\n{{- end }}\nspec: {}\n{{- end }}\n'), [['if .a']]);
    assert.deepEqual(conditions('{{ .a }}\nkind: A\nspec: {{ .b }}\n'), [[]]);
    assert.deepEqual(conditions('{{- end }}\nkind: A\n'), [[]]);
  });

  test('are seen anew when only what stands around the document changes', () => {
    const before = readFile('a.yaml', 'kind: A\n---\nkind: B\n');
    const after = readFile('a.yaml', '{{- if .a }}\nkind: A\n---\nkind: B\n---\n{{- end }}\n', before);
    assert.deepEqual(
      after.documents.map((document) => document.conditions),
      [['if .a'], ['if .a']],
    );
    assert.deepEqual(before.documents[1]?.conditions, []);
  });
});
