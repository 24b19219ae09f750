/**
 * A second reading of the documentation, over plain objects and in two values: what is in no file is asked of an oracle, and whoever wants to know what is sure
 * asks with every answer that the oracle may give. It shares no code with the product. Sources: docs/reachability.md names them.
 */
export interface Workload {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly account: string;
  readonly ports: readonly { readonly name: string; readonly containerPort: number; readonly protocol: string }[];
  readonly optsOut: boolean;
}

export interface Target {
  readonly namespaces: readonly { readonly name: string; readonly labels: Readonly<Record<string, string>>; readonly mesh: 'none' | 'sidecar' | 'ambient' }[];
  readonly workloads: readonly Workload[];
  readonly network: readonly Policy[];
  readonly authorization: readonly Policy[];
  readonly peer: readonly Policy[];
  /** What Services say of ports, by `namespace/workload/port`. */
  readonly protocols: Readonly<Record<string, 'http' | 'https' | 'tcp' | undefined>>;
}

export interface Policy {
  readonly name: string;
  readonly namespace: string;
  readonly annotations?: Readonly<Record<string, string>>;
  // Plain objects as a cluster would get them.
  readonly spec: Plain;
}
export interface Plain {
  readonly [key: string]: unknown;
}

export type Ask = (question: string, answers: number) => number;
type Port = Workload['ports'][number];
export type Caller = Workload | 'outside';
export type Seen = 'anonymous' | { readonly namespace: string; readonly account: string };
export interface Answer {
  readonly allowed: boolean;
  readonly seen: Seen;
}

export function answer(target: Target, caller: Caller, to: Workload, port: Port, ask: Ask): Answer {
  const arrival = meshArrival(target, caller, to, port, ask);
  const parts = [
    caller === 'outside' || networkAllows(target, 'egress', caller, caller, to, port, ask),
    networkAllows(target, 'ingress', to, caller, to, port, ask),
    arrival.taken,
    !arrival.proxy || authorized(target, arrival.seen, to, port, ask),
  ];
  return { allowed: parts.every(Boolean), seen: arrival.seen };
}

// --- Network policies ---------------------------------------------------------------------------------------------

function networkAllows(target: Target, direction: 'ingress' | 'egress', at: Workload, caller: Caller, to: Workload, port: Port, ask: Ask): boolean {
  let isolated = false;
  for (const policy of target.network) {
    if (policy.namespace !== at.namespace || !selectorPicks(policy.spec['podSelector'] ?? {}, at.labels)) continue;
    const types = list(policy.spec['policyTypes']);
    const isolates =
      types.length > 0 ? types.includes(direction === 'ingress' ? 'Ingress' : 'Egress') : direction === 'ingress' || list(policy.spec['egress']).length > 0;
    if (!isolates) continue;
    isolated = true;
    const other = direction === 'ingress' ? caller : to;
    for (const [index, rule] of list(policy.spec[direction]).entries()) {
      const peers = list(get(rule, direction === 'ingress' ? 'from' : 'to'));
      const key = `${policy.name} ${direction} ${index}`;
      const fits = peers.map((peer, number) => peerIs(target, policy, peer, other, `${key} ${number}`, ask));
      const ports = list(get(rule, 'ports')).map((one) => portIs(one, to, port));
      if ((peers.length === 0 || fits.includes(true)) && (ports.length === 0 || ports.includes(true))) return true;
    }
  }
  return !isolated;
}

function peerIs(target: Target, policy: Policy, peer: unknown, other: Caller, key: string, ask: Ask): boolean {
  const block = get(peer, 'ipBlock');
  if (block !== undefined) {
    const isAll = String(get(block, 'cidr')).endsWith('/0') && list(get(block, 'except')).length === 0;
    return (isAll && other === 'outside') || ask(`${key} block`, 2) === 1;
  }
  if (other === 'outside') return false;
  const namespaces = get(peer, 'namespaceSelector');
  const pods = get(peer, 'podSelector');
  const labels = target.namespaces.find(({ name }) => name === other.namespace)?.labels ?? {};
  const inNamespace =
    namespaces === undefined ? other.namespace === policy.namespace : selectorPicks(namespaces, { ...labels, 'kubernetes.io/metadata.name': other.namespace });
  return inNamespace && (pods === undefined || selectorPicks(pods, other.labels));
}

function portIs(wanted: unknown, to: Workload, port: Port): boolean {
  if ((get(wanted, 'protocol') ?? 'TCP') !== port.protocol) return false;
  const number = get(wanted, 'port');
  if (number === undefined) return true;
  if (typeof number === 'string')
    return to.ports.some((own) => own.name === number && own.protocol === port.protocol && own.containerPort === port.containerPort);
  const end = get(wanted, 'endPort') ?? number;
  return port.containerPort >= Number(number) && port.containerPort <= Number(end);
}

