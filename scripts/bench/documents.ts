import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes texts as documents of so many files of a folder, in their order. */
export function writeTexts(folder: string, texts: readonly string[], files: number): readonly string[] {
  const each = Math.ceil(texts.length / files);
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: files }, (_, file) => {
    const path = join(folder, `file-${file}.yaml`);
    writeFileSync(path, texts.slice(file * each, (file + 1) * each).join('---\n'));
    return path;
  });
}

/** Texts of plausible manifests, always the same: of each eight, three Deployments, three Services, a NetworkPolicy and a ServiceAccount, in one namespace for every forty. */
export function documentTexts(count: number): readonly string[] {
  return Array.from({ length: count }, (_, number) => {
    const group = Math.floor(number / 8);
    const namespace = `team-${Math.floor(group / 5)}`;
    const slot = number % 8;
    if (slot === 6) return networkPolicy(namespace, `deny-${group}`);
    if (slot === 7) return serviceAccount(namespace, `app-${group}`);
    const name = `app-${group}-${slot % 3}`;
    return slot < 3 ? deployment(namespace, name, `app-${group}`) : service(namespace, name);
  });
}

function deployment(namespace: string, name: string, account: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: ${namespace}
  labels:
    app: ${name}
spec:
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      serviceAccountName: ${account}
      securityContext:
        runAsNonRoot: true
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: main
          image: registry.example.com/team/${name}:1.4.2 # pinned by the release
          ports:
            - containerPort: 8080
          env:
            - name: BACKEND
              value: "http://${name}:8080"
          resources:
            requests: { cpu: 100m, memory: 128Mi }
            limits: { memory: 256Mi }
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop: [ALL]
`;
}

function service(namespace: string, name: string): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  selector:
    app: ${name}
  ports:
    - name: http
      port: 8080
`;
}

function networkPolicy(namespace: string, name: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  podSelector: {}
  policyTypes: [Ingress]
`;
}

function serviceAccount(namespace: string, name: string): string {
  return `apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${name}
  namespace: ${namespace}
`;
}
