import assert from 'node:assert/strict';
import { parse, parseAllDocuments } from 'yaml';
import type { Generated, Generator, How, Manifest, Note, Plain, PlainMap } from '../../server/core/generators/generator.js';
import { manifestName } from '../../server/core/generators/own.js';
import { manifestText } from '../../server/core/generators/yaml.js';
import type { Inventory } from '../../server/core/inventory/inventory.js';
import type { PolicyDraft } from '../../server/core/inventory/policy-draft.js';
import { rules } from '../../server/core/rules/index.js';
import type { Rule, Source } from '../../server/core/rules/rule.js';
import { type JudgedFinding, type RuleResult, runRule } from '../../server/core/rules/run.js';
import { dedent } from '../../server/core/rules/text.js';
import { filesOf, inventoryOf } from './rules.js';
import { checkShape } from './shapes.js';

/** What a generator is asked, over what, and what must come of it. */
export interface GeneratorCase {
  readonly source: Source;
  readonly policy: PolicyDraft;
  /** Both modes are always checked for what must hold of every output; this one is shown to `writes`. Enforcing where it is not given. */
  readonly mode?: How['mode'] | undefined;
  readonly podSecurity?: How['podSecurity'];
  /** For each file by its name one map of YAML: `Kind name` to the spec of the object, with the annotations that are its own: `Kind name (key: value)`. Where it is not given what is written is free. */
  readonly writes?: Readonly<Record<string, string>> | undefined;
  /** The messages of the gaps and of the preview, where they matter. */
  readonly gaps?: readonly string[] | undefined;
  readonly refuses?: readonly string[] | undefined;
  readonly keeps?: readonly string[] | undefined;
  readonly unresolved?: readonly string[] | undefined;
  /** Messages of findings that the output itself has, where an engine leaves no other way. */
  readonly leaves?: readonly string[] | undefined;
  /** The rules of which a finding asked for the draft: they have one before, and none once the output enforces. */
  readonly settles?: readonly Rule[] | undefined;
}

/** A case with the sentence that it shows. */
export interface NamedCase extends GeneratorCase {
  readonly name: string;
}

/** Texts by path. */
type Texts = Readonly<Record<string, string>>;

export const UNTIL = '2026-12-24';

/** Expects of an output all that must hold of every output, and what the case says. Gives what was generated in the mode of the case. */
export function checkGenerator(generator: Generator, one: GeneratorCase): Generated {
  const texts = textsOf(one.source);
  for (const mode of ['audit', 'enforce'] as const) checkAlways(generator, texts, one, mode);
  const generated = generate(generator, texts, one, one.mode ?? 'enforce');
  checkSaid(generated, one);
  for (const rule of one.settles ?? []) {
    assert.ok(failedIds(rule, texts).length > 0, `${rule.id} finds nothing before`);
    assert.deepEqual(failedIds(rule, withOutput(texts, generate(generator, texts, one, 'enforce'))), [], `${rule.id} still finds something`);
  }
  return generated;
}

/** The text of each file by its name, without the header. */
export function textsByName({ manifests }: Generated): Texts {
  return Object.fromEntries(manifests.map((manifest) => [`${manifestName(manifest)}.yaml`, bodyOf(manifest)]));
}

function bodyOf(manifest: Manifest): string {
  const text = manifestText(manifest);
  return text.slice(text.indexOf('\n') + 1);
}

/** Deterministic, idempotent, readable as what was meant, of the right shape, away from system namespaces, and in order by our own rules. */
function checkAlways(generator: Generator, texts: Texts, one: GeneratorCase, mode: How['mode']): void {
  const generated = generate(generator, texts, one, mode);
  const again = generate(generator, texts, one, mode);
  assert.deepEqual(textsByName(again), textsByName(generated), 'generated twice, it differs');
  const after = withOutput(texts, generated);
  const later = generate(generator, after, { ...one, policy: one.policy }, mode, '2027-01-31');
  assert.deepEqual(textsByName(later), textsByName(generated), 'generated over its own output, it differs');
  assert.deepEqual(later.edits ?? [], generated.edits ?? [], 'edits differ over its own output');
  const names = generated.manifests.map(manifestName);
  assert.equal(new Set(names).size, names.length, 'two manifests have one name');
  for (const manifest of generated.manifests) checkManifest(manifest);
  checkOwnRules(texts, after, one.leaves ?? []);
}

