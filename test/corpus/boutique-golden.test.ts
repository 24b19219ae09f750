import { join } from 'node:path';
import { suite, test } from 'mocha';
import { CORPORA, sayAbsent } from '../harness/corpora.js';
import { assertGolden, transcript } from '../harness/golden.js';

const FOLDER = 'test/corpus/golden';
const MAKE = 'HEPTAD_UPDATE=1 npm run corpus -- test/corpus/boutique-golden.test.ts';

if (CORPORA === undefined) sayAbsent('golden runs on the shop of the corpora');
else {
  const cwd = join(CORPORA, 'boutique');
  suite('golden runs on the shop of the corpora', () => {
    for (const command of ['scan', 'score', 'gate']) {
      test(`heptad ${command}`, () => assertGolden(join(FOLDER, `boutique-${command}.txt`), transcript([command, '.'], { cwd }), MAKE));
    }
    test('heptad gate for one target at IL4', () =>
      assertGolden(join(FOLDER, 'boutique-gate-il4.txt'), transcript(['gate', '.', '--target', 'release', '--impact-level', 'IL4'], { cwd }), MAKE));
  });
}
