/** One rule, policy or check of a corpus that asks the same of the same field as rules of ours. */
export interface Equal {
  /** The `rule` or the `family` of its cases, or both as `family/rule`. */
  readonly theirs: string;
  readonly ours: readonly string[];
  /** Where ours asks for more: the messages that say what theirs says. */
  readonly says?: RegExp;
  /** The same by the pointer of the finding. */
  readonly field?: RegExp;
}

const equal = (theirs: string, ours: string, more: Pick<Equal, 'says' | 'field'> = {}): Equal => ({ theirs, ours: ours.split(' '), ...more });

/** Policies that follow the Pod Security Standards, by the family of their cases. */
const POD_SECURITY: readonly Equal[] = [
  equal('disallow-host-namespaces', 'no-host-namespaces', { says: /shares the/ }),
  equal('disallow-host-path', 'no-host-path-volumes'),
  equal('disallow-host-ports', 'no-host-namespaces', { says: /takes port/ }),
  equal('disallow-host-process', 'no-windows-host-process'),
  equal('disallow-privileged-containers', 'no-privileged-containers'),
  equal('disallow-proc-mount', 'no-unmasked-proc-mount'),
  equal('restrict-sysctls', 'no-unsafe-sysctls'),
  equal('restrict-seccomp-strict', 'require-seccomp-profile'),
  equal('disallow-privilege-escalation', 'no-privilege-escalation'),
  equal('require-run-as-nonroot', 'require-run-as-non-root'),
  equal('require-run-as-non-root-user', 'require-run-as-non-root', { says: /runs as user 0/ }),
];

const WHOLE_CAPABILITIES = equal('disallow-capabilities-strict', 'require-dropped-capabilities');
const CAPABILITIES: readonly Equal[] = [
  equal('require-drop-all', 'require-dropped-capabilities', { says: /does not drop/ }),
  equal('adding-capabilities-strict', 'require-dropped-capabilities', { says: /adds capability/ }),
];

const OTHER_POLICIES: readonly Equal[] = [
  equal('require-image-checksum', 'require-image-digest'),
  equal('restrict-wildcard-resources', 'no-rbac-wildcards', { says: /wildcard in resources/ }),
  equal('restrict-clusterrole-nodesproxy', 'limit-escalation-verbs', { says: /"nodes\/proxy"/ }),
];

