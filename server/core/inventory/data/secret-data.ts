import type { Reason } from '../known.js';
import type { Resource } from '../resource.js';
import type { Value } from '../value.js';
import { decodeBase64 } from './base64.js';
import { type Credential, credentialIn, isPlaceholder, isReference, literalUnder, namesCredential } from './credentials.js';

/** One value of a Secret that anyone who reads the file can read. */
export interface PlainEntry {
  readonly key: string;
  readonly value: Value;
  readonly credential: Credential;
}

/** What a Secret object shows of its content. */
export interface SecretContent {
  readonly plain: readonly PlainEntry[];
  /** True when at least one value is encrypted in the file (SOPS). */
  readonly encrypted: boolean;
  /** Why some of it is not known: a template, or a mark that something else replaces. */
  readonly hidden?: Reason | undefined;
  /** True when no value is written at all. */
  readonly empty: boolean;
}

const ENCRYPTED: Reason = 'encrypted';
export const PLACEHOLDER: Reason = 'a placeholder for a value from elsewhere';

/** Reads `data` and `stringData` of a Secret. Of a key in both, `stringData` counts. Source: Kubernetes API reference, Secret v1 core. */
export function secretContent(secret: Resource): SecretContent {
  const entries = entriesOf(secret);
  const maps = [secret.root.get('data'), secret.root.get('stringData')];
  let hidden = maps.flatMap((map) => map.hides ?? [])[0];
  let encrypted = false;
  const plain: PlainEntry[] = [];
  for (const { key, value, encoded } of entries) {
    if (value.unknown === ENCRYPTED) encrypted = true;
    else if (value.unknown !== undefined) hidden ??= value.unknown;
    else {
      const found = judgeEntry(secret, key, value.text() ?? '', encoded);
      if (found === 'placeholder') hidden ??= PLACEHOLDER;
      else if (found !== undefined) plain.push({ key, value, credential: found });
    }
  }
  return { plain, encrypted, hidden, empty: entries.length === 0 && hidden === undefined };
}

interface Entry {
  readonly key: string;
  readonly value: Value;
  readonly encoded: boolean;
}

function entriesOf(secret: Resource): readonly Entry[] {
  const found = new Map<string, Entry>();
  for (const [key, value] of secret.root.get('data').entries()) found.set(key, { key, value, encoded: true });
  for (const [key, value] of secret.root.get('stringData').entries()) found.set(key, { key, value, encoded: false });
  return [...found.values()];
}

function judgeEntry(secret: Resource, key: string, written: string, encoded: boolean): Credential | 'placeholder' | undefined {
  // A mark may also stand where base64 belongs: the file is then filled in before it is applied.
  if (!written.includes('\n') && (isPlaceholder(written) || isReference(written))) return isReference(written) ? undefined : 'placeholder';
  const text = encoded ? (decodeBase64(written) ?? written) : written;
  return isSetting(secret, key, text) ? undefined : secretIn(text);
}

/** What a value that is declared a secret holds: nothing, when it is empty, a switch, public, a reference, or settings without a credential. */
export function secretIn(text: string): Credential | 'placeholder' | undefined {
  if (text.trim() === '' || /^(?:true|false)$/i.test(text.trim())) return undefined;
  if (isPlaceholder(text)) return 'placeholder';
  const byForm = credentialIn(text);
  if (byForm !== undefined) return byForm;
  if (isPublic(text)) return undefined;
  if (isConfiguration(text)) return credentialInLines(text, namesSecret);
  if (isReference(text)) return undefined;
  return { what: 'a secret value', length: text.length };
}

/** Certificates and public keys are meant to be known. Source: RFC 7468. */
function isPublic(text: string): boolean {
  return (
    /^-----BEGIN (?:TRUSTED )?(?:CERTIFICATE|CERTIFICATE REQUEST|X509 CRL|(?:[A-Z]{2,10} )?PUBLIC KEY)-----/.test(text.trim()) ||
    /^(?:ssh-|ecdsa-)\S+ AAAA/.test(text.trim())
  );
}

/**
 * Argo CD keeps repositories and clusters in Secrets, of which most keys are settings.
 * Source: Argo CD documentation, Declarative Setup, label `argocd.argoproj.io/secret-type`.
 */
function isSetting(secret: Resource, key: string, text: string): boolean {
  if (!secret.labels.known.has('argocd.argoproj.io/secret-type')) return false;
  return (
    credentialIn(text) === undefined &&
    !namesCredential(key) &&
    !(key === 'config' && credentialInLines(text.replace(/[{},]/g, '\n'), namesSecret) !== undefined)
  );
}

const LINE = /^[ \t]*(?:-[ \t]+)?["']?([\w./-]{1,100})["']?[ \t]*[:=](.{0,1000})$/;

/** A longer text of settings, most of whose lines read `name: value`, `name = value`, `[section]` or JSON. */
function isConfiguration(text: string): boolean {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !/^\s*[#;]/.test(line));
  const like = lines.filter((line) => LINE.test(line) || /^\s*(?:-\s|\[[^\]]*\]\s*$|[{}[\],]+\s*$)/.test(line));
  return lines.length > 1 ? like.length * 4 >= lines.length * 3 : text.includes('\n') && like.length === 1 && !text.includes('=');
}

/** A credential that stands as a setting in a longer text: `db.password=hunter2`. */
export function credentialInSettings(text: string): Credential | undefined {
  return isConfiguration(text) ? credentialInLines(text, namesCredential) : undefined;
}

/** In a Secret a few more names say so: what would be an ordinary `sort_key` elsewhere. */
function namesSecret(name: string): boolean {
  return namesCredential(name) || /(?:^|[_-])(?:auth|[a-z]+_key)$/.test(name);
}

/** The first setting of a text whose name says that its value is a credential. */
function credentialInLines(text: string, names: (name: string) => boolean): Credential | undefined {
  for (const line of text.split(/\r?\n/)) {
    const [, name = '', raw = ''] = LINE.exec(line) ?? [];
    if (!names(name)) continue;
    const value = raw
      .replace(/[ \t]#.*$/, '')
      .replace(/[,;]?[ \t]*$/, '')
      .trimStart();
    // What comes on the lines below: a block of text, a map, a list.
    if (/^[|>{[][+-]?$/.test(value)) continue;
    const found = literalUnder(name, value.replace(/^(["'])(.*)\1$/, '$2'));
    if (found !== undefined && found !== 'placeholder') return found;
  }
  return undefined;
}
