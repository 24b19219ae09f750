import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { noPlaintextSecrets } from '../../../server/core/rules/no-plaintext-secrets.js';
import { checkRule, judgeExample } from '../../harness/rules.js';

suite('no-plaintext-secrets', () => {
  test('keys that contain the letters of an identity scheme are no credential', () => {
    checkRule(noPlaintextSecrets, '{ kind: ConfigMap, metadata: { name: shop }, data: { apiVersion: v1, cacheSize: "64", tokenBucket: "9", secretName: db } }');
  });

  test('variables whose value is a switch, a path, an address, a reference or a name hold no credential', () => {
    checkRule(
      noPlaintextSecrets,
      `
        kind: Pod
        metadata: { name: cart }
        spec:
          containers:
            - name: server
              env:
                - { name: MYSQL_ALLOW_EMPTY_PASSWORD, value: "yes" }
                - { name: DB_PASSWORD, value: "" }
                - { name: API_TOKEN, value: /run/secrets/token }
                - { name: AUTH_TOKEN, value: https://id.example.com/token }
                - { name: DB_PASSWORD_2_PASSWORD, value: vault:secret/data/db#password }
                - { name: TLS_SECRET, value: shop-tls }
                - { name: MAX_TOKEN, value: 4096 }
                - { name: DATABASE_SECRET, value: orders }
                - { name: PUBLIC_KEY, value: AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 }
        ---
        apiVersion: bitnami.com/v1alpha1
        kind: SealedSecret
        metadata: { name: orders }
        spec: { encryptedData: { password: AgBy3i4OJSWK } }
      `,
    );
  });

  test('tokens are known by their form, whatever they are called', () => {
    checkRule(
      noPlaintextSecrets,
      `
        kind: ConfigMap
        metadata: { name: shop }
        data:
          a: AKIA2E0A8F3B244C9986
        #    ^^^^^^^^^^^^^^^^^^^^ config map "shop" holds an AWS access key in "a"
          b: ghp_0123456789abcdefghijABCDEFGHIJ012345
        #    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ config map "shop" holds a GitHub token in "b"
          c: postgres://shop:hunter2@orders:5432/shop
        #    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ config map "shop" holds a password in a URL in "c"
          d: AKIAIOSFODNN7EXAMPLE
          e: postgres://shop@orders:5432/shop
          f: postgres://shop:$(PASSWORD)@orders:5432/shop
      `,
    );
  });

  test('a command line is read too', () => {
    checkRule(
      noPlaintextSecrets,
      `
        kind: CronJob
        metadata: { name: backup }
        spec:
          jobTemplate:
            spec:
              template:
                spec:
                  initContainers: [{ name: setup, args: [--quiet, 'https://shop:hunter2@files.example.com'] }]
        #                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ an argument of container "setup" holds a password in a URL of 7 characters
      `,
    );
    checkRule(
      noPlaintextSecrets,
      `
        kind: Pod
        metadata: { name: web }
        spec:
          containers:
            - name: web
              command: [/web, --db-password=hunter2]
        #                     ^^^^^^^^^^^^^^^^^^^^^ an argument of container "web" holds a password of 7 characters
              args: [--tls-secret=shop-tls, --token-file=/run/token, --api-key=$(API_KEY), --use-token=true, -c, 'echo --password=hunter2']
      `,
    );
  });

  test('a Secret of certificates, of switches, or without values holds no secret', () => {
    checkRule(
      noPlaintextSecrets,
      `
        kind: Secret
        metadata: { name: token, annotations: { kubernetes.io/service-account.name: cart } }
        type: kubernetes.io/service-account-token
        ---
        kind: Secret
        metadata: { name: flags }
        stringData: { enabled: "true", empty: "" }
      `,
    );
  });

  test('a Secret that holds settings is judged by what they say', () => {
    checkRule(
      noPlaintextSecrets,
      `
        kind: Secret
        metadata: { name: quiet }
        stringData: { app.ini: "[log]\\nlevel = info\\nformat = json\\n", one.yaml: "level: info\\n" }
        ---
        kind: Secret
        metadata: { name: loud }
        stringData: { app.ini: "[smtp]\\nuser = shop\\npassword = hunter2\\n" }
        #             ^^^^^^^ secret "loud" is not encrypted: "app.ini" holds a password of 7 characters
        ---
        kind: Secret
        metadata: { name: partly }
        stringData: { app.ini: "[smtp]\\nuser = $(SMTP_USER)\\npassword = hunter2\\n" }
        #             ^^^^^^^ secret "partly" is not encrypted: "app.ini" holds a password of 7 characters
      `,
    );
  });

  test('a setting in a text of a ConfigMap is read as what it is called', () => {
    checkRule(
      noPlaintextSecrets,
      `
        kind: ConfigMap
        metadata: { name: shop }
        data:
          application.properties: "server.port=8080\\nspring.datasource.password=hunter2\\n"
        # ^^^^^^^^^^^^^^^^^^^^^^ config map "shop" holds a password in "application.properties"
          grafana.ini: |
            [database]
            password = $__file{/run/secrets/database}
            sort_key = name
          app.yaml: |
            database:
              password:   # set by the operator
              passwordFile: /run/secrets/database
            token: >-
              of-some-lines
          run.sh: |
            echo "password: $1"
            exec app --password=hunter2
      `,
    );
  });

  test('a password with a line end is no setting', () => {
    checkRule(
      noPlaintextSecrets,
      `
        kind: Secret
        metadata: { name: shop }
        stringData: { value: "hunter2-hunter2\\n" }
        #             ^^^^^ secret "shop" is not encrypted: "value" holds a secret value of 16 characters
      `,
    );
  });

  test('what is encrypted in the file is no plain text, and what is left out of the encryption is', () => {
    checkRule(
      noPlaintextSecrets,
      `
        kind: Secret
        metadata: { name: shop }
        data: { password: 'ENC[AES256_GCM,data:p673w==,iv:YY=,tag:AA=,type:str]' }
        sops: { mac: 'ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]' }
        ---
        kind: Secret
        metadata: { name: half }
        stringData: { a: 'ENC[AES256_GCM,data:p673w==,iv:YY=,tag:AA=,type:str]', password: hunter2-hunter2 }
        #                                                                                  ^^^^^^^^^^^^^^^ secret "half" is not encrypted: "password" holds a secret value of 15 characters
        sops: { mac: 'ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]' }
      `,
    );
  });

  test('the copy that kubectl keeps in an annotation is found on an encrypted Secret', () => {
    checkRule(
      noPlaintextSecrets,
      `
        kind: Secret
        metadata:
          name: shop
          annotations:
            kubectl.kubernetes.io/last-applied-configuration: '{"kind":"Secret","data":{"password":"aHVudGVyMg=="}}'
        #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ an annotation of secret "shop" repeats its content
      `,
    );
  });

  test('values of Argo CD repositories are settings, except what is named as a credential', () => {
    checkRule(
      noPlaintextSecrets,
      `
        kind: Secret
        metadata: { name: repository, labels: { argocd.argoproj.io/secret-type: repository } }
        stringData: { type: git, url: https://git.example.com/shop.git }
        ---
        kind: Secret
        metadata: { name: closed, labels: { argocd.argoproj.io/secret-type: repository } }
        stringData: { type: git, url: https://git.example.com/shop.git, password: hunter2-hunter2 }
        #                                                                         ^^^^^^^^^^^^^^^ secret "closed" is not encrypted: "password" holds a secret value of 15 characters
      `,
    );
  });

  test('literals of a kustomization end up in the cluster as they stand', () => {
    checkRule(
      noPlaintextSecrets,
      `
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        metadata: { annotations: { config.kubernetes.io/local-config: "true" } }
        secretGenerator:
          - name: db
            literals:
              - user=
              - password="hunter2-hunter2"
        #       ^^^^^^^^^^^^^^^^^^^^^^^^^^ the generator of "db" holds a secret value of 15 characters in "password"
          - name: files
            files: [tls.key]
        configMapGenerator:
          - name: shop
            literals: [cacheSize=64, API_TOKEN=hunter2]
        #                            ^^^^^^^^^^^^^^^^^ the generator of "shop" holds a token of 7 characters in "API_TOKEN"
      `,
    );
  });

  test('a template decides nothing', () => {
    checkRule(
      noPlaintextSecrets,
      `
        kind: Secret
        metadata: { name: shop }
        stringData: { password: {{ .Values.password | quote }} }
        #                       ??? set by a template
      `,
    );
  });

  test('no message tells a secret', () => {
    const secret = 'hunter2-hunter2';
    const { judged } = judgeExample(
      noPlaintextSecrets,
      `
        kind: Secret
        metadata: { name: shop }
        stringData: { a: ${secret}, b: 'https://u:${secret}@x', c: "password: ${secret}\\nuser: x\\n" }
        ---
        kind: ConfigMap
        metadata: { name: shop, annotations: { x: 'https://u:${secret}@x' } }
        data: { password: ${secret}, b: 'https://u:${secret}@x' }
        ---
        kind: Pod
        metadata: { name: shop, annotations: { x: 'https://u:${secret}@x' } }
        spec: { containers: [{ name: shop, env: [{ name: PASSWORD, value: ${secret} }], args: ['https://u:${secret}@x'] }] }
      `,
    );
    const findings = judged.flatMap((subject) => subject.findings);
    assert.equal(findings.length, 7);
    assert.ok(!JSON.stringify(findings).includes('hunter2'));
  });
});
