import { listed } from '../inventory/listed.js';
import { linuxContainers, osOf } from '../inventory/pods/pod-security.js';
import { defineRule, edit, judgement, remove, set, sourced } from './rule.js';

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
        yield {
          at,
          pointer,
          message: `container "${container.part}" does not drop all capabilities`,
          fixes: [edit('Drop all capabilities', 'restricts', set(container.value, ['securityContext', 'capabilities', 'drop'], ['ALL']))],
        };
      }
    }
    const added = listed(capabilities.get('add'));
    if (added.hidden !== undefined) yield { notJudged: added.hidden };
    for (const item of added.items) {
      const name = item.string();
      if (!name.known) yield { notJudged: name.why };
      else if (name.value !== 'NET_BIND_SERVICE') {
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
        `,
      },
    ],
    good: ['{ kind: Pod, spec: { containers: [{ name: web, securityContext: { capabilities: { drop: [ALL], add: [NET_BIND_SERVICE] } } }] } }'],
  },
});