function selectorPicks(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  const pairs = Object.entries((get(selector, 'matchLabels') ?? {}) as Record<string, string>);
  if (!pairs.every(([key, value]) => labels[key] === value)) return false;
  return list(get(selector, 'matchExpressions')).every((expression) => {
    const own = labels[String(get(expression, 'key'))];
    const values = list(get(expression, 'values'));
    switch (get(expression, 'operator')) {
      case 'In':
        return own !== undefined && values.includes(own);
      case 'NotIn':
        return own === undefined || !values.includes(own);
      case 'Exists':
        return own !== undefined;
      default:
        return own === undefined;
    }
  });
}

// --- The mesh -----------------------------------------------------------------------------------------------------

function meshOf(target: Target, workload: Workload): 'none' | 'sidecar' | 'ambient' {
  const mesh = target.namespaces.find(({ name }) => name === workload.namespace)?.mesh ?? 'none';
  return workload.optsOut ? 'none' : mesh;
}

function meshArrival(
  target: Target,
  caller: Caller,
  to: Workload,
  port: Port,
  ask: Ask,
): { readonly taken: boolean; readonly proxy: boolean; readonly seen: Seen } {
  const at = meshOf(target, to);
  if (at === 'none' || port.protocol !== 'TCP') return { taken: true, proxy: false, seen: 'anonymous' };
  const from = caller === 'outside' ? 'none' : meshOf(target, caller);
  let mode = modeAt(target, to, port, ask);
  if (mode === 'DISABLE' && at === 'ambient') mode = 'PERMISSIVE';
  let seen: Seen = 'anonymous';
  if (caller !== 'outside' && from !== 'none' && mode !== 'DISABLE') {
    const isService = target.protocols[`${to.namespace}/${to.name}/${port.containerPort}`] !== undefined;
    const isSure = from === at && (from === 'ambient' || isService);
    if (isSure || ask('sends mutual TLS', 2) === 1) seen = { namespace: caller.namespace, account: caller.account };
  }
  return { taken: mode !== 'STRICT' || seen !== 'anonymous', proxy: true, seen };
}

const ROOT = 'istio-system';

/** The oldest policy of a level counts; no file says which that is. */
function modeAt(target: Target, to: Workload, port: Port, ask: Ask): string {
  const labelsOf = (policy: Policy): Record<string, string> => (get(policy.spec['selector'], 'matchLabels') ?? {}) as Record<string, string>;
  const pick = (level: string, policies: readonly Policy[]): Policy | undefined => (policies.length < 2 ? policies[0] : policies[ask(level, policies.length)]);
  const wide = (namespace: string): readonly Policy[] =>
    target.peer.filter((policy) => policy.namespace === namespace && Object.keys(labelsOf(policy)).length === 0);
  const own = target.peer.filter(
    (policy) =>
      policy.namespace === to.namespace &&
      policy.namespace !== ROOT &&
      Object.keys(labelsOf(policy)).length > 0 &&
      selectorPicks({ matchLabels: labelsOf(policy) }, to.labels),
  );
  const written = (policy: Policy | undefined): string | undefined => {
    const mode = get(policy?.spec['mtls'], 'mode');
    return mode === undefined || mode === 'UNSET' ? undefined : String(mode);
  };
  const workload = pick('workload', own);
  const atPort = get(get(workload?.spec['portLevelMtls'], String(port.containerPort)), 'mode');
  if (atPort !== undefined && atPort !== 'UNSET') return String(atPort);
  return (
    written(workload) ??
    (to.namespace === ROOT ? undefined : written(pick('namespace', wide(to.namespace)))) ??
    written(pick('mesh', wide(ROOT))) ??
    'PERMISSIVE'
  );
}

// --- Authorization ------------------------------------------------------------------------------------------------

function authorized(target: Target, seen: Seen, to: Workload, port: Port, ask: Ask): boolean {
  const held = target.authorization.filter(
    (policy) =>
      (policy.namespace === to.namespace || policy.namespace === ROOT) &&
      selectorPicks({ matchLabels: get(policy.spec['selector'], 'matchLabels') ?? {} }, to.labels) &&
      policy.annotations?.['istio.io/dry-run'] !== 'true',
  );
  const of = (action: string): readonly Policy[] => held.filter((policy) => (policy.spec['action'] ?? 'ALLOW') === action);
  const fits = (action: string) => (policy: Policy) =>
    list(policy.spec['rules']).some((rule, index) => ruleIs(target, policy, rule, seen, to, port, action, `${policy.name} ${index}`, ask));
  if (of('CUSTOM').some((policy) => fits('CUSTOM')(policy) && ask(`${policy.name} custom`, 2) === 0)) return false;
  if (of('DENY').some(fits('DENY'))) return false;
  return of('ALLOW').length === 0 || of('ALLOW').some(fits('ALLOW'));
}

