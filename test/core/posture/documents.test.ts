import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { suite, test } from 'mocha';
import { collectDocuments } from '../../../server/core/posture/documents/collect.js';
import { KINDS, type OwnDocument } from '../../../server/core/posture/documents/kinds.js';
import { parseOwnDocuments } from '../../../server/core/posture/documents/parse.js';
import { referenceProblems } from '../../../server/core/posture/documents/references.js';
import { dedent } from '../../../server/core/rules/text.js';
import type { SourceFile } from '../../../server/core/syntax/document.js';
import { readFile } from '../../../server/core/syntax/file.js';
import type { Problem } from '../../../server/core/syntax/place.js';
import { ruleOf } from '../../harness/posture.js';

const PROFILE = `
  apiVersion: heptad.dev/v1alpha1
  kind: PostureProfile
  metadata: { name: shop, labels: { team: shop }, annotations: { config.kubernetes.io/local-config: "true" } }
  spec:
    impactLevel: IL4
    edition: 2026.1
    targets:
      - { name: prod, path: ./deploy/prod/, namespace: shop }
      - path: charts/shop
    context: [platform/rendered.yaml]
    platform: external
    include: ["deploy/**"]
    exclude: [legacy]
    options: { require-approved-registries: { registries: [registry.example.com/shop] } }
    severities: { require-strict-mtls: error }
    diagnostics: { require-image-digest: off }
    weights: { data: 2.5 }
    frameworks: [fedramp]
    documents: ["evidence/*.yaml"]
`;

const ATTESTATION = `
  apiVersion: heptad.dev/v1alpha1
  kind: Attestation
  metadata: { name: sign-on }
  spec:
    rules: [require-oidc-sign-on]
    targets: [prod]
    owner: Dana Ruiz
    statement: The identity provider signs everyone on.
    evidence: { path: evidence/sign-on.pdf, sha256: ${'0123456789abcdef'.repeat(4)} }
    issued: 2026-03-01
    expires: 2027-03-01
`;

const WAIVER = `
  apiVersion: heptad.dev/v1alpha1
  kind: Waiver
  metadata: { name: plain-http }
  spec:
    target: prod
    rule: require-gateway-tls
    subject: networking.istio.io/Gateway|shop|frontend-gateway
    owner: Sam Okafor
    approver: Dana Ruiz
    reason: The certificate comes in December.
    issued: 2026-11-01
    expires: 2026-12-31
`;

const PILLARS = ['user', 'device', 'application', 'data', 'network', 'automation', 'visibility'];
const BASELINE = `
  apiVersion: heptad.dev/v1alpha1
  kind: Baseline
  metadata: { name: prod }
  spec:
    target: prod
    edition: 2026.1
    version: 1.0.0
    ruleSet: 3c9fe1
    written: 2026-11-03
    commit: 4f2c1ab
    score: 46
    exact: 280/6
    level: traditional
    pillars: { ${PILLARS.map((pillar) => `${pillar}: { score: 66, exact: 66, level: optimal }`).join(', ')} }
    notApplicable: [require-modern-tls]
    rules:
      require-gateway-tls:
        unknown: [itself]
        failed:
          - subject: networking.istio.io/Gateway|shop|frontend-gateway|
            findings: ["01234567890123456789012345678901"]
            waived: 2026-12-31
`;

