import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { patchTree } from '../../../server/core/inventory/patches.js';
import { limitVolumeTypes } from '../../../server/core/rules/limit-volume-types.js';
import { noDangerousCapabilities } from '../../../server/core/rules/no-dangerous-capabilities.js';
import { noHostNamespaces } from '../../../server/core/rules/no-host-namespaces.js';
import { noHostPathVolumes } from '../../../server/core/rules/no-host-path-volumes.js';
import { noPrivilegeEscalation } from '../../../server/core/rules/no-privilege-escalation.js';
import { noPrivilegedContainers } from '../../../server/core/rules/no-privileged-containers.js';
import { noProbeHost } from '../../../server/core/rules/no-probe-host.js';
import { noUnmaskedProcMount } from '../../../server/core/rules/no-unmasked-proc-mount.js';
import { noUnsafeSysctls } from '../../../server/core/rules/no-unsafe-sysctls.js';
import { noWindowsHostProcess } from '../../../server/core/rules/no-windows-host-process.js';
import { preferSecretFiles } from '../../../server/core/rules/prefer-secret-files.js';
import { requireDroppedCapabilities } from '../../../server/core/rules/require-dropped-capabilities.js';
import { requireMandatoryAccessControl } from '../../../server/core/rules/require-mandatory-access-control.js';
import { requireReadOnlyRoot } from '../../../server/core/rules/require-read-only-root.js';
import { requireRunAsNonRoot } from '../../../server/core/rules/require-run-as-non-root.js';
import { requireSeccompProfile } from '../../../server/core/rules/require-seccomp-profile.js';
import type { Rule } from '../../../server/core/rules/rule.js';
import { judgeEdited } from '../../harness/edited.js';
import { checkRule, judgeExample } from '../../harness/rules.js';

const BASELINE = [
  noPrivilegedContainers,
  noHostNamespaces,
  noHostPathVolumes,
  noDangerousCapabilities,
  requireMandatoryAccessControl,
  noUnmaskedProcMount,
  noUnsafeSysctls,
  noWindowsHostProcess,
  noProbeHost,
];
const LINUX_ONLY = [noPrivilegeEscalation, requireDroppedCapabilities, requireReadOnlyRoot, requireSeccompProfile];
const RESTRICTED = [...BASELINE, ...LINUX_ONLY, requireRunAsNonRoot, limitVolumeTypes];

