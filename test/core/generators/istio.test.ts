import { suite, test } from 'mocha';
import { istio } from '../../../server/core/generators/istio/istio.js';
import { checkGenerator } from '../../harness/check-generator.js';
import { istioCases } from './cases/istio.js';

suite('istio', () => {
  for (const one of istioCases) test(one.name, () => checkGenerator(istio, one));
});