function ruleIs(target: Target, policy: Policy, rule: unknown, seen: Seen, to: Workload, port: Port, action: string, key: string, ask: Ask): boolean {
  const web = (field: string): boolean => {
    if (meshOf(target, to) === 'ambient') return action === 'ALLOW' ? false : ask(`${key} ${field}`, 2) === 1;
    const protocol = target.protocols[`${to.namespace}/${to.name}/${port.containerPort}`];
    if (protocol === 'tcp' || protocol === 'https') return action !== 'ALLOW';
    const isUser = /requestPrincipals|RequestPrincipals|request\.auth/.test(field);
    return protocol === 'http' && action === 'ALLOW' && !isUser ? true : ask(`${key} ${field}`, 2) === 1;
  };
  const principal = seen === 'anonymous' ? undefined : `cluster.local/ns/${seen.namespace}/sa/${seen.account}`;
  const tests: Record<string, (value: string, at: string) => boolean> = {
    Principals: (value, at) => {
      if (principal === undefined) return false;
      const [domain = '', ...rest] = value.split('/');
      if (rest.length === 0 || domain.includes('*') || domain === 'cluster.local') return matches(value, principal);
      return matches(`/${rest.join('/')}`, principal.slice('cluster.local'.length)) && ask(`${at} domain`, 2) === 1;
    },
    Namespaces: (value) => seen !== 'anonymous' && matches(value, seen.namespace),
    ServiceAccounts: (value) => seen !== 'anonymous' && (value.includes('/') ? value : `${policy.namespace}/${value}`) === `${seen.namespace}/${seen.account}`,
    IpBlocks: (value, at) => value.endsWith('/0') || ask(at, 2) === 1,
    RemoteIpBlocks: (value, at) => value.endsWith('/0') || ask(at, 2) === 1,
    Ports: (value) => value === String(port.containerPort),
  };
  /** Every field of a part must hold: one value of it, or none of those of a `not…`. */
  const all = (part: unknown, at: string): boolean => {
    const fields = Object.entries((part ?? {}) as Plain).every(([field, values]) => {
      const name = field.replace(/^not/, '');
      const test = tests[(name[0] ?? '').toUpperCase() + name.slice(1)];
      if (list(values).length === 0) return true;
      if (test === undefined) return web(`${at} ${field}`);
      const found = list(values).map((value, index) => test(String(value), `${key} ${at} ${field} ${index}`));
      return field.startsWith('not') ? !found.includes(true) : found.includes(true);
    });
    const isEmpty = Object.values((part ?? {}) as Plain).every((values) => list(values).length === 0);
    return fields && (!isEmpty || ask(`${key} ${at} refused`, 2) === 1);
  };
  const some = (items: readonly unknown[], part: string): boolean =>
    items.length === 0 || items.map((item, index) => all(get(item, part), `${part} ${index}`)).includes(true);
  const conditions: Record<string, string> = {
    'source.namespace': 'Namespaces',
    'source.principal': 'Principals',
    'source.ip': 'IpBlocks',
    'destination.port': 'Ports',
  };
  const when = list(get(rule, 'when')).map((condition, index) => {
    const test = tests[conditions[String(get(condition, 'key'))] ?? ''];
    if (test === undefined) return web(`when ${index} ${String(get(condition, 'key'))}`);
    const of = (field: string): readonly boolean[] =>
      list(get(condition, field)).map((value, number) => test(String(value), `${key} when ${index} ${field} ${number}`));
    const values = of('values');
    const isEmpty = list(get(condition, 'values')).length + list(get(condition, 'notValues')).length === 0;
    if (isEmpty) return ask(`${key} when ${index} refused`, 2) === 1;
    return (values.length === 0 || values.includes(true)) && !of('notValues').includes(true);
  });
  const from = some(list(get(rule, 'from')), 'source');
  const operations = some(list(get(rule, 'to')), 'operation');
  return from && operations && !when.includes(false);
}

function matches(pattern: string, text: string): boolean {
  if (pattern === '*') return text !== '';
  if (pattern.startsWith('*')) return text.endsWith(pattern.slice(1));
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function get(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Plain)[key] : undefined;
}