suite('Pod Security Standards', () => {
  test('a Pod that says nothing passes baseline', () => {
    assert.deepEqual(failing(BASELINE, '{ kind: Pod, spec: { containers: [{ name: app }], initContainers: [{ name: setup }] } }'), []);
  });

  test('a pod without any securityContext is not safe by default', () => {
    assert.deepEqual(failing(RESTRICTED, '{ kind: Pod, spec: { containers: [{ name: app }] } }'), [...LINUX_ONLY, requireRunAsNonRoot].map(idOf));
  });

  test('a pod that says all that restricted asks for passes, container by container', () => {
    const own = 'securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }';
    const pod = 'securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }';
    assert.deepEqual(
      failing(RESTRICTED, `{ kind: Pod, spec: { ${pod}, containers: [{ name: app, ${own} }], initContainers: [{ name: setup, ${own} }] } }`),
      [],
    );
  });

  test('what is only in an init or an ephemeral container is found', () => {
    const wrong = 'securityContext: { privileged: true, procMount: Unmasked, capabilities: { add: [NET_RAW] }, windowsOptions: { hostProcess: true } }';
    const rules = [noPrivilegedContainers, noDangerousCapabilities, noUnmaskedProcMount, noWindowsHostProcess];
    for (const list of ['initContainers', 'ephemeralContainers']) {
      assert.deepEqual(failing(rules, `{ kind: Pod, spec: { containers: [{ name: app }], ${list}: [{ name: other, ${wrong} }] } }`), rules.map(idOf), list);
    }
  });

  test('what only Linux has is not asked of a Windows pod', () => {
    const source = '{ kind: Pod, spec: { os: { name: windows }, securityContext: { runAsNonRoot: true }, containers: [{ name: app }] } }';
    assert.deepEqual(failing(RESTRICTED, source), []);
    assert.deepEqual(
      LINUX_ONLY.flatMap((rule) => judgeExample(rule, source).judged),
      [],
    );
  });

  test('where the operating system is set by a template, a missing setting is not judged and a bad one is found', () => {
    const source = '{ kind: Pod, spec: { os: { name: "{{ .Values.os }}" }, containers: [{ name: app }] } }';
    for (const rule of LINUX_ONLY) assert.deepEqual(statesOf(rule, source), ['unknown'], rule.id);
    checkRule(
      noPrivilegeEscalation,
      `
        kind: Pod
        spec:
          os: { name: "{{ .Values.os }}" }
          containers:
            - name: app
              securityContext: { allowPrivilegeEscalation: true }
        #                                                  ^^^^ container "app" may gain more privileges than it starts with
      `,
    );
  });

  test('a bad value of the pod counts although its container sets its own', () => {
    const own =
      'securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: RuntimeDefault }, seLinuxOptions: {}, appArmorProfile: { type: RuntimeDefault } }';
    const bad = new Map<string, Rule>([
      ['runAsNonRoot: false', requireRunAsNonRoot],
      ['runAsUser: 0', requireRunAsNonRoot],
      ['seccompProfile: { type: Unconfined }', requireSeccompProfile],
      ['seLinuxOptions: { role: admin }', requireMandatoryAccessControl],
      ['appArmorProfile: { type: Unconfined }', requireMandatoryAccessControl],
    ]);
    for (const [field, rule] of bad) {
      const source = `{ kind: Pod, spec: { securityContext: { ${field} }, containers: [{ name: app, ${own} }] } }`;
      assert.deepEqual(statesOf(rule, source), ['failed'], field);
    }
  });

  test('a container that falls back to a masked setting of its pod is not judged', () => {
    const source = '{ kind: Pod, spec: { securityContext: "{{ .Values.security }}", containers: [{ name: app, securityContext: {} }] } }';
    for (const rule of [requireRunAsNonRoot, requireSeccompProfile]) assert.deepEqual(statesOf(rule, source), ['unknown'], rule.id);
  });

  test('what a template adds to a container is not called missing', () => {
    const source = `
      kind: Pod
      spec:
        containers:
          - name: app
            {{- include "app.security" . | nindent 6 }}
    `;
    for (const rule of [...LINUX_ONLY, requireRunAsNonRoot, noPrivilegedContainers]) assert.deepEqual(statesOf(rule, source), ['unknown'], rule.id);
  });

  test('a list that a template makes, whole or in part, is not judged', () => {
    const lists = new Map<string, readonly Rule[]>([
      ['containers: [{ name: app, securityContext: { capabilities: { drop: [ALL], add: LIST } } }]', [requireDroppedCapabilities, noDangerousCapabilities]],
      ['containers: [{ name: app, ports: LIST }]', [noHostNamespaces]],
      ['containers: [{ name: app, env: LIST }]', [preferSecretFiles]],
      ['containers: [{ name: app, envFrom: LIST }]', [preferSecretFiles]],
      ['containers: [{ name: app }], volumes: LIST', [noHostPathVolumes, limitVolumeTypes]],
      ['containers: [{ name: app }], securityContext: { sysctls: LIST }', [noUnsafeSysctls]],
    ]);
    for (const [spec, rules] of lists) {
      for (const list of ['"{{ .Values.list }}"', '["{{ .Values.item }}"]', 'text']) {
        const source = `{ kind: Pod, metadata: { name: app }, spec: { ${spec.replace('LIST', list)} } }`;
        for (const rule of rules) assert.deepEqual(statesOf(rule, source), ['unknown'], `${rule.id} ${source}`);
      }
    }
  });

  test('no fix is offered that the API server would refuse', () => {
    const titles = (own: string): readonly string[] | undefined =>
      judgeExample(
        noPrivilegeEscalation,
        `{ kind: Pod, spec: { containers: [{ name: app, securityContext: { ${own} } }] } }`,
      ).judged[0]?.findings[0]?.fixes?.map(({ title }) => title);
    assert.deepEqual(titles('privileged: false'), ['Set allowPrivilegeEscalation to false']);
    assert.deepEqual(titles('privileged: true'), ['Set allowPrivilegeEscalation and privileged to false']);
    assert.deepEqual(titles('capabilities: { add: [SYS_ADMIN] }'), ['Set allowPrivilegeEscalation to false, remove "SYS_ADMIN"']);
    assert.deepEqual(titles('capabilities: { add: [NET_ADMIN] }'), ['Set allowPrivilegeEscalation to false']);
    assert.deepEqual(titles('privileged: "{{ .Values.privileged }}"'), []);
    assert.deepEqual(titles('capabilities: { add: ["{{ .Values.capability }}"] }'), []);
  });

  test('a setting that a patch changes is not judged, the others are', () => {
    const source = `
      kind: Pod
      spec:
        containers:
          - name: app
            securityContext: { privileged: true, allowPrivilegeEscalation: true }
    `;
    const steps = ['spec', 'containers', 'app', 'securityContext', 'privileged'];
    const patch = patchTree([{ steps: steps.map((step) => (step === 'app' ? 'name=app' : step)), why: 'set by a patch' }]);
    assert.deepEqual(
      judgeEdited(noPrivilegedContainers, source, { patch }).map(({ state, reason }) => [state, reason]),
      [['unknown', 'set by a patch']],
    );
    assert.deepEqual(
      judgeEdited(noPrivilegeEscalation, source, { patch }).map(({ state }) => state),
      ['failed'],
    );
  });
});

