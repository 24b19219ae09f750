import { namesCredential } from '../data/credentials.js';

/** Something in a text that reads as the address of a server: `[scheme://]host[:port]`. */
export interface Address {
  readonly scheme?: string | undefined;
  /** In lower case, without a dot at its end. */
  readonly host: string;
  readonly port?: number | undefined;
  /** `bare`: nothing but a name. `word`: a name among other words, as in a script. `sure`: with scheme or port. */
  readonly how: 'sure' | 'bare' | 'word';
  /** The key or flag that it stands at, where the text itself has one: `addr` of `--addr=cart`. */
  readonly key?: string | undefined;
  /** As reports show it: without user and password. */
  readonly text: string;
}

/** What a text holds that may be called: addresses, and addresses that are put together from variables. */
export interface Addresses {
  readonly found: readonly Address[];
  readonly composed: readonly string[];
}

/**
 * Reads the addresses of a text: a value, an argument, or a whole script. Lists are split at commas, assignments and flags give their value, the parts of a
 * URL before and after its host are left out. Sources: RFC 3986, section 3.2; gRPC documentation, Name Resolution; JDBC URLs begin with a scheme of schemes.
 */
export function addressesIn(text: string): Addresses {
  const found: Address[] = [];
  const composed: string[] = [];
  const words = text
    .split(SEPARATORS)
    .flatMap((word) => (IS_JDBC.test(word) ? [word] : word.split(';')))
    .filter((word) => word !== '');
  for (const word of words) {
    let scheme: string | undefined;
    for (const piece of word.split(',')) {
      const value = unwrapped(ofDriver(withoutKeys(piece)));
      const key = keyOf(piece);
      // A report would show it. Source: libpq, keyword/value connection strings.
      if (key !== undefined && namesCredential(key)) continue;
      if (value.includes('$')) {
        if (/:\/\/|:[$\d]/.test(value)) composed.push(withoutUser(value));
        continue;
      }
      const isWord = words.length > 1 && value === piece;
      const address = addressOf(value, scheme, isWord);
      if (address === undefined) continue;
      scheme = address.scheme;
      found.push({ ...address, ...(key !== undefined && { key }) });
    }
  }
  return { found, composed };
}

/** What no address holds. Parentheses and braces belong to references to variables. */
const SEPARATORS = /[\s"'`|&<>[\]\\]+/;

/** What follows a semicolon in such a URL are properties. */
const IS_JDBC = /^(?:[\w.-]*=)*jdbc:/;

/** `--addr=cart:7070`, `CART=http://cart`: keys and flags are no part of an address. */
function withoutKeys(piece: string): string {
  const key = /^[\w.-]*=/;
  let value = piece;
  for (let found = key.exec(value); found !== null; found = key.exec(value)) value = value.slice(found[0].length);
  return value;
}

/** Brackets around an address; those of a reference to a variable stay. */
function unwrapped(value: string): string {
  return value.includes('$') ? value : value.replace(/^[({]+|[)}]+$/g, '');
}

/** The last key before a value. */
function keyOf(piece: string): string | undefined {
  return /^(?:[\w.-]*=)*?-*([\w.-]*)=(?![\w.-]*=)/.exec(piece)?.[1];
}

/** `user:password@tcp(db:3306)/x` is `tcp://db:3306`. Source: the data source names of the MySQL driver for Go. */
function ofDriver(value: string): string {
  const address = /^(?:.*@)?tcp[46]?\(([^()]+)\)/.exec(value)?.[1];
  return address === undefined ? value : `tcp://${address}`;
}

/** Scheme and authority, without who logs in: what stands before and behind them may be a secret. */
function withoutUser(value: string): string {
  const scheme = /^[\w+.:-]*\/\//.exec(value)?.[0] ?? '';
  const rest = value.slice(scheme.length);
  const authority = /^[^/?#;]*/.exec(rest)?.[0] ?? '';
  return `${scheme}${authority.slice(authority.lastIndexOf('@') + 1)}`;
}

const NAME = /^(?=[^/?#]*[a-z])([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*)\.?(?::([1-9]\d{0,4}))?$/;
const ADDRESS_OF_IP = /^(\d{1,3}(?:\.\d{1,3}){3})(?::([1-9]\d{0,4}))?$/;
/** Schemes of gRPC that name a server in the path. */
const IN_PATH = new Set(['dns', 'passthrough', 'xds']);

function addressOf(value: string, inherited: string | undefined, isWord: boolean): Address | undefined {
  const schemes = /^((?:[A-Za-z][\w+.-]*:)+)\/\//.exec(value);
  const short = /^(?:dns|passthrough):(?!\/\/)/.exec(value)?.[0];
  const own = schemes?.[1]?.split(':').at(-2)?.toLowerCase();
  let rest = value.slice((schemes?.[0] ?? short ?? '').length);
  if (own !== undefined && IN_PATH.has(own) && rest.includes('/')) rest = rest.slice(rest.indexOf('/') + 1);
  const authority = /^[^/?#;]*/.exec(rest)?.[0] ?? '';
  const hasPath = authority.length < rest.length;
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const [first = '', port, ...more] = host.split(':');
  const found = parse(more.length > 0 && port !== undefined ? `${first}:${port}` : host);
  if (found === undefined) return undefined;
  const scheme = own ?? inherited;
  const isSure = scheme !== undefined || found.port !== undefined || short !== undefined;
  // A name with a path may be an image or a file, one with a user a mailbox.
  if (!isSure && (hasPath || authority.includes('@') || host !== host.toLowerCase())) return undefined;
  return { ...found, scheme, how: isSure ? 'sure' : isWord ? 'word' : 'bare', text: `${own === undefined ? '' : `${own}://`}${host}` };
}

function parse(host: string): Pick<Address, 'host' | 'port'> | undefined {
  const lower = host.toLowerCase().replace(/^_[a-z0-9-]+\._(?:tcp|udp|sctp)\./, '');
  const match = NAME.exec(lower) ?? ADDRESS_OF_IP.exec(lower);
  if (match === null) return undefined;
  const port = match[2] === undefined ? undefined : Number(match[2]);
  return port !== undefined && port > 65535 ? undefined : { host: match[1] ?? '', port };
}

/** Ports of schemes. Source: IANA, Service Name and Transport Protocol Port Number Registry; the drivers of the data stores. */
const PORTS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    http: 80,
    ws: 80,
    https: 443,
    wss: 443,
    ftp: 21,
    ssh: 22,
    sftp: 22,
    smtp: 25,
    ldap: 389,
    ldaps: 636,
    mysql: 3306,
    mariadb: 3306,
    postgres: 5432,
    postgresql: 5432,
    redis: 6379,
    rediss: 6379,
    mongodb: 27017,
    amqp: 5672,
    amqps: 5671,
    nats: 4222,
    mqtt: 1883,
    mqtts: 8883,
    sqlserver: 1433,
    memcached: 11211,
  }),
);

/** The port that a scheme stands for; undefined for one that stands for none. */
export function portOfScheme(scheme: string | undefined): number | undefined {
  return scheme === undefined ? undefined : PORTS.get(scheme);
}

/** Names and addresses by which a container means itself, or every address that it listens at. */
export function isOwnHost(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '0.0.0.0' || /^127\./.test(host);
}

/** An address of four numbers. */
export function isIp(host: string): boolean {
  return /^[\d.]+$/.test(host);
}