suite('own documents', () => {
  test('a profile is read with every field', () => {
    const profile = onlyOf('PostureProfile', PROFILE);
    assert.deepEqual([profile.name, profile.impactLevel?.value, profile.edition?.value, profile.platform?.value], ['shop', 'IL4', '2026.1', 'external']);
    assert.deepEqual(
      profile.targets?.value.map(({ name, path, namespace }) => ({ name, path, namespace })),
      [
        { name: 'prod', path: 'deploy/prod', namespace: 'shop' },
        { name: 'charts/shop', path: 'charts/shop', namespace: undefined },
      ],
    );
    const words = [profile.context, profile.include, profile.exclude, profile.frameworks, profile.documents].map((field) =>
      field?.value.map(({ value }) => value),
    );
    assert.deepEqual(words, [['platform/rendered.yaml'], ['deploy/**'], ['legacy'], ['fedramp'], ['evidence/*.yaml']]);
    assert.deepEqual(
      profile.options.map(({ rule, option, values }) => [rule, option, values]),
      [['require-approved-registries', 'registries', ['registry.example.com/shop']]],
    );
    assert.deepEqual(
      profile.severities.map(({ rule, severity }) => [rule, severity]),
      [['require-strict-mtls', 'error']],
    );
    assert.deepEqual([profile.diagnosticsOff.map(({ value }) => value), [...(profile.weights?.value ?? [])]], [['require-image-digest'], [['data', 2.5]]]);
  });

  test('places are those of the text', () => {
    const text = dedent(PROFILE);
    const profile = onlyOf('PostureProfile', PROFILE);
    const said = [profile.impactLevel?.at, profile.severities[0]?.at, profile.diagnosticsOff[0]?.at, profile.options[0]?.at, profile.exclude?.value[0]?.at];
    assert.deepEqual(
      said.map((at) => text.slice(at?.span.start, at?.span.end)),
      ['IL4', 'error', 'require-image-digest', 'registries', 'legacy'],
    );
  });

  test('an attestation and a waiver are read with every field', () => {
    const attestation = onlyOf('Attestation', ATTESTATION);
    assert.deepEqual(
      [attestation.rules[0]?.value, attestation.targets?.[0]?.value, attestation.owner, attestation.issued, attestation.expires],
      ['require-oidc-sign-on', 'prod', 'Dana Ruiz', '2026-03-01', '2027-03-01'],
    );
    assert.deepEqual([attestation.evidence.path, attestation.evidence.url, attestation.evidence.sha256.length], ['evidence/sign-on.pdf', undefined, 64]);
    const waiver = onlyOf('Waiver', WAIVER);
    assert.deepEqual(
      [waiver.target.value, waiver.rule?.value, waiver.subject, waiver.fingerprint],
      ['prod', 'require-gateway-tls', 'networking.istio.io/Gateway|shop|frontend-gateway|', undefined],
    );
    assert.equal(onlyOf('Attestation', ATTESTATION.replace('targets: [prod]\n', '\n')).targets, undefined);
  });

  test('a fingerprint and a hash of digits alone are texts, as is an edition', () => {
    const digits = '1'.repeat(32);
    assert.equal(onlyOf('Waiver', WAIVER.replace(/subject: .*/, `fingerprint: ${digits}`)).fingerprint, digits);
    assert.equal(onlyOf('PostureProfile', PROFILE.replace('2026.1', '2026.10')).edition?.value, '2026.10');
    assert.equal(onlyOf('PostureProfile', PROFILE.replace('2026.1', '2026.1-preview')).edition?.value, '2026.1-preview');
  });

  test('a baseline and a policy have a checked form', () => {
    const baseline = onlyOf('Baseline', BASELINE);
    assert.deepEqual([baseline.target, baseline.edition, baseline.written, baseline.commit], ['prod', '2026.1', '2026-11-03', '4f2c1ab']);
    assert.deepEqual([baseline.standing, baseline.pillars.get('data')?.level], [{ exact: { n: 140n, d: 3n }, level: 'traditional' }, 'optimal']);
    assert.deepEqual(baseline.rules.get('require-gateway-tls'), {
      passed: [],
      attested: [],
      failed: [{ subject: 'networking.istio.io/Gateway|shop|frontend-gateway|', findings: ['01234567890123456789012345678901'], waived: '2026-12-31' }],
      unknown: ['itself'],
    });
    assert.deepEqual([...baseline.notApplicable], ['require-modern-tls']);
    assert.deepEqual(messagesOf(BASELINE.replace('2026-11-03', '2026-11-31')), ['"2026-11-31" is no day of the calendar']);
    assert.deepEqual(messagesOf(BASELINE.replace('score: 46', 'score: 47')), ['"score" is not "exact" rounded down']);
    assert.deepEqual(messagesOf(BASELINE.replace('280/6', '280/0')), ['"280/0" is no fraction of the form 3/4']);
    assert.deepEqual(messagesOf(BASELINE.replace('unknown: [itself]', 'unknown: [web]')), ['"web" is no subject id (group/Kind|namespace|name)']);
    assert.deepEqual(messagesOf(BASELINE.replace('unknown: [itself]', 'hidden: [itself]')), ['unknown field "hidden"']);
    const policy = `
      apiVersion: heptad.dev/v1alpha1
      kind: ZeroTrustPolicy
      metadata: { name: shop }
      spec:
        scope: { namespaces: [shop] }
        intents:
          - require: strict-mtls
          - require: approved-registries
            with: { registries: [registry.example.com/shop] }
        grants:
          - { from: { serviceAccount: frontend }, to: { workload: cart, ports: [7070] }, methods: [POST] }
    `;
    assert.deepEqual(onlyOf('ZeroTrustPolicy', policy).namespaces, ['shop']);
    assert.deepEqual(messagesOf(policy.replace('7070', '70707')), ['"ports[0]" is above 65535']);
  });

  test('other documents are passed over, and ones that cannot be read whole have only their own problems', () => {
    assert.deepEqual(parse('{ apiVersion: v1, kind: Namespace, metadata: { name: shop } }'), { documents: [], problems: [] });
    assert.deepEqual(parse('apiVersion: heptad.dev/v1alpha1\nkind: Waiver\nspec: [\n'), { documents: [], problems: [] });
  });
});