suite('values as the cluster reads them', () => {
  test('on, y and octal numbers', () => {
    checkRule(
      noHostNamespaces,
      `
      kind: Pod
      metadata: { name: app }
      spec:
        hostNetwork: on
      #              ^^ "app" shares the network of its node
        hostIPC: n
        containers: [{ name: app }]
    `,
    );
    checkRule(
      noPrivilegedContainers,
      `
      kind: Pod
      spec: { containers: [{ name: app, securityContext: { privileged: y } }] }
      #                                                                ^ container "app" runs privileged
    `,
    );
    assert.deepEqual(
      statesOf(requireRunAsNonRoot, '{ kind: Pod, spec: { containers: [{ name: app, securityContext: { runAsNonRoot: yes, runAsUser: 0777 } }] } }'),
      ['passed'],
    );
    checkRule(
      requireRunAsNonRoot,
      `
      kind: Pod
      spec: { containers: [{ name: app, securityContext: { runAsNonRoot: true, runAsUser: 0_0 } }] }
      #                                                                                   ^^^ container "app" runs as user 0
    `,
    );
  });

  test('the last of two equal keys', () => {
    checkRule(
      noHostNamespaces,
      `
      kind: Pod
      metadata: { name: app }
      spec:
        hostNetwork: false
        hostNetwork: true
      #              ^^^^ "app" shares the network of its node
        containers: [{ name: app }]
    `,
    );
  });

  test('a value that a merge key brings, at its anchor', () => {
    checkRule(
      noPrivilegedContainers,
      `
      kind: Pod
      metadata:
        annotations: {}
      spec:
        initContainers:
          - name: setup
            securityContext: &open
              privileged: true
      #                   ^^^^ container "setup" runs privileged
      #                   ^^^^ container "app" runs privileged
        containers:
          - name: app
            securityContext:
              privileged: false
              <<: *open
    `,
    );
  });

  test('what stands below a text where a map belongs is no answer', () => {
    for (const rule of [...LINUX_ONLY, requireRunAsNonRoot, noPrivilegedContainers, noDangerousCapabilities]) {
      assert.deepEqual(statesOf(rule, '{ kind: Pod, spec: { containers: [{ name: app, securityContext: none }] } }'), ['unknown'], rule.id);
    }
  });

  test('a value of the wrong type is no answer', () => {
    checkRule(
      requireRunAsNonRoot,
      `
      kind: Pod
      spec:
        containers:
          - name: app
            securityContext: { runAsNonRoot: "true" }
      #                                      ??? no boolean: the API server refuses it
    `,
    );
    checkRule(
      requireDroppedCapabilities,
      `
      kind: Pod
      spec: { containers: [{ name: app, securityContext: { capabilities: { drop: ALL } } }] }
      #                                                                          ??? no list: the API server refuses it
    `,
    );
  });
});

suite('what is written twice', () => {
  test('of two alternatives that a template chooses from the worse one counts', () => {
    const pod = (privileged: string): string =>
      `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers: [{ name: app, securityContext: { privileged: ${privileged} } }]\n`;
    for (const [one, other] of [
      ['true', 'false'],
      ['false', 'true'],
    ] as const) {
      const states = statesOf(noPrivilegedContainers, `{{- if .Values.open }}\n${pod(one)}---\n{{- else }}\n${pod(other)}{{- end }}\n`);
      assert.deepEqual(states, ['failed'], one);
    }
  });
});

function failing(rules: readonly Rule[], source: string): readonly string[] {
  return rules.filter((rule) => statesOf(rule, source).some((state) => state !== 'passed')).map(idOf);
}

function statesOf(rule: Rule, source: string): readonly string[] {
  return judgeExample(rule, source).judged.map(({ state }) => state);
}

function idOf({ id }: Rule): string {
  return id;
}
