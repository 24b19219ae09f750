import { writeFileSync } from 'node:fs';
import { type Case, ENGINES, type Engine } from '../../test/conformance/case.js';
import { cases } from '../../test/conformance/cases/index.js';
import { GOLDEN, type Golden, keyOf, readGolden, type Verdict, wrongIn } from '../../test/conformance/verdict.js';
import { istioctlInCluster } from './cluster-istioctl.js';
import { kyvernoInCluster } from './cluster-kyverno.js';
import { kubeApiserver } from './cluster-server.js';
import { istioctl } from './istioctl.js';
import type { Judge } from './judge.js';
import { kubectlValidate } from './kubectl-validate.js';
import { kyvernoApply } from './kyverno-apply.js';

// Asks the real engines for their verdicts on every output and writes them down: npm run conformance [-- --new] [ENGINE …].
// With --new only outputs that have no right verdict by this version of the engine are judged.
// An engine that is not there, a verdict that is wrong and a case without verdict end it with 1; nothing is left out in silence.

const JUDGES: Readonly<Record<Engine, () => Judge | string>> = {
  'kyverno apply': kyvernoApply,
  'istioctl analyze': istioctl,
  'kubectl-validate': kubectlValidate,
  'kube-apiserver': kubeApiserver,
  'istioctl analyze in a cluster': istioctlInCluster,
  'Kyverno in a cluster': kyvernoInCluster,
};

const onlyNew = process.argv.includes('--new');
const asked = process.argv.slice(2).filter((word) => word !== '--new');
const unknown = asked.filter((name) => !ENGINES.some((engine) => engine === name));
if (unknown.length > 0) {
  console.error(`conformance: no engine "${unknown[0]}"; engines are ${ENGINES.join(', ')}`);
  process.exit(2);
}

let golden = readGolden();
let failed = false;
for (const engine of ENGINES.filter((name) => asked.length === 0 || asked.includes(name))) {
  const found = await runEngine(engine);
  if (typeof found === 'string') fail(`${engine}: not run: ${found}`);
  else golden = found;
}
writeFileSync(GOLDEN, `${JSON.stringify(golden, undefined, 2)}\n`);
process.exit(failed ? 1 : 0);

/** The verdicts with those of one engine made anew; or why it was not run. */
async function runEngine(engine: Engine): Promise<Golden | string> {
  const judge = JUDGES[engine]();
  if (typeof judge === 'string') return judge;
  const known = (one: Case): Verdict | undefined => {
    const verdict = onlyNew ? golden.verdicts[keyOf(one, engine, judge.version)] : undefined;
    return verdict === undefined || wrongIn(verdict, one).length > 0 ? undefined : verdict;
  };
  const judged = cases.filter(({ engines }) => engines.includes(engine));
  const verdicts = judged.flatMap((one): [string, Verdict][] => {
    const verdict = known(one);
    return verdict === undefined ? [] : [[keyOf(one, engine, judge.version), verdict]];
  });
  const open = judged.filter((one) => known(one) === undefined);
  if (open.length === 0) console.log(`ok     ${engine}: nothing new`);
  try {
    if (open.length > 0) await judge.start?.();
    for (const one of open) {
      const verdict = await judge.verdict(one);
      verdicts.push([keyOf(one, engine, judge.version), verdict]);
      report(engine, one, verdict);
    }
  } catch (thrown) {
    return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  } finally {
    await judge.stop?.();
  }
  const others = Object.entries(golden.verdicts).filter(([, verdict]) => verdict.engine !== engine);
  return {
    versions: Object.fromEntries(
      ENGINES.flatMap((name) => (name === engine ? [[name, judge.version]] : name in golden.versions ? [[name, golden.versions[name]]] : [])),
    ),
    verdicts: Object.fromEntries([...others, ...verdicts].sort(([, one], [, other]) => order(one) - order(other) || (one.case < other.case ? -1 : 1))),
  };
}

function report(engine: Engine, one: Case, verdict: Verdict): void {
  const wrong = wrongIn(verdict, one);
  if (wrong.length === 0) console.log(`ok     ${engine}: ${one.name}, ${Object.keys(verdict.samples).length} samples`);
  for (const what of wrong) fail(`${engine}: ${one.name}: ${what}`);
}

function order({ engine }: Verdict): number {
  return ENGINES.indexOf(engine);
}

function fail(message: string): void {
  failed = true;
  console.log(`FAILED ${message}`);
}