suite('wrong own documents', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['an unknown field is an error at its key', WAIVER.replace('owner:', 'owners:'), '"owner" is missing at spec|unknown field "owners" at owners'],
    ['so is one beside spec', `${WAIVER}  status: {}\n`, 'unknown field "status" at status'],
    ['a field that is missing is shown at its parent', ATTESTATION.replace(/expires:.*/, ''), '"expires" is missing at spec'],
    ['or at the kind of the document', WAIVER.replace(/metadata:.*/, ''), '"metadata" is missing at Waiver'],
    ['a version that is not known', WAIVER.replace('v1alpha1', 'v2'), 'apiVersion is not heptad.dev/v1alpha1 at heptad.dev/v2'],
    [
      'a kind that is not known',
      WAIVER.replace('kind: Waiver', 'kind: Exception'),
      'kind is none of PostureProfile, Attestation, Waiver, Baseline, ZeroTrustPolicy at Exception',
    ],
    ['a word that is none of a few', PROFILE.replace('IL4', 'IL3'), '"IL3" is none of IL2, IL4, IL5, IL6 at IL3'],
    ['a map where a word belongs', PROFILE.replace('impactLevel: IL4', 'impactLevel: {}'), '"impactLevel" is none of IL2, IL4, IL5, IL6 at impactLevel'],
    [
      'a severity that would turn a rule off',
      PROFILE.replace('require-strict-mtls: error', 'require-strict-mtls: info'),
      '"info" is none of error, warning at info',
    ],
    ['a type that is wrong', ATTESTATION.replace('[require-oidc-sign-on]', 'require-oidc-sign-on'), '"rules" is not a list at require-oidc-sign-on'],
    ['an item whose type is wrong', ATTESTATION.replace('[require-oidc-sign-on]', '[{}]'), '"rules[0]" is not a text at {}'],
    ['a list without anything', ATTESTATION.replace('[require-oidc-sign-on]', '[]'), '"rules" is empty at rules'],
    ['a text without anything', ATTESTATION.replace('Dana Ruiz', '" "'), '"owner" is empty at " "'],
    ['a number where a text belongs', ATTESTATION.replace('Dana Ruiz', '42'), '"owner" is not a text at 42'],
    ['a name that is no rule id', ATTESTATION.replace('[require-oidc-sign-on]', '[Require_MFA]'), '"Require_MFA" is no id of a rule at Require_MFA'],
    ['a rule in a map that is no rule id', PROFILE.replace('require-strict-mtls:', 'Strict_mTLS:'), 'unknown field "Strict_mTLS" at Strict_mTLS'],
    ['a day of another form', ATTESTATION.replace('2027-03-01', '1 March 2027'), '"1 March 2027" is no day of the form 2026-11-24 at 1 March 2027'],
    ['a day that does not exist', ATTESTATION.replace('2026-03-01', '2026-02-30'), '"2026-02-30" is no day of the calendar at 2026-02-30'],
    ['days in the wrong order', ATTESTATION.replace('2027-03-01', '2026-02-28'), '"expires" is before "issued" at 2026-02-28'],
    ['evidence without a place', ATTESTATION.replace('path: evidence/sign-on.pdf, ', ''), '"evidence" has not exactly one of "path" and "url" at evidence'],
    [
      'a waiver of both a finding and a subject',
      WAIVER.replace('owner:', `fingerprint: ${'a'.repeat(32)}\n    owner:`),
      '"spec" has not exactly one of "fingerprint" and "subject" at spec',
    ],
    ['a waiver of nothing', WAIVER.replace(/subject:.*/, ''), '"spec" has not exactly one of "fingerprint" and "subject" at spec'],
    ['a subject that is no id', WAIVER.replace(/subject:.*/, 'subject: frontend'), '"frontend" is no subject id (group/Kind|namespace|name) at frontend'],
    ['a hash of another length', ATTESTATION.replace(/sha256: \w+/, 'sha256: abc'), '"abc" is no SHA-256 in 64 hexadecimal digits at abc'],
    [
      'an address that runs something',
      ATTESTATION.replace('path: evidence/sign-on.pdf', 'url: "javascript:alert(1)"'),
      '"javascript:alert(1)" is no web address at "javascript:alert(1)"',
    ],
    ['an absolute path', PROFILE.replace('[legacy]', '[/etc]'), '"/etc" is no relative path at /etc'],
    ['a path with a drive', PROFILE.replace('[legacy]', "['C:\\temp']"), `"C:\\temp" is no relative path at 'C:\\temp'`],
    ['two targets of one name', PROFILE.replace('path: charts/shop', 'path: charts/shop\n        name: prod'), 'two targets are named "prod" at prod'],
    ['a weight below nothing', PROFILE.replace('2.5', '-1'), '"data" is below 0 at -1'],
    [
      'a key that objects of JavaScript have',
      PROFILE.replace('platform: external', '__proto__: { platform: external }'),
      'unknown field "__proto__" at __proto__',
    ],
    ['a value that a tool sets later', WAIVER.replace('2026-12-31', '${' + 'UNTIL}'), '"expires" cannot be read: set by a substitution at ${' + 'UNTIL}'],
  ];
  for (const [title, text, expected] of cases) {
    test(title, () => {
      const { documents, problems } = parse(text);
      assert.equal(documents.length, 0);
      assert.ok(problems.every(({ code, severity }) => code === 'bad-document' && severity === 'error'));
      const whole = dedent(text);
      assert.equal(
        problems
          .map(({ message, at }) => `${message} at ${whole.slice(at?.span.start, at?.span.end)}`)
          .sort()
          .join('|'),
        expected,
      );
      assert.ok(problems.every(({ message }) => message.length <= 80));
    });
  }

  test('a document with a thousand faults has few problems', () => {
    const fields = Array.from({ length: 1000 }, (_, index) => `    field${index}: 1`).join('\n');
    assert.equal(parse(`${dedent(WAIVER)}${fields.replace(/^ {2}/gm, '')}`).problems.length, 20);
  });
});

