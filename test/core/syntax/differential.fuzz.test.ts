import { suite, test } from 'mocha';
import { Comparison, chunkOf } from './differential.js';
import { FIXTURES } from './fixtures.js';
import { mutatedText, Random, SPICE, tokenText } from './mutations.js';

const FULL = process.env['HEPTAD_FUZZ'] === 'full';
const SEED = Number(process.env['HEPTAD_SEED'] ?? 1);

suite('fast reader and library agree', function () {
  this.timeout(FULL ? 3_600_000 : 60_000);

  test('over fixtures and short texts', () => {
    const comparison = new Comparison();
    for (const text of [...FIXTURES, ...SPICE]) comparison.add(chunkOf(text));
    comparison.check(30);
  });

  test('over random changes to them', () => {
    const random = new Random(SEED);
    const comparison = new Comparison();
    const count = FULL ? 200_000 : 8_000;
    for (let left = count; left > 0; left--) comparison.add(chunkOf(mutatedText(FIXTURES, random), (chunks) => random.below(chunks)));
    comparison.check(count / 5);
  });

  test('over texts of random tokens', () => {
    const random = new Random(SEED + 1);
    const comparison = new Comparison();
    const count = FULL ? 1_000_000 : 40_000;
    for (let left = count; left > 0; left--) comparison.add(chunkOf(tokenText(random)));
    comparison.check(count / 50);
  });
});
