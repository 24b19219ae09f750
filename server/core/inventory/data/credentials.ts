/** What a text holds that only its owner should know. The text itself is never kept: reports show length and kind only. */
export interface Credential {
  /** As messages name it, with its article: `a private key`. */
  readonly what: string;
  /** UTF-16 units of the credential. */
  readonly length: number;
}

interface Format {
  readonly what: string;
  readonly pattern: RegExp;
}

/**
 * Formats that their issuers give to nothing else. Every repetition is bounded, so that no text makes the search slow.
 * Sources: AWS IAM reference, unique identifiers; GitHub, GitLab, Slack, Stripe and npm documentation of token formats; RFC 7468 and RFC 7519.
 */
const FORMATS: readonly Format[] = [
  { what: 'an AWS access key', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { what: 'a GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})\b/ },
  { what: 'a GitLab token', pattern: /\bgl(?:pat|dt|rt|ptt|soat|agent)-[A-Za-z0-9_-]{20,64}/ },
  { what: 'a Slack token', pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,250}/ },
  { what: 'a Slack webhook', pattern: /https:\/\/hooks\.slack\.com\/(?:services|workflows)\/[A-Za-z0-9/]{20,100}/ },
  { what: 'a Google API key', pattern: /\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/ },
  { what: 'a Stripe key', pattern: /\b[sr]k_live_[A-Za-z0-9]{16,247}/ },
  { what: 'an npm token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { what: 'a PyPI token', pattern: /\bpypi-AgE[A-Za-z0-9_-]{50,250}/ },
  { what: 'a SendGrid key', pattern: /\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}/ },
  { what: 'a Vault token', pattern: /\bhv[sb]\.[A-Za-z0-9_-]{24,250}/ },
  { what: 'an age key', pattern: /\bAGE-SECRET-KEY-1[A-Z0-9]{58}/ },
  { what: 'an Azure storage key', pattern: /\bAccountKey=[A-Za-z0-9+/]{86}==/ },
  { what: 'a JSON web token', pattern: /\beyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{16,2000}/ },
];

/** Finds what is a credential by its form alone, wherever it stands in a text; undefined where nothing is. Samples of documentation are none. */
export function credentialIn(text: string): Credential | undefined {
  const key = privateKeyIn(text);
  if (key !== undefined) return key;
  for (const { what, pattern } of FORMATS) {
    const found = pattern.exec(text)?.[0];
    if (found !== undefined && !/EXAMPLE|x{6,}|X{6,}/.test(found)) return { what, length: found.length };
  }
  return passwordInUrl(text);
}

const KEY_BEGIN = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----/;

/** A private key in PEM with a body; one whose body is only a mark such as `...` is a sample. Source: RFC 7468, section 10. */
function privateKeyIn(text: string): Credential | undefined {
  const begin = KEY_BEGIN.exec(text);
  if (begin === null) return undefined;
  const rest = text.slice(begin.index + begin[0].length);
  const end = rest.indexOf('-----END');
  const body = end < 0 ? rest : rest.slice(0, end);
  const letters = body.replace(/\\n|[\s.<>*]/g, '');
  return letters === '' || isPlaceholder(body.trim()) ? undefined : { what: 'a private key', length: body.trim().length };
}

const USER_INFO = /([^\s:@/"'`<>]{0,128}):([^\s@/"'`<>]{1,256})@[A-Za-z0-9[$]/y;

/** `scheme://user:password@host` with a password that is written out. A comment line of a longer text shows a form, not a login. */
function passwordInUrl(text: string): Credential | undefined {
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    USER_INFO.lastIndex = at + 3;
    const password = USER_INFO.exec(text)?.[2];
    if (password === undefined || isReference(password) || isPlaceholder(password) || inComment(text, at)) continue;
    return { what: 'a password in a URL', length: password.length };
  }
  return undefined;
}

function inComment(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', at) + 1, at);
  return text.includes('\n') && /^\s*(?:#|\/\/|;|--|\*)/.test(line);
}

const CREDENTIAL_NAME =
  /(?:password|passwd|passphrase)$|(?:^|_)(?:pwd|secret|token|api_?key|(?:secret|access|private|encryption|signing|auth|account|master)_?key|(?:auth|access|refresh|bearer|client|api)(?:token|secret))$/;

/** Whether a variable or a key is named as what holds a credential: its last word says so. `TOKEN_URL` and `apiVersion` are none. */
export function namesCredential(name: string): boolean {
  const words = name
    .slice(0, 253)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_');
  return CREDENTIAL_NAME.test(words);
}

/** What a literal under a credential's name is: the credential, a mark that something else replaces, or nothing of the kind. `names` are objects it may name instead. */
export function literalUnder(name: string, text: string, names: ReadonlySet<string> = NONE): Credential | 'placeholder' | undefined {
  const value = text.trim();
  if (value === '' || isSwitch(value) || isReference(value) || isAddress(value) || names.has(value)) return undefined;
  if (isPlaceholder(value)) return 'placeholder';
  const words = name.toLowerCase();
  if (/token$/.test(words) && /^[\d.,_]+$/.test(value)) return undefined;
  if (/(?:secret|token|key)$/.test(words) && RESOURCE_NAME.test(value)) return undefined;
  return { what: kindOf(words), length: value.length };
}

const NONE: ReadonlySet<string> = new Set();

/** A name that ends in what it names: a variable `TLS_SECRET` mostly holds the name of a Secret. */
const RESOURCE_NAME = /^[a-z0-9]+(?:[-.][a-z0-9]+)*[-.](?:secrets?|tls|certs?|certificate|credentials?|creds|keys?|tokens?|config)$/;

function kindOf(words: string): string {
  if (/key$/.test(words)) return 'a key';
  if (/token$/.test(words)) return 'a token';
  return /secret$/.test(words) ? 'a secret' : 'a password';
}

/** A text that only marks where a value goes: nothing that anyone logs in with. */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text.trim().slice(0, 200));
}

const PLACEHOLDER =
  /^(?:<[^<>]*>|\[[^[\]]*\]|_{2,}.*_{2,}|@{1,2}[\w.-]+@{1,2}|[xX]{3,}|\*{3,}|\.{3,}|-{3,}|(?:your|enter|insert|put|replace|provide|placeholder|dummy|redacted|removed|masked|fake|example|sample|todo|tbd|fixme)(?:[-_ .:].*|me|it)?|change[-_ ]?(?:me|it|this).*)$/i;

/** A text that leads to a value kept elsewhere: a variable, a template, a reference of a secret store. */
export function isReference(text: string): boolean {
  return /\$\(|\$\{|\$__\w+\{|\{\{|^\$[A-Z_][A-Z0-9_]*$|^%[({]|^\{[\w.-]+\}$|^ENC\[|^<path:|^(?:ref\+|vault:|op:\/\/|sm:\/\/|secretref|secret:\/\/|azurekeyvault:|akv:|gsm:|gcp-?sm|gcp:secretmanager|awssm|arn:aws[\w-]*:(?:secretsmanager|ssm|kms):|env:|file:)/.test(
    text,
  );
}

function isSwitch(value: string): boolean {
  return /^(?:true|false|yes|no|on|off|[01]|enabled?|disabled?|none|null|nil|auto|optional|required|undefined|default)$/i.test(value);
}

/** A path or a URL: a place, no credential. A path of upper-case letters too may be base64. */
function isAddress(value: string): boolean {
  return (
    /^[a-z0-9_.-]+(?:\/[a-z0-9_.-]+)+$/.test(value) ||
    /^(?:~?\/|\.{1,2}\/|[A-Za-z]:\\|[a-z][a-z0-9+.-]{0,20}:\/\/)/.test(value) ||
    /^[\w.-]{1,100}\.(?:pem|crt|cer|key|txt|json|ya?ml|jks|p12|pub)$/.test(value)
  );
}
