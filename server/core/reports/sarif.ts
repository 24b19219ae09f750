import type { Rule } from '../rules/rule.js';
import type { Report, ReportFinding, ReportProblem } from './report.js';

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;

/** The report as SARIF 2.1.0, one run. Columns count UTF-16 code units, as ours do. `links` gives the page of a rule. */
export function toSarif(report: Report, rules: readonly Rule[], links: (rule: string) => string): unknown {
  const codes = [...new Set(report.problems.map(({ code }) => code))].sort();
  const index = new Map([...rules.map(({ id }) => id), ...codes].map((id, position) => [id, position]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Heptad',
            semanticVersion: report.version,
            informationUri: 'https://heptad.dev',
            rules: [
              ...rules.map((rule) => descriptor(rule, links)),
              ...codes.map((code) => ({
                id: code,
                name: pascal(code),
                shortDescription: { text: `Heptad could not read everything as it is meant: ${code}.` },
              })),
            ],
            properties: { edition: report.edition, ruleSet: report.ruleSet },
          },
        },
        columnKind: 'utf16CodeUnits',
        artifacts: report.files.map(({ path, state, reason }) => ({
          location: { uri: uri(path) },
          properties: { state, ...(reason === undefined ? {} : { reason }) },
        })),
        results: [...report.findings.map((finding) => result(finding, index)), ...report.problems.map((problem) => problemResult(problem, index))],
        properties: { targets: report.targets.map(({ name, score, ceiling, level, gate }) => ({ name, score, ceiling, level, gatePassed: gate.passed })) },
      },
    ],
  };
}

function descriptor(rule: Rule, links: (rule: string) => string): unknown {
  return {
    id: rule.id,
    name: pascal(rule.id),
    shortDescription: { text: `${rule.summary}.` },
    fullDescription: { text: rule.why },
    helpUri: links(rule.id),
    help: { text: `${rule.why} ${rule.advice ?? ''}`.trim() },
    defaultConfiguration: { level: LEVELS[rule.severity] },
    properties: { pillar: rule.pillar, stage: rule.stage, tags: ['zero-trust', rule.pillar, ...rule.controls.map(({ id }) => `NIST-800-53-${id}`)] },
  };
}

function result(finding: ReportFinding, index: ReadonlyMap<string, number>): unknown {
  const suppressions = [
    ...(finding.hidden === undefined ? [] : [{ kind: 'inSource', justification: finding.hidden }]),
    ...(finding.waived === undefined ? [] : [{ kind: 'external', justification: `waived until ${finding.waived}` }]),
  ];
  return {
    ruleId: finding.rule,
    ruleIndex: index.get(finding.rule),
    level: LEVELS[finding.severity],
    message: { text: sentence(finding.message) },
    locations: [location(finding.path, finding.range)],
    partialFingerprints: { 'heptad/v1': finding.fingerprint },
    ...(suppressions.length === 0 ? {} : { suppressions }),
    properties: {
      pillar: finding.pillar,
      stage: finding.stage,
      targets: finding.targets,
      pointer: finding.pointer,
      controls: finding.controls.map(({ id }) => id),
    },
  };
}

function problemResult(problem: ReportProblem, index: ReadonlyMap<string, number>): unknown {
  return {
    ruleId: problem.code,
    ruleIndex: index.get(problem.code),
    level: LEVELS[problem.severity],
    message: { text: sentence(problem.message) },
    locations: problem.path === '' ? [] : [location(problem.path, problem.range ?? { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } })],
  };
}

function location(path: string, { start, end }: ReportFinding['range']): unknown {
  return {
    physicalLocation: {
      artifactLocation: { uri: uri(path) },
      region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
    },
  };
}

/** A relative path as a URI reference: each part is encoded, so that a name with `:` or `%` is no scheme and no escape. */
function uri(path: string): string {
  return path
    .split('/')
    .map((part) => (part === '..' ? part : encodeURIComponent(part)))
    .join('/');
}

/** SARIF asks for sentences: a capital at the start and a period at the end. */
function sentence(message: string): string {
  return `${message.slice(0, 1).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`;
}

function pascal(id: string): string {
  return id.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
}