suite('documents of a root', () => {
  const collect = (profile: string | undefined, ...others: readonly string[]): ReturnType<typeof collectDocuments> =>
    collectDocuments(
      profile === undefined ? undefined : fileOf('heptad.yaml', profile),
      others.map((text, index) => fileOf(`.heptad/${index}.yaml`, text)),
    );
  const said = (problems: readonly Problem[]): readonly string[] => problems.map(({ path, message }) => `${path}: ${message}`);

  test('a file of ours that cannot be read is told, though nothing in it says that it is ours', () => {
    assert.deepEqual(said(collect('a: [').problems), ['heptad.yaml: a bracket is not closed, or stands too far to the left']);
    assert.deepEqual(said(collect(undefined, 'a: [').problems), ['.heptad/0.yaml: a bracket is not closed, or stands too far to the left']);
  });

  test('there is one profile, in heptad.yaml', () => {
    const twice = `${dedent(PROFILE)}---\n${dedent(PROFILE)}`;
    assert.deepEqual(said(collect(twice).problems), ['heptad.yaml: there is another PostureProfile above it']);
    assert.deepEqual(said(collect(PROFILE, PROFILE).problems), ['.heptad/0.yaml: a PostureProfile counts only in heptad.yaml']);
    assert.deepEqual(said(collect('{ spec: { impactLevel: IL4 } }').problems), ['heptad.yaml: no PostureProfile of heptad.dev/v1alpha1 in it']);
    assert.deepEqual(said(collect(undefined, ATTESTATION).problems), []);
  });

  test('a wrong profile is said to be wrong, not to be missing', () => {
    assert.deepEqual(said(collect(PROFILE.replace('IL4', 'IL3')).problems), ['heptad.yaml: "IL3" is none of IL2, IL4, IL5, IL6']);
  });

  test('documents are told apart by kind and name', () => {
    const { attestations, waivers, problems } = collect(PROFILE, ATTESTATION, `${dedent(WAIVER)}---\n${dedent(WAIVER)}`);
    assert.deepEqual([attestations.length, waivers.length], [1, 1]);
    assert.deepEqual(said(problems), ['.heptad/1.yaml: there is another Waiver "plain-http"']);
  });

  test('a target has one baseline', () => {
    assert.deepEqual(said(collect(undefined, BASELINE, BASELINE.replace('name: prod', 'name: other')).problems), [
      '.heptad/1.yaml: another baseline of target "prod" is in .heptad/0.yaml',
    ]);
  });

  test('names must name something', () => {
    const rules = [
      ruleOf('user/initial/require-oidc-sign-on', { absent: 'not-judged' }),
      ruleOf('network/initial/require-gateway-tls'),
      ruleOf('network/advanced/require-strict-mtls', { severity: 'error' }),
    ];
    const { profile, attestations, waivers } = collect(
      PROFILE.replace('require-strict-mtls: error', 'require-strict-mtls: warning').replace('edition: 2026.1', 'edition: 2031.1'),
      ATTESTATION.replace('[require-oidc-sign-on]', '[require-oidc-sign-on, require-oidc, require-gateway-tls]'),
      WAIVER.replace('rule: require-gateway-tls', 'rule: gateway-tls'),
    );
    assert.ok(profile);
    const problems = referenceProblems({ profiles: [profile], attestations, waivers }, { rules, frameworks: ['800-53'] });
    assert.deepEqual(
      problems.map(({ code, message }) => `${code}: ${message}`),
      [
        'bad-document: no rule is named "require-approved-registries"',
        'bad-document: the severity of "require-strict-mtls" is error and can only be raised',
        'bad-document: no rule is named "require-image-digest"',
        'bad-document: no framework is named "fedramp"',
        'bad-document: this version does not know edition "2031.1"',
        'bad-document: no rule is named "require-oidc"',
        'unused-attestation: "require-gateway-tls" is judged from files and cannot be attested',
        'bad-document: no rule is named "gateway-tls"',
      ],
    );
  });

  test('an option must be one of its rule', () => {
    const rule = { ...ruleOf('application/initial/require-approved-registries'), options: { registries: { summary: '', default: [] } } };
    const problems = (text: string): readonly string[] => {
      const { profile } = collect(text);
      return profile === undefined
        ? ['none']
        : referenceProblems({ profiles: [profile], attestations: [], waivers: [] }, { rules: [rule], frameworks: [] }).map(({ message }) => message);
    };
    const options = (text: string): string =>
      `{ apiVersion: heptad.dev/v1alpha1, kind: PostureProfile, spec: { options: { require-approved-registries: { ${text} } } } }`;
    assert.deepEqual(problems(options('registries: [a]')), []);
    assert.deepEqual(problems(options('constructor: [a]')), ['rule "require-approved-registries" has no option "constructor"']);
  });
});

