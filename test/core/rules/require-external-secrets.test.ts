import { suite, test } from 'mocha';
import { requireExternalSecrets } from '../../../server/core/rules/require-external-secrets.js';
import { checkRule } from '../../harness/rules.js';

const POD = `
        kind: Pod
        metadata: { name: cart, namespace: shop }
        spec: { volumes: [{ name: a, projected: { sources: [{ secret: { name: db } }] } }] }
        ---`;
const UNSURE = (why: string): string =>
  POD.replace('} }] } }] }', `} }] } }] }\n        #                                                                           ??? ${why}`);

suite('require-external-secrets', () => {
  test('a Secret may come from a store, a driver, an issuer or an encrypted file', () => {
    const makers = [
      '{ apiVersion: secrets-store.csi.x-k8s.io/v1, kind: SecretProviderClass, metadata: { name: a, namespace: shop }, spec: { secretObjects: [{ secretName: db }] } }',
      '{ apiVersion: secrets.hashicorp.com/v1beta1, kind: VaultStaticSecret, metadata: { name: a, namespace: shop }, spec: { destination: { name: db } } }',
      '{ apiVersion: cert-manager.io/v1, kind: Certificate, metadata: { name: a, namespace: shop }, spec: { secretName: db } }',
      '{ apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: { name: db, namespace: shop }, spec: {} }',
      '{ apiVersion: external-secrets.io/v1, kind: ClusterExternalSecret, metadata: { name: a }, spec: { externalSecretName: db } }',
      "{ kind: Secret, metadata: { name: db, namespace: shop }, data: { p: 'ENC[AES256_GCM,data:p673w==,iv:YY=,tag:AA=,type:str]' }, sops: { mac: 'ENC[a]' } }",
      '{ kind: Secret, metadata: { name: db, namespace: shop }, stringData: { ca.crt: "-----BEGIN CERTIFICATE-----" } }',
    ];
    for (const maker of makers) checkRule(requireExternalSecrets, `${POD}\n        ${maker}\n`);
  });

  test('a store of another namespace, or one with another name, makes nothing here', () => {
    const why = 'made by something outside the files';
    for (const maker of [
      '{ apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: { name: db, namespace: other }, spec: {} }',
      '{ apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: { name: db, namespace: shop }, spec: { target: { name: orders } } }',
      '{ kind: Secret, metadata: { name: db, namespace: shop } }',
    ])
      checkRule(requireExternalSecrets, `${UNSURE(why)}\n        ${maker}\n`);
  });

  test('a plain copy counts before the store that would make it', () => {
    checkRule(
      requireExternalSecrets,
      `${POD}
        kind: Secret
        metadata: { name: db, namespace: shop }
        stringData: { password: hunter2-hunter2 }
        #             ^^^^^^^^ secret "db" comes from a plain manifest
        ---
        { apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: { name: db, namespace: shop }, spec: {} }
      `,
    );
  });

  test('a Secret that a kustomization makes is as plain as its literals', () => {
    const kustomization = (entry: string): string => `
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        secretGenerator: [{ name: db, ${entry} }]`;
    checkRule(
      requireExternalSecrets,
      `${POD}${kustomization('literals: [password=hunter2]')}
        #                                        ^^^^^^^^^^^^^^^^ secret "db" comes from a plain manifest
      `,
    );
    checkRule(requireExternalSecrets, UNSURE('made by a kustomization from other files') + kustomization('files: [password.txt]'));
  });

  test('a Secret that nobody uses is no subject', () => {
    checkRule(requireExternalSecrets, '{ kind: Secret, metadata: { name: db }, stringData: { password: hunter2-hunter2 } }');
  });
});
