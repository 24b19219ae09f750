import type { Place } from '../../syntax/place.js';
import { apiServers, flagOr, KUBELET, kubeletExtraArgs, kubelets } from '../control-plane/control-plane.js';
import type { Flags } from '../control-plane/program-flags.js';
import type { Inventory } from '../inventory.js';
import { type Known, type Reason, type Spot, withValue } from '../known.js';
import type { Resource } from '../resource.js';
import { type Subject, subjectId } from '../subject.js';
import type { Value } from '../value.js';
import { type Listener, listeners } from './gateways.js';

/** The lowest version and the cipher suites that something takes TLS with. As a subject it is a listener or a component. */
export interface TlsSettings extends Subject {
  readonly shown: string;
  readonly lowest: Known<TlsVersion>;
  readonly suites: Known<readonly Suite[]>;
  /** The text that would raise the lowest version to 1.2, where one text does it. */
  readonly fix?: { readonly at: Place; readonly text: string } | undefined;
}

export type TlsVersion = '1.0' | '1.1' | '1.2' | '1.3';
export interface Suite extends Spot {
  readonly name: string;
  /** How the text would do without the weak ones: the item is taken out, or a flag names the others. */
  readonly without?: 'item' | { readonly at: Place; readonly text: string } | undefined;
}

/** Every judged TLS listener, and every judged configuration of an API server, a kubelet, the mesh, or Traefik. `inventory.view(tlsSettings)`. */
export function tlsSettings(inventory: Inventory): readonly TlsSettings[] {
  return [
    ...inventory
      .view(listeners)
      .filter(takesTls)
      .map((listener) => ofListener(inventory, listener)),
    ...inventory.judged('install.istio.io/IstioOperator').flatMap(ofMesh),
    ...inventory.judged(KUBELET).map((resource) => ofFields(resource, resource.root, 'the kubelet', 'tlsMinVersion', 'tlsCipherSuites')),
    ...inventory
      .judged('traefik.io/TLSOption', 'traefik.containo.us/TLSOption')
      .map((resource) => ofFields(resource, resource.spec, `TLS option "${resource.name}"`, 'minVersion', 'cipherSuites')),
    ...[
      ...inventory.view(apiServers).map((flags) => ofFlags(flags, 'API server')),
      ...[...inventory.view(kubelets), ...statedBy(inventory)].map((flags) => ofFlags(flags, 'kubelet')),
    ].filter(({ resource }) => !resource.isContext),
  ];
}

/** kubeadm's flags for a kubelet count only where they say something about TLS: its configuration file is a subject already. */
function statedBy(inventory: Inventory): readonly Flags[] {
  return inventory.view(kubeletExtraArgs).filter((flags) => flags.one('tls-min-version') !== undefined || flags.all('tls-cipher-suites') !== undefined);
}

/** A listener of which the protocol is not known may be one. */
function takesTls({ of, value }: Listener): boolean {
  if (of === 'ingress') return false;
  const protocol = protocolOf({ of, value });
  const name = protocol.text()?.toUpperCase();
  return name === 'HTTPS' || name === 'TLS' || protocol.unknown !== undefined;
}

function protocolOf({ of, value }: Pick<Listener, 'of' | 'value'>): Value {
  return of === 'istio' ? value.path('port', 'protocol') : value.get('protocol');
}

/** Spelled as Istio, Kubernetes and Traefik spell them. */
const VERSIONS: ReadonlyMap<string, TlsVersion> = new Map(
  (['1.0', '1.1', '1.2', '1.3'] as const).flatMap((version) => {
    const [, minor = ''] = version.split('.');
    return [
      [`TLSV1_${minor}`, version],
      [`VersionTLS1${minor}`, version],
    ] as const;
  }),
);

const ELSEWHERE: Reason = 'the server behind it ends TLS';

function ofListener(inventory: Inventory, listener: Listener): TlsSettings {
  const tls = listener.value.get('tls');
  const mode = tls.get('mode').string('');
  const passes = mode.known && ['PASSTHROUGH', 'AUTO_PASSTHROUGH', 'Passthrough'].includes(mode.value);
  const why = listener.value.unknown ?? protocolOf(listener).unknown ?? (mode.known ? (passes ? ELSEWHERE : undefined) : mode.why);
  const lowest = why !== undefined ? tls.asUnknown(why) : listener.of === 'istio' ? versionOf(tls.get('minProtocolVersion')) : byClass(inventory, listener);
  const suites = why !== undefined ? tls.asUnknown(why) : suitesOf(tls.get('cipherSuites'));
  const fix = { at: lowest.at, text: 'TLSV1_2' };
  return { ...copyOf(listener), shown: listener.shown, lowest, suites, fix };
}

/** An absent or automatic version is the default, 1.2. Source: Istio reference, ServerTLSSettings.TLSProtocol; Kubernetes component reference; Traefik documentation, TLS. */
function versionOf(value: Value): Known<TlsVersion> {
  const written = value.string('');
  if (!written.known) return written;
  if (written.value === '' || written.value === 'TLS_AUTO') return withValue(written, '1.2');
  const version = VERSIONS.get(written.value);
  return version === undefined ? value.asUnknown('no version that there is') : withValue(written, version);
}

const KNOWN_CLASSES = new Set(['istio', 'istio-remote', 'istio-waypoint']);
const KNOWN_CONTROLLERS = new Set(['istio.io/gateway-controller', 'gateway.envoyproxy.io/gatewayclass-controller', 'io.cilium/gateway-controller']);