function checkManifest(manifest: Manifest): void {
  assert.match(manifest.slug, /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/);
  const read = parseAllDocuments(manifestText(manifest), { version: '1.1', prettyErrors: false }).map((document) => document.toJS() as unknown);
  assert.deepEqual(read, manifest.objects.map(plain), 'the text does not read as its objects');
  for (const object of manifest.objects) {
    checkShape(object);
    const metadata = object['metadata'] as PlainMap;
    const namespace = object['kind'] === 'Namespace' ? metadata['name'] : metadata['namespace'];
    if (!isForMesh(manifest))
      assert.doesNotMatch(String(namespace ?? ''), /^(kube-(system|public|node-lease)|istio-system|kyverno)$/, 'a system namespace is touched');
    assert.equal((metadata['labels'] as PlainMap)['app.kubernetes.io/managed-by'], 'heptad');
    assert.match(String((metadata['annotations'] as PlainMap)['heptad.dev/controls']), /^[A-Z]{2}-\d/);
  }
}

/** What is for the whole mesh stands in its root namespace, and nothing else does. */
function isForMesh({ engine, slug, objects }: Manifest): boolean {
  return engine === 'istio' && slug.startsWith('mesh.') && objects.every(({ kind }) => kind === 'PeerAuthentication' || kind === 'Telemetry');
}

function plain(value: Plain): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** No rule has a finding that was not there before, but those that the case names. */
function checkOwnRules(before: Texts, after: Texts, leaves: readonly string[]): void {
  const [was, is] = [inventoryFrom(before), inventoryFrom(after)];
  const found = rules.flatMap((rule) => {
    const known = new Set(findingsOf(rule, was).map(({ fingerprint }) => fingerprint));
    return findingsOf(rule, is).filter(({ fingerprint }) => !known.has(fingerprint));
  });
  assert.deepEqual([...new Set(found.map(({ message }) => message))].sort(), [...leaves].sort(), 'findings of our own rules in the output');
}

function checkSaid({ manifests, gaps, preview }: Generated, one: GeneratorCase): void {
  if (one.writes !== undefined) {
    const wanted = Object.entries(one.writes).map(([name, text]) => [name, parse(dedent(text)) as unknown]);
    assert.deepEqual(Object.fromEntries(manifests.map((manifest) => [`${manifestName(manifest)}.yaml`, specsOf(manifest)])), Object.fromEntries(wanted));
  }
  if (one.gaps !== undefined) assert.deepEqual(messages(gaps), one.gaps, 'gaps');
  if (one.refuses !== undefined) assert.deepEqual(messages(preview.refuses), one.refuses, 'refuses');
  if (one.keeps !== undefined) assert.deepEqual(messages(preview.keeps), one.keeps, 'keeps');
  if (one.unresolved !== undefined) assert.deepEqual(messages(preview.unresolved), one.unresolved, 'unresolved');
}

/** Each object by its kind and name; namespace, labels and what every object says of itself are checked elsewhere. */
function specsOf({ objects }: Manifest): Readonly<Record<string, unknown>> {
  const shared = new Set(['heptad.dev/controls', 'heptad.dev/manifest']);
  return Object.fromEntries(
    objects.map(({ kind, metadata, spec }) => {
      const { name, annotations } = metadata as { name: string; annotations: Record<string, string> };
      const own = Object.entries(annotations).filter(([key]) => !shared.has(key));
      const said = own.length === 0 ? '' : ` (${own.map(([key, value]) => `${key}: ${value}`).join(', ')})`;
      return [`${String(kind)} ${name}${said}`, spec === undefined ? null : plain(spec)];
    }),
  );
}

function messages(notes: readonly Note[]): readonly string[] {
  return notes.map(({ message }) => message);
}

export function generate(generator: Generator, texts: Texts, one: GeneratorCase, mode: How['mode'], until = UNTIL): Generated {
  return generator.generate(one.policy, inventoryFrom(texts), { mode, rolloutUntil: until, podSecurity: one.podSecurity });
}

/** The texts with the generated files beside them. */
export function withOutput(texts: Texts, { manifests }: Generated): Texts {
  return { ...texts, ...Object.fromEntries(manifests.map((manifest) => [`${manifestName(manifest)}.yaml`, manifestText(manifest)])) };
}

export function inventoryFrom(texts: Texts): Inventory {
  return inventoryOf(filesOf({ source: texts }));
}

function textsOf(source: Source): Texts {
  return Object.fromEntries(filesOf({ source }).map(({ path, text }) => [path, text]));
}

function findingsOf(rule: Rule, inventory: Inventory): readonly JudgedFinding[] {
  return judge(rule, inventory).judged.flatMap(({ findings }) => findings);
}

function failedIds(rule: Rule, texts: Texts): readonly string[] {
  return judge(rule, inventoryFrom(texts))
    .judged.filter(({ state }) => state === 'failed')
    .map(({ subject }) => subject.id);
}

function judge(rule: Rule, inventory: Inventory): RuleResult {
  const run = runRule(rule, inventory);
  for (;;) {
    const step = run.next();
    if (step.done === true) return step.value;
  }
}
