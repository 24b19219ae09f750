import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { BASELINE as DRY_BASELINE, RESTRICTED as DRY_RESTRICTED } from '../../server/core/posture/generation/pod-security.js';
import { limitVolumeTypes } from '../../server/core/rules/limit-volume-types.js';
import { noDangerousCapabilities } from '../../server/core/rules/no-dangerous-capabilities.js';
import { noHostNamespaces } from '../../server/core/rules/no-host-namespaces.js';
import { noHostPathVolumes } from '../../server/core/rules/no-host-path-volumes.js';
import { noPrivilegeEscalation } from '../../server/core/rules/no-privilege-escalation.js';
import { noPrivilegedContainers } from '../../server/core/rules/no-privileged-containers.js';
import { noProbeHost } from '../../server/core/rules/no-probe-host.js';
import { noUnmaskedProcMount } from '../../server/core/rules/no-unmasked-proc-mount.js';
import { noUnsafeSysctls } from '../../server/core/rules/no-unsafe-sysctls.js';
import { noWindowsHostProcess } from '../../server/core/rules/no-windows-host-process.js';
import { requireDroppedCapabilities } from '../../server/core/rules/require-dropped-capabilities.js';
import { requireMandatoryAccessControl } from '../../server/core/rules/require-mandatory-access-control.js';
import { requireRunAsNonRoot } from '../../server/core/rules/require-run-as-non-root.js';
import { requireSeccompProfile } from '../../server/core/rules/require-seccomp-profile.js';
import type { Rule } from '../../server/core/rules/rule.js';
import { CORPORA, type CorpusCase, casesOf, sayAbsent } from '../harness/corpora.js';
import { judgeExample } from '../harness/rules.js';

/** The rule for each control of the baseline level. */
const BASELINE = new Map<string, Rule>([
  ['privileged', noPrivilegedContainers],
  ['hostnamespaces', noHostNamespaces],
  ['hostports', noHostNamespaces],
  ['hostpathvolumes', noHostPathVolumes],
  ['capabilities_baseline', noDangerousCapabilities],
  ['apparmorprofile', requireMandatoryAccessControl],
  ['selinuxoptions', requireMandatoryAccessControl],
  ['procmount', noUnmaskedProcMount],
  ['sysctls', noUnsafeSysctls],
  ['windowshostprocess', noWindowsHostProcess],
  ['hostprobesandhostlifecycle', noProbeHost],
]);

/** Those that the restricted level adds. Seccomp is one rule of ours, and it asks for what this level asks. */
const RESTRICTED = new Map<string, Rule>([
  ...BASELINE,
  ['allowprivilegeescalation', noPrivilegeEscalation],
  ['capabilities_restricted', requireDroppedCapabilities],
  ['runasnonroot', requireRunAsNonRoot],
  ['runasuser', requireRunAsNonRoot],
  ['restrictedvolumes', limitVolumeTypes],
  ['seccompprofile_restricted', requireSeccompProfile],
  ['seccompprofile_baseline', requireSeccompProfile],
]);

if (CORPORA === undefined) sayAbsent('Pod Security Standards of the corpora');
else cases();

function cases(): void {
  suite('Pod Security Standards of the corpora', () => {
    test('a dry run of a level asks the rules that these cases hold to it', () => {
      const ids = (rules: Iterable<Rule>): readonly string[] => [...new Set([...rules].map(({ id }) => id))].sort();
      assert.deepEqual([...DRY_BASELINE].sort(), ids(BASELINE.values()));
      assert.deepEqual([...DRY_BASELINE, ...DRY_RESTRICTED].sort(), ids(RESTRICTED.values()));
    });

    test('all cases are there', () => assert.equal(casesOf('psa/cases.jsonl').length, 128));
    for (const one of casesOf('psa/cases.jsonl')) test(one.id, () => (one.expect === 'fail' ? checkRefused(one) : checkAdmitted(one)));
  });
}

/** The control's own rule has a finding, at the level where the plugin refuses the Pod. */
function checkRefused(one: CorpusCase): void {
  const rule = RESTRICTED.get(String(one['family']));
  assert.ok(rule !== undefined, 'no rule is named for this control');
  assert.ok(statesOf(rule, one).includes('failed'), `${rule.id} finds nothing`);
}

/** No rule of the level has a finding, and none leaves anything open. */
function checkAdmitted(one: CorpusCase): void {
  const rules = new Set((one['level'] === 'baseline' ? BASELINE : RESTRICTED).values());
  for (const rule of rules)
    assert.deepEqual(
      [...new Set(statesOf(rule, one))].filter((state) => state !== 'passed'),
      [],
      rule.id,
    );
}

function statesOf(rule: Rule, one: CorpusCase): readonly string[] {
  return judgeExample(rule, one.resource ?? '').judged.map(({ state }) => state);
}
