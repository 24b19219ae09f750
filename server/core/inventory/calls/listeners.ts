import type { Reason } from '../known.js';
import type { Service, ServicePort } from '../traffic/services.js';
import type { Workload } from '../workload.js';
import type { Listener, Protocol } from './call.js';

/** The listeners behind a port of a Service, by what its selector surely picks; `doubt` says why there may be others, or why a port is only known by name. */
export interface Behind {
  readonly listeners: readonly Listener[];
  readonly doubt?: Reason | undefined;
}

/** Where a Service port leads. A name is looked up in each workload, by name and protocol. Source: Kubernetes API reference, ServicePort.targetPort; `FindPort` of its source. */
export function listenersBehind(service: Service, port: ServicePort): Behind {
  const target = port.value.get('targetPort');
  const protocol = protocolOf(port);
  const why = target.unknown ?? (typeof protocol === 'object' ? protocol.unknown : undefined);
  if (why !== undefined || typeof protocol === 'object') return { listeners: [], doubt: why };
  const found = new Map<string, Listener>();
  let doubt: Reason | undefined;
  for (const { workload, match } of service.workloads) {
    if (match !== 'yes') {
      doubt ??= match === 'no' ? undefined : match.unknown;
      continue;
    }
    const at = port.targetPort === undefined ? undefined : containerPort(workload, port.targetPort, protocol);
    if (at === undefined) continue;
    const number = typeof at === 'object' ? (port.targetPort ?? '') : at;
    if (typeof at === 'object') doubt ??= at.unknown;
    found.set(`${workload.id} ${number}`, { workload, port: number, protocol });
  }
  return { listeners: [...found.values()], doubt };
}

/** The listeners of a headless Service at a port: names lead to the pods themselves, so that no port is translated. Source: Kubernetes documentation, Headless Services. */
export function headlessListeners(service: Service, port: number, protocol: Protocol): Behind {
  const sure = service.workloads.filter(({ match }) => match === 'yes');
  const doubt = service.workloads.map(({ match }) => (typeof match === 'object' ? match.unknown : undefined)).find((why) => why !== undefined);
  return { listeners: [...new Map(sure.map(({ workload }) => [workload.id, { workload, port, protocol }])).values()], doubt };
}

/** What tells listeners apart. */
export function listenerKey({ workload, port, protocol }: Listener): string {
  return `${workload.id} ${port} ${protocol}`;
}

export function isHeadless(service: Service): boolean {
  return service.resource.spec.get('clusterIP').text() === 'None';
}

/** TCP where nothing is written. */
export function protocolOf(port: ServicePort): Protocol | { readonly unknown: Reason } {
  const written = port.value.get('protocol').string('TCP');
  if (!written.known) return { unknown: written.why };
  if (written.value === 'TCP' || written.value === 'UDP' || written.value === 'SCTP') return written.value;
  return { unknown: 'no protocol that there is: the API server refuses it' };
}

/** The number of a container port by number or name; undefined where no container has the name, so that the pods are no endpoints of the port. */
export function containerPort(workload: Workload, wanted: string, protocol: Protocol): number | undefined | { readonly unknown: Reason } {
  if (/^\d+$/.test(wanted)) return Number(wanted);
  let hidden: Reason | undefined = workload.unknown;
  for (const { list, value } of workload.containers) {
    if (!(list === 'containers' || (list === 'initContainers' && value.get('restartPolicy').text() === 'Always'))) continue;
    hidden ??= value.unknown;
    for (const port of value.get('ports').items()) {
      const [name, number, own] = [port.get('name'), port.get('containerPort').number(undefined), port.get('protocol').string('TCP')];
      hidden ??= port.unknown ?? name.unknown;
      if (name.text() !== wanted) continue;
      if (!number.known || !own.known) hidden ??= number.known ? (own.known ? undefined : own.why) : number.why;
      else if (own.value === protocol && number.value !== undefined) return number.value;
    }
  }
  return hidden === undefined ? undefined : { unknown: hidden };
}
