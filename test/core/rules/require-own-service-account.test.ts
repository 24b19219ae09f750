import { suite, test } from 'mocha';
import { requireOwnServiceAccount } from '../../../server/core/rules/require-own-service-account.js';
import { checkRule } from '../../harness/rules.js';

suite('rule require-own-service-account, more', () => {
  test('the old spelling of the field names the account too', () => {
    checkRule(
      requireOwnServiceAccount,
      `
      kind: Pod
      metadata: { name: web }
      spec: { serviceAccount: web }
      ---
      kind: Pod
      metadata: { name: mail }
      spec: { serviceAccountName: default }
      #                           ^^^^^^^ "mail" runs as the default service account
    `,
    );
  });

  test('an account that three share is told at each of them', () => {
    checkRule(
      requireOwnServiceAccount,
      `
      kind: Pod
      metadata: { name: a }
      spec: { serviceAccountName: shop }
      #                           ^^^^ "a" shares service account "shop" with 2 others
      ---
      kind: Pod
      metadata: { name: b }
      spec: { serviceAccountName: shop }
      #                           ^^^^ "b" shares service account "shop" with 2 others
      ---
      kind: Pod
      metadata: { name: c }
      spec: { serviceAccountName: shop }
      #                           ^^^^ "c" shares service account "shop" with 2 others
    `,
    );
  });
});
