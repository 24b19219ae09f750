import assert from 'node:assert/strict';
import fc from 'fast-check';
import { suite, test } from 'mocha';
import { readFile } from '../../../server/core/syntax/file.js';
import { mask } from '../../../server/core/syntax/mask.js';
import { firstValue, nodeAt, problemsOf } from './plain.js';

const TEMPLATE = '?set by a template';
const CONDITION = '?set only under a condition of a template';
const SUBSTITUTION = '?set by a substitution';

suite('templates and substitutions', function () {
  this.timeout(20_000);

  test('a scalar with an action is unknown, its neighbors are not', () => {
    assert.deepEqual(firstValue('a: {{ .Values.a }}\nb: "x-{{ .b }}"\nc: 1\nd: [{{ .x }}, 2]\n'), { a: TEMPLATE, b: TEMPLATE, c: 1, d: [TEMPLATE, 2] });
  });

  test('an unknown value keeps the text that stands there', () => {
    const [document] = readFile('a.yaml', 'a: {{ .Values.a }}\n').documents;
    assert.ok(document !== undefined);
    assert.equal(document.facts.source(nodeAt(document.facts, '/a')), '{{ .Values.a }}');
    assert.equal(document.templated, true);
  });

  test('actions may hold braces, strings, comments and line ends', () => {
    for (const quote of ['"', "'", '`']) assert.deepEqual(firstValue(`a: {{ x ${quote}}}: [${quote} }}\nb: 2\n`), { a: TEMPLATE, b: 2 }, quote);
    assert.deepEqual(firstValue('a: {{ printf "}} %s" `}}` }}\nb: 2\n'), { a: TEMPLATE, b: 2 });
    assert.deepEqual(firstValue('{{/* a: }} {{ x\n---\nb: */}}\nc: 3\n'), { c: 3 });
    assert.deepEqual(firstValue('a: {{ include "x" (dict\n  "y" 1\n) }}\nc: 3\n'), { a: TEMPLATE, c: 3 });
    assert.deepEqual(firstValue('{{- $x := dict\n  "a" 1 -}}\nc: 3\n'), { c: 3 });
  });

  test('braces that are never closed are text', () => {
    assert.deepEqual(problemsOf('a: "{{ x"\n'), []);
    assert.deepEqual(firstValue('a: "{{ x"\n'), { a: '{{ x' });
  });

  test('a printing line may add to the map or list that it stands in', () => {
    assert.deepEqual(firstValue('m:\n  l:\n    a: 1\n    {{- include "x" . | nindent 4 }}\n  b: 2\n'), { m: { l: { a: 1, '…': true }, b: 2 } });
    assert.deepEqual(firstValue('m:\n  l:\n    {{- toYaml .x | nindent 4 }}\n    a: 1\n  b: 2\n'), { m: { l: { a: 1, '…': true }, b: 2 } });
    assert.deepEqual(firstValue('m:\n- a\n{{- toYaml .x | nindent 0 }}\n'), { m: ['a', '…'], '…': true });
    assert.deepEqual(firstValue('m:\n  a: 1\n{{ include "x" . | indent 2 }}\nb: 2\n'), { m: { a: 1, '…': true }, b: 2 });
  });

  test('a printing line below a key without a value is its value', () => {
    assert.deepEqual(firstValue('m:\n  a:\n    {{- toYaml .x | nindent 4 }}\n  b: 2\n'), { m: { a: TEMPLATE, b: 2 } });
    assert.deepEqual(firstValue('m:\n  a: {{- toYaml .x | nindent 4 }}\n  b: 2\n'), { m: { a: TEMPLATE, b: 2 } });
    // At the column of the key it may be a list, or further keys.
    assert.deepEqual(firstValue('m:\n  b: 2\n  a:\n  {{- toYaml .x | nindent 2 }}\n'), { m: { b: 2, a: TEMPLATE, '…': true } });
  });

  test('what stands under a condition is unknown', () => {
    assert.deepEqual(firstValue('a: 1\n{{- if .x }}\nb: 2\nc: {d: 3}\n{{- end }}\ne: 4\n'), { a: 1, b: CONDITION, c: CONDITION, e: 4 });
    assert.deepEqual(firstValue('a:\n- x\n{{- range .y }}\n- b: 1\n- z\n{{- end }}\n'), { a: ['x', { b: CONDITION }, CONDITION, '…'] });
  });

  test('keys in different branches are not set twice', () => {
    const text = 'kind: Pod\napiVersion: v1\n{{- if .x }}\na: 1\n{{- else if .y }}\na: 2\n{{- else }}\na: 3\n{{- end }}\n';
    assert.deepEqual(firstValue(text), { kind: 'Pod', apiVersion: 'v1', a: CONDITION });
    assert.deepEqual(problemsOf(text), []);
  });

  test('a condition around a whole document changes nothing in it', () => {
    assert.deepEqual(firstValue('{{- if .x }}\n{{- with .y }}\na: 1\nb: {{ .z }}\n{{- end }}\n{{- end }}\n'), { a: 1, b: TEMPLATE });
    const file = readFile('a.yaml', '{{- range .x }}\n---\na: 1\n{{- end }}\n---\n{{ if .y }}\na: 1\n---\nb: 1\n{{ end }}\n');
    assert.deepEqual(
      file.documents.map((document) => document.facts.number(2)),
      [1, 1, 1],
    );
  });

  test('the body of a definition is no part of the document', () => {
    assert.deepEqual(firstValue('{{- define "x" }}\na: 1\n{{- end }}\n'), { a: CONDITION });
  });

  test('a key that a template sets is left out, and its map may hold more', () => {
    assert.deepEqual(firstValue('m:\n  {{ .k }}: 1\n  a: 2\n'), { m: { a: 2, '…': true } });
    assert.deepEqual(firstValue('m:\n  {{ .k }}: 1\n  {{ .j }}: 1\n'), { m: { '…': true } });
    assert.deepEqual(problemsOf('kind: A\napiVersion: v1\nm:\n  {{ .k }}: 1\n  {{ .j }}: 1\n'), []);
  });

  test('actions in block text make that text unknown, whatever lines they fill', () => {
    assert.deepEqual(firstValue('a: |\n  {{- if .x }}\n  b: {{ .y }}\n  {{- end }}\n  c\nd: 1\n'), { a: TEMPLATE, d: 1 });
    assert.deepEqual(firstValue('a: |\n{{ .x | indent 2 }}\nd: 1\n'), { a: TEMPLATE, d: 1 });
    assert.deepEqual(firstValue('a: |\n                                   {{ tpl .x . }}\n  b\nd: 1\n'), { a: TEMPLATE, d: 1 });
  });

  test('$NAME in braces is a substitution, $(NAME) is expanded by Kubernetes and plain text here', () => {
    assert.deepEqual(firstValue(`a: \${A}\nb: "x\${B:-y}"\nc: $(C)\n\${K}: 1\ne: [\${E}]\nf: |\n  echo \${x}\ng: $HOME\n`), {
      a: SUBSTITUTION,
      b: SUBSTITUTION,
      c: '$(C)',
      e: [SUBSTITUTION],
      f: SUBSTITUTION,
      g: '$HOME',
      '…': true,
    });
    assert.equal(readFile('a.yaml', `a: \${A}\n`).documents[0]?.templated, false);
  });

  test('ytt comments set the value before them, and control lines', () => {
    assert.deepEqual(firstValue('a: #@ data.values.a\nb: 1 #@ x\nc: 1\n#@ if data.values.d:\nd: 1\n#@ end\ne:\n- #@ y\n- 2\n'), {
      a: TEMPLATE,
      b: TEMPLATE,
      c: 1,
      d: CONDITION,
      e: [TEMPLATE, 2],
    });
    assert.deepEqual(firstValue('a: "x #@ y"\nb: x#@y\n'), { a: 'x #@ y', b: 'x#@y' });
  });

  test('encrypted values are unknown and their text stays inside', () => {
    const sops = 'kind: Secret\napiVersion: v1\ndata:\n  a: ENC[AES256_GCM,data:abc]\n  b: x\nsops: {version: 3}\n';
    assert.deepEqual((firstValue(sops) as { data: unknown }).data, { a: '?encrypted', b: 'x' });
    const sealed = 'kind: SealedSecret\napiVersion: bitnami.com/v1alpha1\nspec:\n  encryptedData: {a: AgBy3i4}\n  template: {type: Opaque}\n';
    assert.deepEqual((firstValue(sealed) as { spec: unknown }).spec, { encryptedData: { a: '?encrypted' }, template: { type: 'Opaque' } });
    const [document] = readFile('a.yaml', sops).documents;
    assert.ok(document !== undefined);
    assert.ok(!document.facts.strings.some((text) => text.includes('AES256')));
  });

  test('a template that is no YAML before it is rendered is one remark, and nothing in it is known', () => {
    const text = 'apiVersion: v1\nkind: Pod\n{{ .x }}\n  a: [\n';
    const [document] = readFile('a.yaml', text).documents;
    assert.deepEqual(
      document?.problems.map((problem) => `${problem.severity} ${problem.code}`),
      ['info template-unreadable'],
    );
    assert.equal(document.broken, true);
  });

  test('masking keeps the length and the line ends of any text', () => {
    const pieces = fc.constantFrom(
      '{{',
      '}}',
      '{{- if x }}',
      '{{ end }}',
      '{{/*',
      '*/}}',
      `\${`,
      '}',
      `\${A}`,
      '#@ ',
      '"',
      '`',
      '\n',
      '\r\n',
      ' ',
      'a: ',
      '- ',
      'x',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        const masked = mask(text)?.text ?? text;
        assert.equal(masked.length, text.length);
        for (const [index, char] of [...text].entries()) if (char === '\n' || char === '\r') assert.equal(masked[index], char);
        readFile('a.yaml', text);
      }),
      { seed: 1, numRuns: 1000 },
    );
  });
});
