import { mtlsPolicies, peerModes } from '../inventory/mesh/mtls-policies.js';
import { isIgnored, settingOf } from '../inventory/mesh/peer-authentication.js';
import { defineRule, edit, judgement, remove, replace, sourced } from './rule.js';

export const noMtlsExceptions = defineRule({
  id: 'no-mtls-exceptions',
  pillar: 'network',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('SC-8'), sourced('SC-8(1)'), sourced('AC-4'), sourced('SC-23')],
  tenets: [judgement(2)],
  activities: [sourced('5.4.4')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['mesh'],
  absent: 'not-applicable',
  summary: 'No PERMISSIVE or DISABLE exceptions',
  why: 'One port that takes plain text is enough: callers without an identity use exactly that one.',

  subjects: (inventory) => inventory.view(mtlsPolicies),

  *check(policy, inventory) {
    if (policy.kind !== 'PeerAuthentication' || isIgnored(inventory, policy)) return;
    for (const { value, port, ports } of peerModes(policy)) {
      const setting = settingOf(value);
      if (setting?.why !== undefined) yield { notJudged: setting.why };
      else if (setting !== undefined && setting.mode !== 'STRICT') {
        const what = port === undefined ? `policy "${policy.name}"` : `port ${port}`;
        // Without its exception a port has the mode of its own policy. An empty list of ports is refused. Source: the PeerAuthentication CRD, portLevelMtls.
        const isStrict = policy.spec.path('mtls', 'mode').text() === 'STRICT';
        const fix =
          ports !== undefined && isStrict
            ? edit(`Remove the exception for port ${port ?? ''}, enforces at once`, 'restricts', remove(ports))
            : edit(`Set ${port === undefined ? 'the mode' : `port ${port}`} to STRICT, enforces at once`, 'restricts', replace(value.at, 'STRICT'));
        yield { at: value.at, pointer: value.pointer, message: `${what} is ${setting.mode}`, fixes: [fix] };
      }
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: PeerAuthentication
          metadata: { name: default, namespace: shop }
          spec: { mtls: { mode: PERMISSIVE } }
          #                     ^^^^^^^^^^ policy "default" is PERMISSIVE
        `,
        fixed: `
          kind: PeerAuthentication
          metadata: { name: default, namespace: shop }
          spec: { mtls: { mode: STRICT } }
        `,
      },
      {
        source: `
          kind: PeerAuthentication
          metadata: { name: cart, namespace: shop }
          spec:
            selector: { matchLabels: { app: cart } }
            mtls: { mode: STRICT }
            portLevelMtls:
              8080: { mode: PERMISSIVE }
          #                 ^^^^^^^^^^ port 8080 is PERMISSIVE
              9090: { mode: DISABLE }
          #                 ^^^^^^^ port 9090 is DISABLE
        `,
        fixed: `
          kind: PeerAuthentication
          metadata: { name: cart, namespace: shop }
          spec:
            selector: { matchLabels: { app: cart } }
            mtls: { mode: STRICT }
            portLevelMtls:
              8080: { mode: STRICT }
              9090: { mode: STRICT }
        `,
      },
      {
        source: `
          kind: PeerAuthentication
          metadata: { name: cart, namespace: shop }
          spec:
            selector: { matchLabels: { app: cart } }
            mtls: { mode: STRICT }
            portLevelMtls:
              8080: { mode: PERMISSIVE }
          #                 ^^^^^^^^^^ port 8080 is PERMISSIVE
        `,
        fixed: `
          kind: PeerAuthentication
          metadata: { name: cart, namespace: shop }
          spec:
            selector: { matchLabels: { app: cart } }
            mtls: { mode: STRICT }
        `,
      },
    ],
    good: [
      `
        kind: PeerAuthentication
        metadata: { name: cart, namespace: shop }
        spec: { selector: { matchLabels: { app: cart } }, mtls: { mode: UNSET }, portLevelMtls: { 8080: { mode: STRICT } } }
      `,
    ],
    unknown: [
      {
        source: `
          kind: PeerAuthentication
          metadata: { name: default, namespace: shop }
          spec: { mtls: { mode: strict } }
          #                     ??? no mode that there is: the API server refuses it
        `,
      },
    ],
  },
});
