import { decodeBase64 } from '../inventory/data/base64.js';
import { type Credential, credentialIn, literalUnder, namesCredential } from '../inventory/data/credentials.js';
import {
  annotationMaps,
  annotationsOf,
  generatedLiterals,
  type Holder,
  type Literal,
  literalHolders,
  literalsOf,
  type ObjectGenerator,
} from '../inventory/data/literals.js';
import { credentialInSettings, PLACEHOLDER, secretContent, secretIn } from '../inventory/data/secret-data.js';
import { type HelmValues, hiddenValues, namesSecretObject, type ValuesEntry, valuesEntries } from '../inventory/helm-values.js';
import type { Inventory } from '../inventory/inventory.js';
import type { Reason } from '../inventory/known.js';
import type { Resource } from '../inventory/resource.js';
import type { Value } from '../inventory/value.js';
import { defineRule, judgement, type Outcome, sourced } from './rule.js';

export const noPlaintextSecrets = defineRule({
  id: 'no-plaintext-secrets',
  pillar: 'data',
  stage: 'initial',
  severity: 'error',
  since: '2026.1-preview',
  controls: [sourced('IA-5(7)'), judgement('SC-28')],
  tenets: [judgement(1)],
  activities: [sourced('3.2.3'), sourced('4.5.1')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['secrets', 'containers', 'kinds'],
  absent: 'not-applicable',
  summary: 'No secrets in plain manifests',
  why: 'A credential in a manifest is known to everyone who can read the repository, its clones and its history, and base64 hides nothing from them.',
  advice:
    'Keep the value in a secret store or encrypt it, and refer to it from here. Revoke the credential as well: taking it out of the file leaves it in the history.',

  subjects: (inventory) => inventory.view(literalHolders),

  *check(holder, inventory) {
    if (holder.what === 'secret') yield* checkSecret(holder.resource);
    else if (holder.what === 'config') yield* checkConfigMap(holder.resource, inventory);
    else if (holder.what === 'generator') yield* generatedLiterals(holder.generator).flatMap((literal) => checkGenerated(literal, holder.generator, inventory));
    else if (holder.what === 'container') yield* literalsOf(holder.container).flatMap((literal) => checkVariable(literal, holder, inventory));
    else if (holder.what === 'values') yield* checkValues(holder.values, inventory);
    else yield* checkAnnotations(holder.resource);
  },

  examples: {
    bad: [
      {
        source: `
          kind: Secret
          metadata: { name: shop-db }
          data:
            ca.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==
            password: aHVudGVyMi1odW50ZXIy
          #           ^^^^^^^^^^^^^^^^^^^^ secret "shop-db" is not encrypted: "password" holds a secret value of 15 characters
        `,
      },
      {
        source: `
          kind: Deployment
          metadata: { name: cart }
          spec:
            template:
              spec:
                containers:
                  - name: server
                    env:
                      - name: DB_PASSWORD
                        value: hunter2-hunter2
          #                    ^^^^^^^^^^^^^^^ variable "DB_PASSWORD" of container "server" holds a password of 15 characters
                      - { name: DB_PASSWORD_FILE, value: /run/secrets/db }
                      - { name: CACHE_URL, value: 'redis://:hunter2@cache:6379' }
          #                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ variable "CACHE_URL" of container "server" holds a password in a URL of 7 characters
        `,
      },
      {
        source: `
          kind: ConfigMap
          metadata: { name: shop }
          data:
            cacheSize: "64"
            tls.key: "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\\n-----END PRIVATE KEY-----\\n"
          # ^^^^^^^ config map "shop" holds a private key in "tls.key"
        `,
      },
      {
        source: {
          'values.yaml': `
            replicas: 2
            database:
              existingSecret: ""
              password: hunter2-hunter2
            #           ^^^^^^^^^^^^^^^ values "values.yaml" hold a password of 15 characters in "password"
          `,
        },
      },
    ],
    good: [
      `
        kind: Secret
        metadata: { name: trust }
        stringData:
          ca.crt: |
            -----BEGIN CERTIFICATE-----
            MIIBszCCAVmgAwIBAgIUQ1==
            -----END CERTIFICATE-----
      `,
      `
        kind: Pod
        metadata: { name: cart, annotations: { owner: shop } }
        spec:
          containers:
            - name: server
              args: [--token-file=/run/secrets/token]
              env:
                - { name: LOG_LEVEL, value: debug }
                - { name: API_TOKEN, value: $(TOKEN_FROM_STORE) }
                - name: DB_PASSWORD
                  valueFrom: { secretKeyRef: { name: shop-db, key: password } }
      `,
    ],
    unknown: [
      {
        source: `
          kind: Pod
          metadata: { name: cart }
          spec:
            containers:
              - name: server
                env:
                  {{- range .Values.env }}
                  - { name: {{ .name }}, value: {{ .value }} }
                  {{- end }}
          #       ??? set only under a condition of a template
        `,
      },
      {
        source: `
          kind: Secret
          metadata: { name: shop-db }
          stringData: { password: <password> }
          #                       ??? a placeholder for a value from elsewhere
        `,
      },
    ],
  },
});

function* checkSecret(secret: Resource): Iterable<Outcome> {
  const { plain, hidden } = secretContent(secret);
  // A user name beside a password is not what has to be revoked.
  const first = plain.find(({ key }) => namesCredential(key)) ?? plain[0];
  if (first !== undefined) {
    yield {
      ...spotOf(first.value),
      message: `secret "${secret.name}" is not encrypted: "${first.key}" holds ${sized(first.credential)}`,
      secret: true,
      related: plain.filter((entry) => entry !== first).map(({ key, value, credential }) => ({ at: value.at, message: `"${key}" holds ${sized(credential)}` })),
    };
  } else if (hidden !== undefined) yield { notJudged: hidden };
  const applied = secret.annotation(LAST_APPLIED);
  if (applied.known && applied.value !== undefined && /"(?:data|stringData)":\s*\{\s*"/.test(applied.value)) {
    yield {
      at: secret.metadata.path('annotations', LAST_APPLIED).keyAt,
      pointer: applied.pointer,
      message: `an annotation of secret "${secret.name}" repeats its content`,
      secret: true,
    };
  }
}

/** Here kubectl keeps a copy of what was applied. Source: Kubernetes documentation, Well-Known Labels, Annotations and Taints. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function* checkConfigMap(config: Resource, inventory: Inventory): Iterable<Outcome> {
  for (const [list, decode] of [['data', (text: string) => text] as const, ['binaryData', decodeBase64] as const]) {
    const map = config.root.get(list);
    if (map.hides !== undefined) yield { notJudged: map.hides };
    for (const [key, value] of map.entries()) {
      const found = value.unknown === undefined ? find(key, decode(value.text() ?? '') ?? '', inventory) : findBesideMasks(value);
      if (found === 'masked') yield { notJudged: value.unknown ?? PLACEHOLDER };
      else if (found === 'placeholder') yield { notJudged: PLACEHOLDER };
      else if (found !== undefined) yield { ...spotOf(value), secret: true, message: `config map "${config.name}" holds ${found.what} in "${key}"` };
    }
  }
  yield* checkAnnotations(config);
}

function checkVariable({ name, value }: Literal, holder: Holder, inventory: Inventory): readonly Outcome[] {
  const container = holder.part?.slice(holder.part.indexOf('/') + 1) ?? '';
  const literal = name === '' ? flagOf(value.text() ?? '') : { name, text: value.text() ?? '' };
  const found = value.unknown === undefined ? find(literal.name, literal.text, inventory) : findBesideMasks(value);
  if (found === undefined) return [];
  if (found === 'masked') return [{ notJudged: value.unknown ?? PLACEHOLDER }];
  if (found === 'placeholder') return [{ notJudged: PLACEHOLDER }];
  const owner = name === '' ? `an argument of container "${container}"` : `variable "${name}" of container "${container}"`;
  return [{ ...spotOf(value), secret: true, message: `${owner} holds ${sized(found)}` }];
}

/** An argument as a literal under the name of the flag that it sets: `--password=hunter2`. */
function flagOf(argument: string): { readonly name: string; readonly text: string } {
  const [, name = '', text = argument] = /^--?([\w.-]+)=([^\n]*)$/.exec(argument) ?? [];
  return { name, text };
}

function checkGenerated(
  { name, value, text }: Literal & { readonly text: string },
  { kind, name: made }: ObjectGenerator,
  inventory: Inventory,
): readonly Outcome[] {
  if (value.unknown !== undefined) return [{ notJudged: value.unknown }];
  const found = kind === 'Secret' ? secretIn(text) : find(name, text, inventory);
  if (found === undefined) return [];
  if (found === 'placeholder') return [{ notJudged: PLACEHOLDER }];
  return [{ ...spotOf(value), secret: true, message: `the generator of "${made}" holds ${sized(found)} in "${name}"` }];
}

function* checkValues({ name: file, root }: HelmValues, inventory: Inventory): Iterable<Outcome> {
  const hidden = hiddenValues(root);
  if (hidden !== undefined) yield { notJudged: hidden };
  for (const entry of valuesEntries(root)) {
    const found = findInValues(entry, inventory);
    if (typeof found === 'string') yield { notJudged: found };
    else if (found !== undefined) yield { ...spotOf(entry.value), secret: true, message: `values "${file}" hold ${sized(found)} in "${entry.name}"` };
  }
}

/** What a values file holds there, or why that is not known. */
function findInValues({ name, value }: ValuesEntry, inventory: Inventory): Credential | Reason | undefined {
  if (value.unknown !== undefined) {
    const beside = findBesideMasks(value);
    return beside === 'masked' ? value.unknown : beside;
  }
  const text = value.text() ?? '';
  const found = find(name, text, inventory);
  if (found === 'placeholder') return PLACEHOLDER;
  if (found === undefined || credentialIn(text) !== undefined) return found;
  const names = namesSecretObject(name, text);
  return names === 'yes' ? undefined : names === 'maybe' ? 'the name of a Secret, or the secret itself' : found;
}

function* checkAnnotations(resource: Resource): Iterable<Outcome> {
  for (const map of annotationMaps(resource)) if (map.hides !== undefined) yield { notJudged: map.hides };
  for (const { name, value } of annotationsOf(resource)) {
    const found = value.unknown === undefined ? credentialIn(value.text() ?? '') : findBesideMasks(value);
    if (found === 'masked') yield { notJudged: value.unknown ?? PLACEHOLDER };
    else if (found !== undefined) yield { ...spotOf(value), secret: true, message: `annotation "${name}" holds ${sized(found)}` };
  }
}

/** By its form, or by the name that it stands under: that of the text only where it is one line, else that of a setting in it. */
function find(name: string, text: string, inventory: Inventory): Credential | 'placeholder' | undefined {
  const found = credentialIn(text);
  if (found !== undefined) return found;
  if (text.trim().includes('\n')) return credentialInSettings(text);
  return namesCredential(name) ? literalUnder(name, text, inventory.view(secretNames)) : undefined;
}

/**
 * What stands in a text beside its templates and substitutions, such as a script that reads a variable: a reference is never a secret in plain text.
 * `masked` where the file shows nothing else of the value: a reference alone, something under a condition, patched elsewhere.
 */
function findBesideMasks(value: Value): Credential | 'masked' | undefined {
  const beside = (value.sourceText() ?? '').replace(MASKS, '');
  return /[^\s"']/.test(beside) ? credentialIn(beside) : 'masked';
}

const MASKS = /\{\{[^}]*\}\}|\$\{[^{}]*\}/g;

function secretNames(inventory: Inventory): ReadonlySet<string> {
  return new Set(
    inventory.ofKind('/Secret', 'external-secrets.io/ExternalSecret', 'bitnami.com/SealedSecret').flatMap((secret) => [secret.name, secret.writtenName]),
  );
}

/** A text of several lines is shown by its key. */
function spotOf(value: Value): { readonly at: Value['at']; readonly pointer: string } {
  return { at: value.text()?.includes('\n') === true ? value.keyAt : value.at, pointer: value.pointer };
}

function sized({ what, length }: Credential): string {
  return `${what} of ${length} characters`;
}
