/** Manifests in the styles that people write, for mutation. */
export const FIXTURES: readonly string[] = [
  `apiVersion: apps/v1
kind: Deployment
metadata:
  name: cart   # the cart
  labels: {app: cart, "tier": backend}
  annotations:
    note: 'it''s
      two lines'
    other: "a \\u00e9 \\
      b"
spec:
  replicas: 0x2
  selector:
    matchLabels: &labels
      app: cart
  template:
    metadata:
      labels:
        <<: *labels
        on: yes
    spec:
      containers:
      - name: main
        image: registry.example/cart@sha256:aaaa
        args: ["--port", '8080', -v, {a: b}]
        command:
          - sh
          - -c
          - |
            if true; then
              echo "x: y" # no comment
            fi

          - >-
            folded
            text

              kept
        env:
        - {name: A, value: "1"}
        -   name: B
            value:
              long plain
              text
        ports:
        -
          containerPort: 8080
      tolerations: [
      ]
`,
  `---
# comment
apiVersion: v1
kind: ConfigMap
metadata:
  name: c
data:
  empty:
  tilde: ~
  a.yaml: |+
    x: 1

  b: >
    one
    two


  c: |2
      indented
    less
immutable: off
`,
  '{"apiVersion": "v1", "kind": "List", "items": [{"a": 1.5, "b": [true, null, "x\\n\\u0041"]}]}\n',
  `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
  egress:
  - to:
    - namespaceSelector:
        matchLabels: {kubernetes.io/metadata.name: kube-system}
      podSelector:
        matchLabels:
          k8s-app: kube-dns
    ports:
    - {protocol: UDP, port: 53}
    - port: 53
      protocol: TCP
`,
  `base: &base
  hostNetwork: true
  hostPID: y
list:
- &one {a: 1}
- *one
- - nested
  - - deeper
spec:
  hostNetwork: false
  <<: [*base, {x: 1}]
last: &s text
again: *s
...
`,
];
