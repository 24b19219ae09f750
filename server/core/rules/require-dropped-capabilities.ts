import { listed } from '../inventory/listed.js';
import { linuxContainers, osOf } from '../inventory/pods/pod-security.js';
import type { Container } from '../inventory/workload.js';
import { defineRule, edit, type Fix, judgement, remove, set, sourced } from './rule.js';

export const requireDroppedCapabilities = defineRule({
  id: 'require-dropped-capabilities',
  pillar: 'application',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('CM-7'), sourced('AC-6'), sourced('CM-6')],
  tenets: [judgement(5)],
  activities: [sourced('3.2.3')],
  judgedBy: 'files',
  scope: 'document',
  reads: ['containers', 'workloads'],
  absent: 'not-applicable',
  summary: 'All capabilities dropped',
  why: 'The default set lets a process forge packets, change owners and more, though most programs need none of it.',

  subjects: linuxContainers,

  *check(container) {
    const capabilities = container.securityContext.get('capabilities');
    const dropped = capabilities.get('drop').strings();
    const os = osOf(container.workload);
    if (!dropped.known) yield { notJudged: dropped.why };
    else if (!dropped.value.includes('ALL')) {
      const { at, pointer } = capabilities.get('drop').exists ? { at: capabilities.get('drop').keyAt, pointer: dropped.pointer } : dropped;
      if (!os.known) yield { notJudged: os.why };
      else {
        yield { at, pointer, message: `container "${container.part}" does not drop all capabilities`, fixes: [drop(container)] };
      }
    }
    const added = listed(capabilities.get('add'));
    if (added.hidden !== undefined) yield { notJudged: added.hidden };
    for (const item of added.items) {
      const name = item.string();
      if (!name.known) yield { notJudged: name.why };
      else if (name.value !== BIND) {
        yield {
          at: name.at,
          pointer: name.pointer,
          message: `container "${container.part}" adds capability "${name.value ?? ''}"`,
          fixes: [edit(`Remove capability "${name.value ?? ''}"`, 'restricts', remove(item))],
        };
      }
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: Pod
          spec:
            containers:
              - name: app
          #           ^^^ container "app" does not drop all capabilities
              - name: web
                securityContext:
                  capabilities:
                    add: [NET_BIND_SERVICE, CHOWN]
          #                                 ^^^^^ container "web" adds capability "CHOWN"
                    drop: [ALL]
              - name: log
                securityContext:
                  capabilities:
                    drop: [NET_RAW]
          #         ^^^^ container "log" does not drop all capabilities
              - name: dns
          #           ^^^ container "dns" does not drop all capabilities
                ports: [{ containerPort: 53, protocol: UDP }]
        `,
        fixed: `
          kind: Pod
          spec:
            containers:
              - name: app
                securityContext:
                  capabilities:
                    drop: [ALL]
              - name: web
                securityContext:
                  capabilities:
                    add: [NET_BIND_SERVICE]
                    drop: [ALL]
              - name: log
                securityContext:
                  capabilities:
                    drop: [ALL]
              - name: dns
                ports: [{ containerPort: 53, protocol: UDP }]
                securityContext:
                  capabilities:
                    drop: [ALL]
                    add: [NET_BIND_SERVICE]
        `,
      },
    ],
    good: ['{ kind: Pod, spec: { containers: [{ name: web, securityContext: { capabilities: { drop: [ALL], add: [NET_BIND_SERVICE] } } }] } }'],
  },
});

/** A port below 1024 is bound by this right alone. Source: Linux manual, capabilities(7), CAP_NET_BIND_SERVICE. */
const BIND = 'NET_BIND_SERVICE';

function drop(container: Container): Fix {
  const all = set(container.value, ['securityContext', 'capabilities', 'drop'], ['ALL']);
  const added = listed(container.securityContext.path('capabilities', 'add'));
  const keeps = added.hidden !== undefined || added.items.some((item) => item.text() === BIND) || !bindsLowPort(container);
  if (keeps) return edit('Drop all capabilities', 'restricts', all);
  return edit(`Drop all capabilities but ${BIND}`, 'restricts', all, set(container.value, ['securityContext', 'capabilities', 'add', '-'], BIND));
}

function bindsLowPort(container: Container): boolean {
  return listed(container.value.get('ports')).items.some((item) => {
    const port = item.get('containerPort').number(undefined);
    return port.known && port.value !== undefined && port.value < 1024;
  });
}
