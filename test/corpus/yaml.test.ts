import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { readBytes, readFile } from '../../server/core/syntax/file.js';
import { isKubernetes, reportable } from '../../server/core/syntax/kubernetes.js';
import { split } from '../../server/core/syntax/split.js';
import { Comparison } from '../core/syntax/differential.js';
import { mutatedText, Random } from '../core/syntax/mutations.js';
import { nodeAt, plain } from '../core/syntax/plain.js';
import { CORPORA, type CorpusCase, casesOf, corpusFiles, corpusText, generatedCases, sayAbsent } from '../harness/corpora.js';

const FULL = process.env['HEPTAD_FUZZ'] === 'full';

if (CORPORA === undefined) sayAbsent('YAML of the corpora');
else corpora();

function corpora(): void {
  suite('YAML of the corpora', function () {
    this.timeout(FULL ? 3_600_000 : 120_000);

    test('fast reader and library agree over every document', () => {
      const comparison = new Comparison();
      for (const chunk of allChunks()) comparison.add(chunk);
      comparison.check(3000);
    });

    test('fast reader and library agree over random changes to them', () => {
      const random = new Random(Number(process.env['HEPTAD_SEED'] ?? 3));
      const pool = allChunks().filter((chunk) => chunk.length > 20 && chunk.length < 6000);
      const comparison = new Comparison();
      const count = FULL ? 400_000 : 4000;
      for (let left = count; left > 0; left--) comparison.add(chunkOf(mutatedText(pool, random), random));
      comparison.check(count / 5);
    });

    for (const one of casesOf('hostile/cases.jsonl')) test(`${one.id}: ${String(one['note'])}`, () => checkHostile(one));

    test('texts too large to store are survived, each in bounded time', () => {
      for (const [id, text] of generatedCases()) {
        const file = readFile('a.yaml', text);
        assert.ok(file.documents.length > 0, id);
        assert.ok(
          file.documents.every((document) => document.problems.length <= 1),
          id,
        );
      }
    });

    test('estates give no problem of syntax', () => {
      for (const estate of corpusFiles('.jsonl').filter((file) => file.startsWith('estates/'))) {
        for (const one of casesOf(estate)) {
          const problems = reportable(readFile(String(one['path']), one.resource ?? ''));
          assert.deepEqual(problems, [], one.id);
        }
      }
    });
  });
}

function checkHostile(one: CorpusCase): void {
  const bytes = one.base64 === undefined ? new TextEncoder().encode(one.resource ?? '') : Buffer.from(one.base64, 'base64');
  const file = readBytes('a.yaml', bytes);
  const problems = reportable(file);
  const errors = problems.filter((problem) => problem.severity === 'error');
  const document = file.documents.find(isKubernetes);
  for (const [pointer, value] of Object.entries((one['reads'] ?? {}) as Record<string, unknown>)) {
    assert.ok(document !== undefined && !document.broken, 'the document is read');
    assert.deepEqual(plain(document.facts, nodeAt(document.facts, pointer)), value, pointer);
  }
  for (const pointer of (one['absent'] ?? []) as string[]) assert.equal(document === undefined ? 0 : nodeAt(document.facts, pointer), -1, pointer);
  const refused = one.rule === 'syntax' || one['refuses'] === true;
  if (refused) assert.ok(errors.length > 0, 'an error is reported');
  if (one['duplicate'] === true)
    assert.deepEqual(
      errors.map((error) => error.code),
      ['duplicate-key', 'duplicate-key'],
    );
  else if (!refused) assert.deepEqual(problems, []);
}

function allChunks(): readonly string[] {
  const chunks = new Set<string>();
  const add = (text: string): void => {
    for (const chunk of split(text)) chunks.add(text.slice(chunk.start, chunk.end));
  };
  for (const file of corpusFiles('.yaml', '.yml', '.json')) if (!file.endsWith('/cases.jsonl')) add(corpusText(file));
  for (const file of corpusFiles('.jsonl')) {
    for (const one of casesOf(file))
      for (const field of ['resource', 'policy', 'template', 'constraint', 'patched', 'oldResource']) if (typeof one[field] === 'string') add(one[field]);
  }
  return [...chunks];
}

function chunkOf(text: string, random: Random): string {
  const chunks = split(text);
  const chunk = random.pick(chunks);
  return text.slice(chunk.start, chunk.end);
}
