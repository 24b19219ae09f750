const ANNOTATION = 'The seccomp annotation is not read any more: Kubernetes 1.27 removed it, and the pod runs without a profile.';
const LOCALHOST = 'A profile of type Localhost filters system calls too: the restricted level of the Pod Security Standards takes it.';
const NOT_SET = 'No namespace is written: whoever applies the file sets it, so that ours gives no answer.';
const STAR_VERB = 'Every verb on service accounts includes impersonate, which ours finds beside the verb that theirs asks about.';

/** Cases in which ours says otherwise than the corpus, by id, with the reason. */
export const DISAGREEMENTS: ReadonlyMap<string, string> = new Map([
  [
    'checkov/AllowPrivilegeEscalation/oc-deploymentConfig-FAILED',
    'A DeploymentConfig is a kind of OpenShift, and ours judges the workloads that Kubernetes itself has.',
  ],
  ['checkov/AllowedCapabilitiesSysAdmin/pod-FAILED2', 'The pod has no container that could add a capability: the API server refuses it.'],
  ['checkov/DefaultNamespace/nginx-statefulset-FAILED', NOT_SET],
  ['checkov/RbacBindRoleBindings/role-passed-2', STAR_VERB],
  ['checkov/RbacEscalateRoles/role-passed-2', STAR_VERB],
  ['checkov/RootContainers/rootContainersFAILED-malformed-spec', 'The spec is a list: the API server refuses the pod, and ours finds no container in it.'],
  [
    'checkov/RootContainers/rootContainersFAILED_2',
    'Without a space after the colon the securityContext is one text: the API server refuses it, and ours gives no answer.',
  ],
  [
    'checkov/RootContainers/rootContainersPASSED',
    'A user above 0 alone does not pass, and a pod that sets runAsNonRoot to false does not either: the restricted level asks for the field at both.',
  ],
  ['checkov/Seccomp/cronjob-seccomp-PASSED', ANNOTATION],
  ['checkov/Seccomp/pod-seccomp-PASSED', ANNOTATION],
  ['checkov/Seccomp/pod-seccomp-PASSED2', ANNOTATION],
  ['checkov/Seccomp/pod-seccomp-PASSED6', ANNOTATION],
  ['kube-linter/env-var-secret/all', 'Theirs goes by the word in the name alone; a variable whose name begins with SECRET holds the name of one as often.'],
  [
    'regolibrary/cluster-admin-role/clusterrole-rolebinding',
    'A RoleBinding to cluster-admin gives every right in its namespace, here in that of the control plane.',
  ],
  ['regolibrary/exec-into-container-v1/clusterrole', 'RBAC knows a star for all resources or before a slash: "pods/*" matches no request, and grants nothing.'],
  ['regolibrary/pods-in-default-namespace/pod', NOT_SET],
  ['regolibrary/set-seccomp-profile-RuntimeDefault/pod', LOCALHOST],
  ['regolibrary/set-seccomp-profile-RuntimeDefault/workloads', LOCALHOST],
]);
