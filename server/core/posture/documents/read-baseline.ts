import type { Value } from '../../inventory/value.js';
import { PILLARS } from '../../rules/rule.js';
import { parseRational, ZERO } from '../rational.js';
import { LEVELS } from '../score.js';
import type { BaselineFacts, RecordedRule, Standing } from './kinds.js';

/** Reads the body of a Baseline whose form has been checked. */
export function baselineOf(spec: Value): BaselineFacts {
  return {
    target: text(spec, 'target'),
    edition: text(spec, 'edition'),
    version: text(spec, 'version'),
    ruleSet: text(spec, 'ruleSet'),
    written: text(spec, 'written'),
    commit: spec.get('commit').text(),
    standing: standingOf(spec),
    pillars: new Map(PILLARS.map((pillar) => [pillar, standingOf(spec.path('pillars', pillar))])),
    rules: new Map([...spec.get('rules').entries()].map(([rule, said]) => [rule, recordedOf(said)])),
    notApplicable: new Set(texts(spec.get('notApplicable'))),
  };
}

function standingOf(value: Value): Standing {
  const level = text(value, 'level');
  return { exact: parseRational(text(value, 'exact')) ?? ZERO, level: LEVELS.find((one) => one === level) ?? 'not-judged' };
}

function recordedOf(said: Value): RecordedRule {
  const failed = said.get('failed').items();
  return {
    passed: texts(said.get('passed')),
    attested: texts(said.get('attested')),
    failed: failed.map((item) => ({ subject: text(item, 'subject'), findings: texts(item.get('findings')), waived: item.get('waived').text() })),
    unknown: texts(said.get('unknown')),
  };
}

function text(map: Value, key: string): string {
  return map.get(key).text() ?? '';
}

function texts(list: Value): readonly string[] {
  return list.items().map((item) => item.text() ?? '');
}
