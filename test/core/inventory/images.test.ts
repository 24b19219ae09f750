import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { matchesGlob } from '../../../server/core/inventory/globs.js';
import { type Image, liesBelow, parseImage, shownImage } from '../../../server/core/inventory/pods/images.js';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

suite('images', () => {
  const cases: readonly (readonly [string, string, string, (string | undefined)?, string?])[] = [
    ['redis', 'docker.io', 'library/redis'],
    ['redis:7', 'docker.io', 'library/redis', '7'],
    ['shop/cart', 'docker.io', 'shop/cart'],
    ['docker.io/redis', 'docker.io', 'library/redis'],
    ['index.docker.io/library/redis', 'docker.io', 'library/redis'],
    ['localhost/cart:1', 'localhost', 'cart', '1'],
    ['localhost:5000/cart', 'localhost:5000', 'cart'],
    ['registry.example.com/a/b/c:v1.2_3-x', 'registry.example.com', 'a/b/c', 'v1.2_3-x'],
    ['registry.example.com:5000/a__b/c-d', 'registry.example.com:5000', 'a__b/c-d'],
    ['[2001:db8::1]:5000/cart', '[2001:db8::1]:5000', 'cart'],
    ['REGISTRY/cart', 'REGISTRY', 'cart'],
    [`redis@${DIGEST}`, 'docker.io', 'library/redis', undefined, DIGEST],
    [`ghcr.io/a/b:1@${DIGEST}`, 'ghcr.io', 'a/b', '1', DIGEST],
  ];
  for (const [text, registry, repository, tag, digest] of cases) {
    test(`"${text}" is read with its defaults`, () => assert.deepEqual(parseImage(text), { registry, repository, tag, digest }));
  }

  for (const text of [
    '',
    'Redis',
    'redis:',
    'redis:-1',
    'redis@sha256:123456',
    `redis@${DIGEST.toUpperCase()}`,
    'a//b',
    'http://ghcr.io/a',
    'redis 7',
    'ghcr.io/',
  ]) {
    test(`"${text}" is no image`, () => assert.equal(parseImage(text), undefined));
  }

  const places: readonly (readonly [string, string, boolean])[] = [
    ['registry.example.com/shop', 'registry.example.com/shop/cart:1', true],
    ['registry.example.com/shop', 'registry.example.com/shop', true],
    ['registry.example.com/shop', 'registry.example.com/shopping/cart', false],
    ['registry.example.com', 'registry.example.com.evil.example/cart', false],
    ['registry.example.com', 'registry.example.com:5000/cart', false],
    ['registry.example.com/', 'registry.example.com/cart', true],
    ['registry.example.com/**', 'registry.example.com/shop/cart', true],
    ['registry.example.com/*/base', 'registry.example.com/shop/base/node', true],
    ['registry.example.com/*/base', 'registry.example.com/shop/cart', false],
    ['*.example.com', 'eu.example.com/cart', true],
    ['*.example.com', 'example.com/cart', false],
    ['docker.io', 'redis', true],
    ['library', 'redis', true],
    ['shop', 'shop/cart', true],
    ['shop', 'ghcr.io/shop/cart', false],
    ['', 'redis', false],
  ];
  for (const [place, text, expected] of places) {
    test(`"${text}" ${expected ? 'lies' : 'does not lie'} below "${place}"`, () => assert.equal(liesBelow(imageOf(text), place), expected));
  }

  test('a glob with many stars takes no exponential time', () => {
    assert.equal(matchesGlob(`${'*a'.repeat(40)}b`, 'a'.repeat(5000)), false);
    assert.equal(matchesGlob('a?c*', 'abcde'), true);
    assert.equal(matchesGlob('a*c', 'abcb'), false);
  });
});

function imageOf(text: string): Image {
  const image = parseImage(text);
  assert.ok(image !== undefined);
  return image;
}

suite('an image in a message', () => {
  test('is shown by its end where it is long, with the first digits of its digest', () => {
    assert.equal(shownImage('redis:7'), 'redis:7');
    assert.equal(shownImage(`redis@${DIGEST}`), `redis@${DIGEST.slice(0, 15)}…`);
    assert.equal(shownImage('us-central1-docker.pkg.dev/online-boutique-ci/microservices-demo/adservice:v0.10.6').length, 48);
  });
});
