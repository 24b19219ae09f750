/** The apiVersion that an example may leave out, by kind. Kinds of two groups (AuthorizationPolicy) are Istio's unless the text says otherwise. */
export const API_VERSIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    v1: 'Pod Service ServiceAccount ConfigMap Secret Namespace PersistentVolumeClaim ResourceQuota LimitRange ReplicationController List Config',
    'apps/v1': 'Deployment StatefulSet DaemonSet ReplicaSet',
    'batch/v1': 'Job CronJob',
    'rbac.authorization.k8s.io/v1': 'Role ClusterRole RoleBinding ClusterRoleBinding',
    'networking.k8s.io/v1': 'NetworkPolicy Ingress',
    'gateway.networking.k8s.io/v1': 'HTTPRoute GRPCRoute GatewayClass',
    'security.istio.io/v1': 'PeerAuthentication AuthorizationPolicy RequestAuthentication',
    'networking.istio.io/v1': 'Gateway VirtualService DestinationRule ServiceEntry Sidecar',
    'networking.istio.io/v1alpha3': 'EnvoyFilter',
    'telemetry.istio.io/v1': 'Telemetry',
    'install.istio.io/v1alpha1': 'IstioOperator',
    'policy.linkerd.io/v1beta3': 'Server',
    'policy.linkerd.io/v1beta1': 'ServerAuthorization',
    'policy.linkerd.io/v1alpha1': 'MeshTLSAuthentication NetworkAuthentication',
    'cilium.io/v2': 'CiliumNetworkPolicy CiliumClusterwideNetworkPolicy',
    'projectcalico.org/v3': 'GlobalNetworkPolicy',
    'policy.networking.k8s.io/v1alpha1': 'AdminNetworkPolicy BaselineAdminNetworkPolicy',
    'kyverno.io/v1': 'ClusterPolicy Policy',
    'kyverno.io/v2': 'PolicyException',
    'policies.kyverno.io/v1': 'ValidatingPolicy ImageValidatingPolicy MutatingPolicy GeneratingPolicy',
    'admissionregistration.k8s.io/v1': 'ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration MutatingWebhookConfiguration',
    'templates.gatekeeper.sh/v1': 'ConstraintTemplate',
    'kubelet.config.k8s.io/v1beta1': 'KubeletConfiguration',
    'kubeadm.k8s.io/v1beta4': 'ClusterConfiguration InitConfiguration',
    'apiserver.config.k8s.io/v1': 'EncryptionConfiguration AdmissionConfiguration AuthenticationConfiguration AuthorizationConfiguration',
  }).flatMap(([version, kinds]) => kinds.split(' ').map((kind) => [kind, version] as const)),
);

/** Adds the apiVersion of a known kind where a document has none: at its end, so that no line or column moves. */
export function withApiVersions(text: string): string {
  return text
    .split(/^(?=---(?:\s|$))/m)
    .map((document) => {
      if (/(^|[{,]\s*)apiVersion:/m.test(document)) return document;
      const kind = /(?:^|[{,]\s*)kind:\s*([A-Za-z]+)/m.exec(document)?.[1];
      const version = kind === undefined ? undefined : API_VERSIONS.get(kind);
      if (version === undefined) return document;
      const flow = /^(?:---\s*)?\{/.test(document);
      return flow ? document.replace(/\}(\s*(?:#[^\n]*\s*)*)$/, `, apiVersion: ${version}}$1`) : `${document.replace(/\n*$/, '\n')}apiVersion: ${version}\n`;
    })
    .join('');
}