/** By file of the corpora. What is missing here asks for something else, for more, or for less. */
export const EQUALS: ReadonlyMap<string, readonly Equal[]> = new Map([
  [
    'checkov/cases.jsonl',
    [
      equal('CKV_K8S_16', 'no-privileged-containers'),
      equal('CKV_K8S_20', 'no-privilege-escalation'),
      equal('CKV_K8S_21', 'no-default-namespace'),
      equal('CKV_K8S_23', 'require-run-as-non-root'),
      equal('CKV_K8S_31', 'require-seccomp-profile'),
      equal('CKV_K8S_35', 'prefer-secret-files'),
      equal('CKV_K8S_39', 'no-dangerous-capabilities', { says: /"SYS_ADMIN"/ }),
      equal('CKV_K8S_43', 'require-image-digest'),
      equal('CKV_K8S_49', 'no-rbac-wildcards'),
      equal('CKV_K8S_75', 'require-node-authorization', { says: /authorize by .*Node|allows every request/ }),
      equal('CKV_K8S_77', 'require-node-authorization', { says: /authorize by .*RBAC|allows every request/ }),
      equal('CKV_K8S_85', 'require-node-authorization', { says: /without NodeRestriction/ }),
      equal('CKV_K8S_104', 'require-encryption-at-rest'),
      equal('CKV_K8S_138', 'require-kubelet-authentication', { says: /answers anonymous/ }),
      equal('CKV_K8S_139', 'require-kubelet-authentication', { says: /allows every request/ }),
      equal('CKV_K8S_140', 'require-kubelet-authentication', { says: /has no CA/ }),
      equal('CKV_K8S_141', 'require-kubelet-authentication', { says: /serves port/ }),
      equal('CKV_K8S_156', 'limit-escalation-verbs', { says: /approve|approval|\*/ }),
      equal('CKV_K8S_157', 'limit-escalation-verbs', { says: /"bind"|"\*"/ }),
      equal('CKV_K8S_158', 'limit-escalation-verbs', { says: /"escalate"|"\*"/ }),
    ],
  ],
  [
    'checkov/graph.jsonl',
    [
      equal('AllowPrivilegeEscalation', 'no-privilege-escalation'),
      equal('ImpersonatePermissions', 'limit-escalation-verbs', { says: /"impersonate"/ }),
      equal('NoCreateNodesProxyOrPodsExec', 'limit-escalation-verbs', { says: /"nodes\/proxy"|"pods\/exec"/ }),
      equal('ReadAllSecrets', 'limit-secret-readers'),
    ],
  ],
  [
    'kube-linter/cases.jsonl',
    [
      equal('access-to-secrets', 'limit-secret-readers'),
      equal('cluster-admin-role-binding', 'limit-cluster-admin'),
      equal('default-service-account', 'require-own-service-account'),
      equal('env-var-secret', 'no-plaintext-secrets'),
      equal('host-ipc', 'no-host-namespaces', { field: /\/hostIPC$/ }),
      equal('host-network', 'no-host-namespaces', { field: /\/hostNetwork$/ }),
      equal('no-read-only-root-fs', 'require-read-only-root'),
      equal('privilege-escalation-container', 'no-privilege-escalation'),
      equal('unset-cpu-requirements', 'require-resource-limits', { says: /CPU/ }),
      equal('unset-memory-requirements', 'require-resource-limits', { says: /memory/ }),
      equal('use-namespace', 'no-default-namespace'),
      equal('wildcard-in-rules', 'no-rbac-wildcards'),
    ],
  ],
  [
    'regolibrary/cases.jsonl',
    [
      equal('alert-any-hostpath', 'no-host-path-volumes'),
      equal('cluster-admin-role', 'limit-cluster-admin'),
      equal('container-hostPort', 'no-host-namespaces', { says: /takes port/ }),
      equal('container-image-repository', 'require-approved-registries'),
      equal('ensure-that-the-api-server-token-auth-file-parameter-is-not-set', 'no-static-token-auth'),
      equal('etcd-encryption-native', 'require-encryption-at-rest'),
      equal('exec-into-container-v1', 'limit-escalation-verbs', { says: /"pods\/exec"/ }),
      equal('host-network-access', 'no-host-namespaces', { field: /\/hostNetwork$/ }),
      equal('host-pid-ipc-privileges', 'no-host-namespaces', { field: /\/host(PID|IPC)$/ }),
      equal('host-pid-privileges', 'no-host-namespaces', { field: /\/hostPID$/ }),
      equal('immutable-container-filesystem', 'require-read-only-root'),
      equal('ingress-no-tls', 'require-gateway-tls'),
      equal('insecure-capabilities', 'no-dangerous-capabilities'),
      equal('pods-in-default-namespace', 'no-default-namespace'),
      equal('rbac-enabled-native', 'require-node-authorization', { says: /authorize by .*RBAC|allows every request/ }),
      equal('rule-allow-privilege-escalation', 'no-privilege-escalation'),
      equal('rule-can-bind-escalate', 'limit-escalation-verbs', { says: /"bind"|"escalate"|"\*"/ }),
      equal('rule-can-create-service-account-token', 'limit-escalation-verbs', { says: /"serviceaccounts\/token"/ }),
      equal('rule-can-impersonate-users-groups-v1', 'limit-escalation-verbs', { says: /"impersonate"/ }),
      equal('rule-can-list-get-secrets-v1', 'limit-secret-readers'),
      equal('rule-credentials-configmap', 'no-plaintext-secrets'),
      equal('rule-list-all-cluster-admins-v1', 'limit-cluster-admin'),
      equal('rule-privileged-container', 'no-privileged-containers no-dangerous-capabilities'),
      equal('set-hostprocess-true', 'no-windows-host-process'),
      equal('set-seccomp-profile-RuntimeDefault', 'require-seccomp-profile'),
      equal('set-sysctls-params', 'no-unsafe-sysctls'),
    ],
  ],
  [
    'kyverno/clusterpolicy.jsonl',
    [
      ...POD_SECURITY,
      ...CAPABILITIES,
      ...OTHER_POLICIES,
      equal('secrets-not-from-env-vars/secrets-not-from-env-vars', 'prefer-secret-files', { field: /\/env\[/ }),
      equal('secrets-not-from-env-vars/secrets-not-from-envfrom', 'prefer-secret-files', { field: /\/envFrom\[/ }),
      equal('has-tls', 'require-gateway-tls'),
    ],
  ],
  ['kyverno/clusterpolicy-cel.jsonl', [...POD_SECURITY, ...CAPABILITIES, ...OTHER_POLICIES, equal('secrets-not-from-env-vars', 'prefer-secret-files')]],
  ['kyverno/validatingpolicy.jsonl', [...POD_SECURITY, WHOLE_CAPABILITIES, ...OTHER_POLICIES, equal('secrets-not-from-env-vars', 'prefer-secret-files')]],
  ['kyverno/chainsaw.jsonl', [...POD_SECURITY, WHOLE_CAPABILITIES, ...OTHER_POLICIES, equal('secrets-not-from-env-vars', 'prefer-secret-files')]],
]);