suite('schemas', () => {
  const schemaOf = (kind: string): Record<string, never> =>
    JSON.parse(readFileSync(`schemas/${kind.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}.schema.json`, 'utf8'));

  test('each is a schema by draft 2020-12', () => {
    for (const kind of KINDS) assert.ok(new Ajv2020({ strict: true, strictRequired: false }).validateSchema(schemaOf(kind)), kind);
  });

  test('every object is closed, and every field is described', () => {
    const walk = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      const { type, properties, additionalProperties } = node as { type?: string; properties?: Record<string, object>; additionalProperties?: unknown };
      if (type === 'object') assert.notEqual(additionalProperties, undefined, `${path} is open`);
      for (const [name, field] of Object.entries(properties ?? {})) assert.ok('description' in field || '$ref' in field, `${path}/${name} has no description`);
      for (const [key, value] of Object.entries(node)) walk(value, `${path}/${key}`);
    };
    for (const kind of KINDS) walk(schemaOf(kind), kind);
  });

  test('every field of a schema is read into its type', () => {
    const fields = (kind: string): readonly string[] =>
      Object.keys((schemaOf(kind) as never as { properties: { spec: { properties: object } } }).properties.spec.properties).sort();
    const read = (document: OwnDocument): readonly string[] =>
      Object.keys(document)
        .filter((key) => !['kind', 'name', 'path', 'at'].includes(key))
        .sort();
    assert.deepEqual(read(onlyOf('Attestation', ATTESTATION)), fields('Attestation'));
    assert.deepEqual(read(onlyOf('Waiver', WAIVER)), fields('Waiver'));
    const profile = read(onlyOf('PostureProfile', PROFILE)).map((key) => (key === 'diagnosticsOff' ? 'diagnostics' : key));
    assert.deepEqual([...profile].sort(), fields('PostureProfile'));
  });
});

function fileOf(path: string, text: string): SourceFile {
  return readFile(path, dedent(text));
}

function parse(text: string): ReturnType<typeof parseOwnDocuments> {
  return parseOwnDocuments(fileOf('own.yaml', text));
}

function messagesOf(text: string): readonly string[] {
  return parse(text).problems.map(({ message }) => message);
}

function onlyOf<K extends OwnDocument['kind']>(kind: K, text: string): Extract<OwnDocument, { kind: K }> {
  const { documents, problems } = parse(text);
  assert.deepEqual(problems, []);
  const [document] = documents;
  assert.equal(document?.kind, kind);
  return document as Extract<OwnDocument, { kind: K }>;
}
