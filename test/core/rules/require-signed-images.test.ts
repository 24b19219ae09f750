import { suite, test } from 'mocha';
import { requireBuildProvenance } from '../../../server/core/rules/require-build-provenance.js';
import { requireSignedImages } from '../../../server/core/rules/require-signed-images.js';
import { checkRule } from '../../harness/rules.js';

const KEY = "attestors: [{ entries: [{ keys: { publicKeys: 'k8s://security/cosign' } }] }]";
const PODS = "matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods] }] }";
const POD = `
        kind: Pod
        metadata: { name: cart, namespace: shop }
        spec: { containers: [{ name: cart, image: registry.example.com/shop/cart:1 }] }
        ---`;
const UNSIGNED_POD = POD.replace(
  'namespace: shop }',
  'namespace: shop }\n        #                 ^^^^ nothing verifies who signed the images of namespace "shop"',
);

function rule(verify: string, match = 'any: [{ resources: { kinds: [Pod] } }]', spec = 'validationFailureAction: Enforce'): string {
  return `
        kind: ClusterPolicy
        metadata: { name: signed }
        spec:
          ${spec}
          rules:
            - name: key
              match: { ${match} }
              verifyImages: [{ ${verify} }]
      `;
}

suite('require-signed-images', () => {
  test('a policy that does not refuse, does not insist, or trusts anyone verifies nothing', () => {
    const images = "imageReferences: ['*']";
    checkRule(requireSignedImages, POD + rule(`${images}, ${KEY}`));
    const anyone = "attestors: [{ entries: [{ keyless: { issuer: https://token.example.com, subject: '*' } }] }]";
    const oneOfTwo = "attestors: [{ count: 1, entries: [{ keys: { kms: 'awskms:///a' } }, { keyless: { issuer: '*', subject: '*' } }] }]";
    for (const verify of [
      `${images}, ${KEY}, required: false`,
      `${images}, ${KEY}, failureAction: Audit`,
      `${images}`,
      `${images}, ${anyone}`,
      `${images}, ${oneOfTwo}`,
      `imageReferences: ['other.example.com/*'], ${KEY}`,
      `${images}, skipImageReferences: ['registry.example.com/shop/*'], ${KEY}`,
    ])
      checkRule(requireSignedImages, UNSIGNED_POD + rule(verify));
    checkRule(requireSignedImages, UNSIGNED_POD + rule(`${images}, ${KEY}`, undefined, 'validationFailureAction: Audit'));
    checkRule(requireSignedImages, UNSIGNED_POD + rule(`${images}, ${KEY}`, 'any: [{ resources: { kinds: [Pod], namespaces: [other] } }]'));
    checkRule(requireSignedImages, UNSIGNED_POD + rule(`${images}, ${KEY}`, 'any: [{ resources: { kinds: [Service] } }]'));
  });

  test('an override decides for its namespaces, and two keys may be asked for together', () => {
    const override = (action: string): string =>
      `validationFailureAction: Audit\n          validationFailureActionOverrides: [{ action: ${action}, namespaces: ['sh*'] }]`;
    checkRule(requireSignedImages, POD + rule(`imageReferences: ['*'], ${KEY}`, undefined, override('enforce')));
    const both = "attestors: [{ count: 2, entries: [{ keys: { kms: 'awskms:///a' } }, { keyless: { issuer: '*', subject: '*' } }] }]";
    checkRule(requireSignedImages, POD + rule(`imageReferences: ['*'], ${both}`));
  });

  test('a precondition or an exception may free the images of a workload', () => {
    const unsure = (why: string): string => POD.replace('namespace: shop }', `namespace: shop }\n        #                 ??? ${why}`);
    const signed = rule(`imageReferences: ['*'], ${KEY}`);
    checkRule(
      requireSignedImages,
      unsure('by a precondition of a policy') +
        signed.replace('- name: key', '- name: key\n              preconditions: { all: [{ key: a, operator: Equals, value: a }] }'),
    );
    const exception = (names: string, match: string): string => `
        ---
        kind: PolicyException
        metadata: { name: legacy, namespace: security }
        spec: { exceptions: [{ ${names} }], match: { any: [{ resources: { kinds: [Pod], ${match} } }] } }
      `;
    const freed = unsure('exception "legacy" may free it');
    checkRule(requireSignedImages, freed + signed + exception('policyName: signed, ruleNames: [key]', 'namespaces: [shop]'));
    checkRule(requireSignedImages, freed + signed + exception("policyName: signed, ruleNames: ['autogen-*']", 'namespaces: [shop]'));
    checkRule(requireSignedImages, POD + signed + exception('policyName: other, ruleNames: [key]', 'namespaces: [shop]'));
    checkRule(requireSignedImages, POD + signed + exception('policyName: signed, ruleNames: [other]', 'namespaces: [shop]'));
    checkRule(requireSignedImages, POD + signed + exception('policyName: signed, ruleNames: [key]', 'namespaces: [legacy]'));
    const cel = `
        kind: ImageValidatingPolicy
        metadata: { name: signed }
        spec:
          ${PODS}
          attestors: [{ name: us, cosign: { key: { data: PEM } } }]
          validations: [{ expression: 'images.containers.map(image, verifyImageSignatures(image, [attestors.us])).all(e, e > 0)' }]
        ---
        apiVersion: policies.kyverno.io/v1
        kind: PolicyException
        metadata: { name: legacy, namespace: security }
        spec: { policyRefs: [{ name: signed, kind: ImageValidatingPolicy }] }
      `;
    checkRule(requireSignedImages, freed + cel);
    checkRule(requireSignedImages, POD + cel.replace('name: signed, kind: ImageValidatingPolicy', 'name: other, kind: ImageValidatingPolicy'));
  });

  test('every image of a workload must be covered, and the others are named', () => {
    checkRule(
      requireSignedImages,
      `
        kind: Deployment
        metadata: { name: cart, namespace: shop }
        #                 ^^^^ 1 of 2 workloads of namespace "shop" run unverified images
        spec:
          template:
            spec:
              initContainers: [{ name: setup, image: busybox }]
              containers: [{ name: cart, image: registry.example.com/shop/cart:1 }]
        ---${POD}${rule(`imageReferences: ['registry.example.com/*'], ${KEY}`)}`,
    );
  });

  test('an image without a host is one of Docker Hub', () => {
    checkRule(
      requireSignedImages,
      `
        { kind: Pod, metadata: { name: a, namespace: shop }, spec: { containers: [{ name: a, image: redis }] } }
        ---${rule(`imageReferences: ['docker.io/library/*:latest'], ${KEY}`)}`,
    );
  });

  test('an ImageValidatingPolicy covers the lists that its expression goes through', () => {
    const policy = (expression: string): string => `
        kind: ImageValidatingPolicy
        metadata: { name: signed }
        spec:
          ${PODS}
          attestors: [{ name: us, cosign: { key: { data: PEM } } }]
          validations: [{ expression: '${expression}' }]
      `;
    const check = (list: string): string => `images.${list}.map(image, verifyImageSignatures(image, [attestors.us])).all(e, e > 0)`;
    const asked = (list: string): string => check(list).replace('[attestors.us]))', '[attestors.us]) > 0)').replace('e > 0', 'e');
    checkRule(requireSignedImages, POD + policy(asked('containers')));
    checkRule(requireSignedImages, POD + policy(check('containers')));
    checkRule(requireSignedImages, POD + policy(check('containers').replace('e > 0', 'e >= 1')));
    checkRule(requireSignedImages, UNSIGNED_POD + policy(check('containers').replace('e > 0', 'e >= 0')));
    checkRule(requireSignedImages, UNSIGNED_POD + policy(check('initContainers')));
    checkRule(requireSignedImages, UNSIGNED_POD + policy(asked('initContainers')));
    checkRule(requireSignedImages, UNSIGNED_POD + policy(asked('containers').replace('attestors.us', 'attestors.them')));
    checkRule(requireSignedImages, UNSIGNED_POD + policy('images.containers.all(image, image.startsWith("verifyImageSignatures"))'));
    const unsure = POD.replace('namespace: shop }', 'namespace: shop }\n        #                 ??? by an expression in CEL');
    checkRule(requireSignedImages, unsure + policy(`${asked('containers')} || true`));
    checkRule(requireSignedImages, unsure + policy(check('containers').replace('.all(', '.exists(')));
    checkRule(requireSignedImages, unsure + policy(asked('containers').replace('.all(', '.exists(')));
    checkRule(requireSignedImages, unsure + policy(`!${asked('containers')}`));
    checkRule(requireSignedImages, unsure + policy(check('containers').replace('.all(e, e > 0)', '.sum() > 0')));
  });

  test('policy-controller looks only at namespaces that carry its label, and a static authority lets everything pass', () => {
    const policy = (glob: string, authority: string): string => `
        apiVersion: policy.sigstore.dev/v1beta1
        kind: ClusterImagePolicy
        metadata: { name: signed }
        spec: { images: [{ glob: '${glob}' }], authorities: [${authority}] }
        ---
        kind: Namespace
        metadata: { name: shop, labels: { policy.sigstore.dev/include: "true" } }
      `;
    const key = '{ key: { data: PEM } }';
    checkRule(requireSignedImages, POD + policy('registry.example.com/*/cart:**', key));
    const marked = (text: string): string =>
      text.replace(/( {8}metadata: \{ name: shop, [^\n]*\n)/, '$1        #                 ^^^^ nothing verifies who signed the images of namespace "shop"\n');
    checkRule(requireSignedImages, POD + marked(policy('registry.example.com/*:1', key)));
    checkRule(requireSignedImages, POD + marked(policy('**', `${key}, { static: { action: pass } }`)));
    checkRule(requireSignedImages, POD + marked(policy('**', key).replace('include: "true"', 'include: "false"')));
    checkRule(requireSignedImages, UNSIGNED_POD + policy('**', key).replace(/---[\s\S]*$/, ''));
  });

  test('Ratify is known by what its constraint does, not by its name', () => {
    const constraint = (rego: string): string => `
        kind: ConstraintTemplate
        metadata: { name: anything }
        spec: { crd: { spec: { names: { kind: Anything } } }, targets: [{ rego: '${rego}' }] }
        ---
        apiVersion: constraints.gatekeeper.sh/v1beta1
        kind: Anything
        metadata: { name: anything }
        spec: { match: { kinds: [{ apiGroups: [''], kinds: [Pod] }] } }
        ---
        apiVersion: config.ratify.deislabs.io/v1beta1
        kind: Verifier
        metadata: { name: notation }
      `;
    checkRule(requireSignedImages, POD + constraint('response := external_data({"provider": "p", "keys": images})'));
    checkRule(requireSignedImages, UNSIGNED_POD + constraint('# external_data( of ratify'));
    const unsure = POD.replace('namespace: shop }', 'namespace: shop }\n        #                 ??? by a provider that is in no file');
    checkRule(requireSignedImages, unsure + constraint('response := external_data({"provider": "p"})').replace(/---\s+apiVersion: config[\s\S]*$/, ''));
  });

  test('where the platform lives elsewhere nothing is said', () => {
    checkRule(requireSignedImages, {
      platform: 'external',
      source: POD.replace('namespace: shop }', 'namespace: shop }\n        #                 ??? lives elsewhere').replace(/---$/, ''),
    });
  });
});

suite('require-build-provenance', () => {
  test('a predicate that is no provenance, or that anyone may sign, proves no build', () => {
    const wanted = POD.replace(
      'namespace: shop }',
      'namespace: shop }\n        #                 ^^^^ nothing asks how the images of namespace "shop" were built',
    );
    const attest = (type: string, attestors: string): string => `imageReferences: ['*'], attestations: [{ type: '${type}'${attestors} }]`;
    checkRule(requireBuildProvenance, POD + rule(attest('https://slsa.dev/provenance/v0.2', `, ${KEY}`)));
    checkRule(requireBuildProvenance, POD + rule(`${attest('https://slsa.dev/provenance/v1', '')}, ${KEY}`));
    checkRule(requireBuildProvenance, wanted + rule(attest('https://cyclonedx.org/bom', `, ${KEY}`)));
    checkRule(requireBuildProvenance, wanted + rule(attest('https://slsa.dev/provenance/v1', '')));
    checkRule(requireBuildProvenance, wanted + rule(`imageReferences: ['*'], ${KEY}`));
  });

  test('policy-controller knows provenance by short names, and asks every authority for it', () => {
    const policy = (authorities: string, label = ''): string => `
        apiVersion: policy.sigstore.dev/v1beta1
        kind: ClusterImagePolicy
        metadata: { name: built }
        spec: { images: [{ glob: '**' }], authorities: [${authorities}] }
        ---
        kind: Namespace
        metadata: { name: shop, labels: { policy.sigstore.dev/include: "true" } }
        ${label}
      `;
    const built = (type: string): string => `{ key: { data: PEM }, attestations: [{ name: a, predicateType: ${type} }] }`;
    const open = '#                 ^^^^ nothing asks how the images of namespace "shop" were built';
    checkRule(requireBuildProvenance, POD + policy(built('slsaprovenance')));
    checkRule(requireBuildProvenance, POD + policy(built('https://in-toto.io/attestation/link/v0.3')));
    checkRule(requireBuildProvenance, POD + policy(built('spdx'), open));
    checkRule(requireBuildProvenance, POD + policy(`${built('slsaprovenance1')}, { key: { data: PEM } }`, open));
    checkRule(requireBuildProvenance, POD + policy(built('{{ .Values.type }}'), '#   ??? set by a template'));
  });
});
