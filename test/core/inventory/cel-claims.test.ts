import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { askedClaims, tokenLife } from '../../../server/core/inventory/mesh/cel-claims.js';

suite('claims that an expression asks for', () => {
  const asked = (expression: string) => askedClaims(expression).map(({ path, values }) => `${path.join('.')}: ${values.join(' ')}`);

  test('each plain form is read', () => {
    assert.deepEqual(asked(`claims.acr == "gold"`), ['acr: gold']);
    assert.deepEqual(asked(`'gold' == claims['acr']`), ['acr: gold']);
    assert.deepEqual(asked(`claims.acr in ['phr', "phrh"]`), ['acr: phr phrh']);
    assert.deepEqual(asked(`"mfa" in claims.amr`), ['amr: mfa']);
    assert.deepEqual(asked(`claims.amr.exists(method, method == 'mfa')`), ['amr: mfa']);
    assert.deepEqual(asked(`claims.amr.exists(m, m in ['hwk', 'sc'])`), ['amr: hwk sc']);
    assert.deepEqual(asked(`claims.device.compliant == true && has(claims.sub) && claims.acr == 'a && b'`), ['device.compliant: true', 'acr: a && b']);
  });

  test('what leaves a way around is not read', () => {
    for (const expression of [
      `claims.acr == 'gold' || claims.sub == 'jane'`,
      `claims.acr == 'gold' ? true : true`,
      `!('mfa' in claims.amr)`,
      `claims.acr != 'gold'`,
      `claims.amr.exists(m, n == 'mfa')`,
      `has(claims.acr)`,
      `'claims.acr == "gold"' == claims.note + ''`,
      `(claims.acr == 'gold' || true)`,
    ])
      assert.deepEqual(asked(expression), [], expression);
  });

  test('text of a hundred thousand quotes and brackets ends soon', () => {
    assert.deepEqual(asked(`claims.amr.exists(${'('.repeat(50_000)}${"'".repeat(50_000)}`), []);
    assert.deepEqual(asked(`claims${'.a'.repeat(50_000)} == 'x`), []);
  });

  test('the life of a token', () => {
    assert.equal(tokenLife('claims.exp - claims.nbf <= 86400'), 86_400);
    assert.equal(tokenLife(`claims.aud == 'x' && claims.exp - claims.iat < 3600`), 3600);
    assert.equal(tokenLife('claims.exp - claims.iat >= 3600'), undefined);
    assert.equal(tokenLife('claims.exp - claims.iat <= 3600 || true'), undefined);
  });
});
