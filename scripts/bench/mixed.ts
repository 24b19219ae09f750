import { documentTexts } from './documents.js';

/** Plausible documents of many kinds, always the same, until their texts hold `bytes` together: what teams deploy, what a mesh and admission engines are told, and large data. */
export function mixedTexts(bytes: number): readonly string[] {
  const texts: string[] = [];
  for (let number = 0, size = 0; size < bytes; number++) {
    const more = mixedGroup(number);
    texts.push(...more);
    size += more.reduce((sum, text) => sum + text.length + 4, 0);
  }
  return texts;
}

/** What one application of a team brings, its namespace with the first of ten. */
function mixedGroup(number: number): readonly string[] {
  const namespace = `area-${Math.floor(number / 10)}`;
  const name = `service-${number}`;
  const plain = documentTexts(8).map((text) => text.replaceAll('team-0', namespace).replaceAll('app-0', name).replace('deny-0', `${name}-ingress`));
  return [
    ...(number % 10 === 0 ? [`apiVersion: v1\nkind: Namespace\nmetadata: { name: ${namespace}, labels: { istio-injection: enabled } }\n`] : []),
    ...plain.map((text) => text.replace('podSelector: {}', `podSelector: { matchLabels: { app: ${name}-0 } }`)),
    statefulSet(namespace, `${name}-store`),
    cronJob(namespace, `${name}-report`),
    configMap(namespace, `${name}-settings`),
    ...access(namespace, name),
    ...mesh(namespace, `${name}-0`),
    ...(number % 25 === 0 ? [policy(namespace, name), definition(`kind${number}`)] : []),
  ];
}

function statefulSet(namespace: string, name: string): string {
  return `# A store that was written before anyone asked for more.
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: ${name}
  namespace: ${namespace}
  annotations:
    example.com/owner: 'team of ${namespace}'
spec:
  serviceName: ${name}
  replicas: 3
  selector:
    matchLabels: { app: ${name} }
  template:
    metadata:
      labels: { app: ${name} }
    spec:
      containers:
        - name: store
          image: postgres:16
          args: ["-c", "max_connections=200"]
          env:
            - name: POSTGRES_PASSWORD
              valueFrom:
                secretKeyRef: { name: ${name}, key: password }
          ports: [{ containerPort: 5432 }]
          volumeMounts:
            - { name: data, mountPath: /var/lib/postgresql/data }
          securityContext:
            privileged: false
  volumeClaimTemplates:
    - metadata: { name: data }
      spec:
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 10Gi } }
`;
}

function cronJob(namespace: string, name: string): string {
  return `apiVersion: batch/v1
kind: CronJob
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: report
              image: registry.example.com/reports/${name}:latest
              command:
                - /bin/sh
                - -c
                - |
                  set -e
                  report --since yesterday > /tmp/report
                  upload /tmp/report
`;
}

function configMap(namespace: string, name: string): string {
  const lines = Array.from({ length: 40 }, (_, line) => `    section.${line}.setting = value ${line} of ${name}`).join('\n');
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\ndata:\n  LOG_LEVEL: info\n  settings.conf: |\n${lines}\n`;
}

function access(namespace: string, name: string): readonly string[] {
  const group = 'rbac.authorization.k8s.io';
  return [
    `apiVersion: ${group}/v1
kind: Role
metadata: { name: ${name}, namespace: ${namespace} }
rules:
  - apiGroups: [""]
    resources: [configmaps, secrets]
    verbs: [get, list, watch]
`,
    `apiVersion: ${group}/v1
kind: RoleBinding
metadata: { name: ${name}, namespace: ${namespace} }
roleRef: { apiGroup: ${group}, kind: Role, name: ${name} }
subjects:
  - { kind: ServiceAccount, name: ${name}, namespace: ${namespace} }
`,
  ];
}

function mesh(namespace: string, name: string): readonly string[] {
  return [
    `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: ${name} } }
  rules:
    - from:
        - source: { principals: [cluster.local/ns/${namespace}/sa/${name}] }
      to:
        - operation: { methods: [GET], ports: ["8080"] }
`,
    `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  host: ${name}.${namespace}.svc.cluster.local
  trafficPolicy: { tls: { mode: ISTIO_MUTUAL } }
`,
  ];
}

function policy(namespace: string, name: string): string {
  return `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: { name: ${name} }
spec:
  rules:
    - name: registries
      match: { any: [{ resources: { kinds: [Pod], namespaces: [${namespace}] } }] }
      validate:
        failureAction: Enforce
        message: only approved registries
        pattern: { spec: { containers: [{ image: "registry.example.com/*" }] } }
`;
}

function definition(kind: string): string {
  const fields = Array.from(
    { length: 120 },
    (_, field) => `                field${field}:\n                  description: what field ${field} says\n                  type: string`,
  );
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: ${kind}s.example.com
spec:
  group: example.com
  scope: Namespaced
  names: { kind: ${kind}, plural: ${kind}s }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
${fields.join('\n')}
`;
}
