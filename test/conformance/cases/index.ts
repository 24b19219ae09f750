import type { Case } from '../case.js';
import { kyvernoCases } from './kyverno.js';
import { networkCases } from './network.js';

/** Every case of the conformance run. */
export const cases: readonly Case[] = [...networkCases, ...kyvernoCases];
