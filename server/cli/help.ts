import type { Command } from './args.js';

const USAGE = `Heptad judges Kubernetes manifests and policies against the seven pillars of
Zero Trust.

usage: heptad COMMAND [PATH ...] [options]

  scan       findings with their places and controls
  score      seven pillars with score, ceiling and level
  gate       may this be deployed? exit code 0, 1 or 2
  explain    what a rule demands, why, and which controls it bears on
  crosswalk  what a control, requirement or activity is linked with; with
             --status the evidence for and against it in a workspace
  baseline   keeps how the targets stand, to tell what changes later
  waive      writes an exception for one finding, until a day
  fix        repairs as a diff; --write puts the safe ones into the files
  reach      may one workload reach another, as whom, and by what
  generate   the manifests that close a rule's findings, or write an intent
  facts      what an inventory holds, as JSON for a context elsewhere

options
  -f, --format FORMAT      text, json, sarif, junit, markdown, github, gitlab
                           (default text)
      --impact-level IL    IL2, IL4, IL5, IL6 (default: heptad.yaml)
  -t, --target NAME        one target only
      --profile FILE       a profile of the pipeline, which nothing loosens
      --fail-on SEVERITY   error, warning, info, never: for scan (default error)
      --ratchet            gate: fail only on what is worse than the baseline
      --since REF          scan, gate: only files changed since REF; asks git
      --gate               scan: only what holds the gate back
      --all                scan: every finding, not the first ones
  -o, --output FILE        write there instead of standard output
      --today DATE         judge as of that day
      --color WHEN         auto, always, never
      --ascii              bars of = # . ? |
      --reader READER      fast, library: the same answer, by the slow reader

PATH is a folder or a file, "-" is standard input; without one it is the
working directory. Exit codes: 0 clean, 1 findings or gate failed, 2 could not
judge.
`;

const COMMAND_USAGE: Readonly<Record<Command, string>> = {
  scan: 'usage: heptad scan [PATH ...] [--impact-level IL] [--target NAME] [--gate]\n                   [--all] [--format FORMAT] [--fail-on SEVERITY]\n                   [--since REF]\n',
  score: 'usage: heptad score [PATH ...] [--target NAME] [--all] [--format FORMAT]\n',
  gate: 'usage: heptad gate [PATH ...] [--impact-level IL] [--target NAME] [--all]\n                   [--profile FILE] [--format FORMAT] [--ratchet] [--since REF]\n',
  explain: 'usage: heptad explain RULE\n',
  crosswalk:
    'usage: heptad crosswalk ID\n       heptad crosswalk --status [ID|FRAMEWORK] [PATH ...] [--target NAME]\n  ID: SC-7, 3.13.1, AC.L2-3.1.1, 5.4.4, "tenet 3", a rule (not with --status)\n  FRAMEWORK: 800-53, fedramp, fedramp-moderate, 800-171, 800-171r2, cmmc, dod,\n             800-207\n',
  baseline: 'usage: heptad baseline write [PATH ...] [--target NAME]\n',
  waive:
    'usage: heptad waive FINGERPRINT [PATH ...] --owner NAME --approver NAME\n                    --reason TEXT --until DATE [--target NAME]\n  FINGERPRINT stands in heptad scan --format json\n',
  fix: 'usage: heptad fix [PATH ...] [--rule ID]... [--fingerprint FP]\n                  [--harden NAMESPACE/NAME] [--write] [--all] [--target NAME]\n                  [--format FORMAT]\n  Without --write nothing is written. Fixes that may refuse something are made\n  one at a time with --fingerprint, or for one workload with --harden.\n',
  reach: 'usage: heptad reach FROM TO [PATH ...] [--target NAME] [--format FORMAT]\n  FROM, TO: [namespace/]name; FROM also "outside", TO also name:port\n',
  facts: 'usage: heptad facts [PATH ...] [--output FILE]\n',
  generate:
    'usage: heptad generate [PATH ...] --for RULE | --intent NAME [--target NAME]\n' +
    '                       [--namespace NS | --workload NS/NAME] [--enforce]\n' +
    '                       [--engine kyverno | kyverno-clusterpolicy | istio | …]\n' +
    '                       [--output DIR] [--write | --check] [--format FORMAT]\n' +
    '  Prints a preview and the manifests as YAML; --write writes them where they\n' +
    '  take effect, --check exits 1 when what is there differs.\n',
};

/** The text of `heptad --help`, or of `heptad COMMAND --help`. */
export function helpText(command?: Command): string {
  return command === undefined ? USAGE : COMMAND_USAGE[command];
}