/** An option that says whose certificate is asked for, and nothing of versions. Source: Istio, pilot/pkg/config/kube/gateway, buildTLS. */
const TERMINATE_MODE = 'gateway.istio.io/tls-terminate-mode';

/** The Gateway API has no field for it: what holds is the default of the class, which Istio, Envoy Gateway and Cilium set to 1.2. */
function byClass(inventory: Inventory, { resource, value }: Listener): Known<TlsVersion> {
  const name = resource.spec.get('gatewayClassName').text() ?? '';
  const options = value.path('tls', 'options');
  const found = inventory.ofKind('gateway.networking.k8s.io/GatewayClass').find((candidate) => candidate.name === name);
  const isKnown = found === undefined ? KNOWN_CLASSES.has(name) : KNOWN_CONTROLLERS.has(found.spec.get('controllerName').text() ?? '');
  const saysMore = options.exists && (options.hides !== undefined || !options.isMap || [...options.entries()].some(([key]) => key !== TERMINATE_MODE));
  if (!isKnown || saysMore) return options.asUnknown(`the default of class "${name}" is not known`);
  return { known: true, value: '1.2', written: false, at: value.keyAt, pointer: value.pointer };
}

function suitesOf(list: Value): Known<readonly Suite[]> {
  const names = list.strings();
  if (!names.known) return names;
  return withValue(
    names,
    list.items().map((item) => ({ name: item.text() ?? '', at: item.at, pointer: item.pointer, without: 'item' as const })),
  );
}

/** Both TLS settings of the mesh: between its workloads, and the default of everything else. Source: Istio reference, MeshConfig.TLSConfig. */
function ofMesh(operator: Resource): readonly TlsSettings[] {
  const mesh = operator.spec.get('meshConfig');
  return ['meshMTLS', 'tlsDefaults'].map((key) => ofFields(operator, mesh.get(key), `the mesh ("${key}")`, 'minProtocolVersion', 'cipherSuites', key));
}

function ofFields(resource: Resource, fields: Value, shown: string, version: string, suites: string, part = ''): TlsSettings {
  const value = fields.get(version);
  const fix = { at: value.at, text: value.text()?.startsWith('TLSV') ? 'TLSV1_2' : 'VersionTLS12' };
  return { ...copyOf(resource, part), shown, lowest: versionOf(value), suites: suitesOf(fields.get(suites)), fix };
}

function ofFlags(flags: Flags, shown: string): TlsSettings & { readonly resource: Resource } {
  const written = flagOr(flags, 'tls-min-version', 'VersionTLS12');
  const version = written.known ? VERSIONS.get(written.value) : undefined;
  const { at, pointer } = written;
  const lowest: Known<TlsVersion> = !written.known
    ? written
    : version === undefined
      ? { known: false, why: 'no version that there is', at, pointer }
      : withValue(written, version);
  const names = flags.all('tls-cipher-suites');
  const suites: Known<readonly Suite[]> =
    names === undefined
      ? { known: true, value: [], written: false, ...flags.spot }
      : names.known
        ? withValue(
            names,
            names.value.map((name) => ({ name, at: names.at, pointer: names.pointer, without: strongOnly(flags, names.value) })),
          )
        : names;
  const change = flags.change('tls-min-version', 'VersionTLS12');
  const fix = change !== undefined && 'text' in change ? change : undefined;
  return { ...copyOf(flags.resource, shown), shown: `the ${shown}`, lowest, suites, fix, resource: flags.resource };
}

/** Given once: of a flag that is repeated the lists are added up. */
function strongOnly(flags: Flags, names: readonly string[]): Suite['without'] {
  const strong = names.filter((name) => strengthOf(name) !== 'weak');
  if (strong.length === 0 || flags.parts('tls-cipher-suites').length > 1) return undefined;
  const change = flags.change('tls-cipher-suites', strong.join(','));
  return change !== undefined && 'text' in change ? change : undefined;
}

/** Subjects are views with getters: a copy needs each part by name. */
function copyOf(subject: Subject, part = subject.part): Subject {
  const { group, kind, namespace, name, at, pointer, unknown } = subject;
  return { id: subjectId(group, kind, namespace, name, part ?? ''), group, kind, namespace, name, part, at, pointer, unknown };
}

export type Strength = 'strong' | 'weak' | 'unknown';

/** Null and export suites, broken ciphers, and key exchanges without forward secrecy are weak. Source: NIST SP 800-52 Rev. 2, section 3.3.1; RFC 9325, section 4. */
export function strengthOf(suite: string): Strength {
  if (/NULL|EXP|anon|ADH|AECDH|RC4|3DES|DES[-_]|MD5|^TLS_RSA_|^AES(128|256)-|CAMELLIA|SEED|IDEA/.test(suite)) return 'weak';
  const iana = /^TLS_((ECDHE|DHE)_(ECDSA|RSA)_WITH_)?(AES_(128|256)_(GCM|CBC|CCM)|CHACHA20_POLY1305)(_8)?(_SHA(256|384)?)?$/;
  const openssl = /^(ECDHE|DHE)-(ECDSA|RSA)-(AES(128|256)(-GCM|-CCM)?|CHACHA20-POLY1305)(-SHA(256|384)?)?$/;
  return iana.test(suite) || openssl.test(suite) ? 'strong' : 'unknown';
}
