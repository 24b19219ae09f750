import { suite, test } from 'mocha';
import { networkPolicy } from '../../../server/core/generators/kubernetes/network-policy.js';
import { checkGenerator } from '../../harness/check-generator.js';
import { networkPolicyCases } from './cases/network-policy.js';

suite('network-policy', () => {
  for (const one of networkPolicyCases) test(one.name, () => checkGenerator(networkPolicy, one));
});
