import assert from 'node:assert/strict';
import fc from 'fast-check';
import { suite, test } from 'mocha';
import { Inventory } from '../../server/core/inventory/inventory.js';
import { membersOf } from '../../server/core/inventory/members.js';
import type { SubjectId } from '../../server/core/inventory/subject.js';
import { rules } from '../../server/core/rules/index.js';
import type { Example, Rule, Source } from '../../server/core/rules/rule.js';
import { type Judged, type RuleResult, runRule } from '../../server/core/rules/run.js';
import { type Facts, NodeFlag, NodeKind } from '../../server/core/syntax/facts.js';
import { readFile } from '../../server/core/syntax/file.js';
import { runs } from '../harness/fuzz.js';
import { filesOf, TODAY } from '../harness/rules.js';
import { shopTexts, type Texts } from '../harness/shop.js';
import { changed, changes } from './text-changes.js';

type JudgingRule = Extract<Rule, { readonly judgedBy: 'files' }>;

const SHOP = shopTexts();
const OF_DOCUMENT = rules.filter((rule): rule is JudgingRule => rule.judgedBy === 'files' && rule.scope === 'document');
const EXAMPLES = OF_DOCUMENT.flatMap((rule) =>
  [...rule.examples.bad, ...rule.examples.good, ...(rule.examples.unknown ?? [])].map((one) => ({ rule, example: exampleOf(one) })),
);

/** What a substitution might turn out to be: values that some rule forbids, and some that none does. */
const VALUES = (
  'true false 0 1 443 10255 "*" ALL Unconfined "" default system:anonymous system:authenticated kube-system secrets get create escalate cluster-admin None password Localhost Unmasked ' +
  'windows linux 127.0.0.1 kernel.msgmax net.ipv4.tcp_syncookies SYS_ADMIN NET_BIND_SERVICE nginx:1 app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
).split(' ');

suite('a value that a substitution hides', function () {
  this.timeout(3_600_000);

  test('decides for no subject of the shop that it was against', () => {
    for (const [path, text] of Object.entries(SHOP)) for (const scalar of scalarsOf(path, text)) checkMask({ [path]: text }, scalar, OF_DOCUMENT);
  });

  test('decides for no subject of an example that it was against', () => {
    for (const { rule, example } of EXAMPLES) {
      const texts = textsOf(example);
      for (const [path, text] of Object.entries(texts)) for (const scalar of scalarsOf(path, text)) checkMask(texts, scalar, [rule], example);
    }
  });

  test('of a subject that passes all the same may be any value', () => {
    for (const { rule, example } of EXAMPLES) {
      const texts = textsOf(example);
      for (const [path, text] of Object.entries(texts)) for (const scalar of scalarsOf(path, text)) checkValues(texts, scalar, rule, example);
    }
  });

  test('decides for no subject of a manifest that is changed at random', () => {
    fc.assert(
      fc.property(changes, fc.nat(), (list, pick) => {
        const texts = Object.entries(changed(SHOP, list)).filter(([path, text]) => SHOP[path] !== text);
        for (const [path, text] of texts) {
          const scalars = scalarsOf(path, text);
          const scalar = scalars[pick % Math.max(1, scalars.length)];
          if (scalar !== undefined) checkMask({ [path]: text }, scalar, OF_DOCUMENT);
        }
      }),
      runs(200),
    );
  });
});

/** A scalar as it is written in a file: offsets in it. */
interface Scalar {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

function checkMask(texts: Texts, scalar: Scalar, judging: readonly JudgingRule[], example?: Example): void {
  const [before, after] = [inventoryOf(texts, example), inventoryOf(withValue(texts, scalar, `\${X}`), example)];
  for (const rule of judging) {
    const [was, now] = [judge(rule, before, example), judge(rule, after, example)];
    const known = new Set(idsOf(was, () => true));
    // Where the value names a subject, one that stood for two of the same name is two.
    if (idsOf(now, () => true).some((id) => !known.has(id))) continue;
    const open = new Set(idsOf(was, ({ state }) => state !== 'passed'));
    const wrong = idsOf(now, ({ state }) => state === 'passed').filter((id) => open.has(id));
    assert.deepEqual(wrong, [], `${rule.id} passes with ${shown(texts, scalar)} hidden`);
  }
}

function checkValues(texts: Texts, scalar: Scalar, rule: JudgingRule, example: Example): void {
  const passed = new Set(idsOf(judge(rule, inventoryOf(withValue(texts, scalar, `\${X}`), example), example), ({ state }) => state === 'passed'));
  if (passed.size === 0) return;
  for (const value of VALUES) {
    const failed = idsOf(judge(rule, inventoryOf(withValue(texts, scalar, value), example), example), ({ state }) => state === 'failed');
    const wrong = failed.filter((id) => passed.has(id));
    assert.deepEqual(wrong, [], `${rule.id} passes with ${shown(texts, scalar)} hidden, and fails with ${value} there`);
  }
}

function idsOf({ judged }: RuleResult, holds: (one: Judged) => boolean): readonly SubjectId[] {
  return judged.filter(holds).map(({ subject }) => subject.id);
}

function judge(rule: JudgingRule, inventory: Inventory, example: Example | undefined): RuleResult {
  const run = runRule(rule, inventory, example?.options);
  for (;;) {
    const step = run.next();
    if (step.done !== true) continue;
    assert.equal(step.value.error, undefined, rule.id);
    return step.value;
  }
}

function inventoryOf(texts: Texts, example: Example | undefined): Inventory {
  const documents = Object.entries(texts).flatMap(([path, text]) => readFile(path, text).documents);
  return new Inventory(
    { name: 'hidden', platform: example?.platform ?? 'here', today: TODAY },
    documents.flatMap((document) => membersOf(document)),
  );
}

/** Every scalar value that stands in a text once, as a substitution could: none of a block, and none that came by an alias. */
function scalarsOf(path: string, text: string): readonly Scalar[] {
  return readFile(path, text).documents.flatMap(({ facts, offset }) =>
    [...scalarNodes(facts)].map((node) => {
      const { start, end } = facts.span(node);
      return { path, start: offset + start, end: offset + end };
    }),
  );
}

function* scalarNodes(facts: Facts): Iterable<number> {
  for (let node = 0; node < facts.size; node++) {
    const { start, end } = facts.span(node);
    if (facts.kind(node) <= NodeKind.String && end > start && !facts.has(node, NodeFlag.Block | NodeFlag.Aliased)) yield node;
  }
}

function withValue(texts: Texts, { path, start, end }: Scalar, value: string): Texts {
  const text = texts[path] ?? '';
  return { ...texts, [path]: text.slice(0, start) + value + text.slice(end) };
}

function shown(texts: Texts, { path, start, end }: Scalar): string {
  const text = texts[path] ?? '';
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, end);
  return `"${text.slice(start, end)}" of "${line.trim()}" in ${path}`;
}

function textsOf(example: Example): Texts {
  return Object.fromEntries(filesOf(example).map(({ path, text }) => [path, text]));
}

function exampleOf(one: Source | Example): Example {
  return typeof one === 'object' && 'source' in one ? (one as Example) : { source: one as Source };
}
