import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { EDITION, PILLARS, STAGES } from '../server/core/rules/rule.js';
import { exportName } from './generate/rule-index.js';

/** Writes the file of a new rule, its line in the changelog, and the generated files: `npm run new-rule -- require-x network initial`. */
const [id = '', pillar = '', stage = 'initial'] = process.argv.slice(2);

const wrong = mistake();
if (wrong !== undefined) {
  console.error(`new-rule: ${wrong}\nusage: npm run new-rule -- ID PILLAR [STAGE]`);
  process.exit(2);
}
writeFileSync(`server/core/rules/${id}.ts`, skeleton());
addToChangelog();
console.log(`wrote server/core/rules/${id}.ts: fill in subjects, check and examples, then npm run generate and npm test`);
spawnSync(process.execPath, ['scripts/run.mjs', 'generate'], { stdio: 'inherit' });

function mistake(): string | undefined {
  if (!/^[a-z]+(-[a-z]+)+$/.test(id)) return 'the id is kebab-case and says what is required or forbidden, such as require-strict-mtls';
  if (!PILLARS.some((known) => known === pillar)) return `the pillar is one of ${PILLARS.join(', ')}`;
  if (!STAGES.some((known) => known === stage)) return `the stage is one of ${STAGES.join(', ')}`;
  return existsSync(`server/core/rules/${id}.ts`) ? `the rule "${id}" exists` : undefined;
}

function skeleton(): string {
  return `import { defineRule, judgement } from './rule.js';

export const ${exportName(id)} = defineRule({
  id: '${id}',
  pillar: '${pillar}',
  stage: '${stage}',
  severity: 'warning',
  since: '${EDITION}',
  controls: [judgement('CM-6')],
  tenets: [],
  activities: [],
  judgedBy: 'files',
  scope: 'document',
  reads: ['containers'],
  absent: 'not-applicable',
  summary: 'What holds when the rule passes',
  why: 'Why it matters.',

  subjects: (inventory) => inventory.containers(),

  *check(container) {
    const image = container.image;
    if (!image.known) yield { notJudged: image.why };
    else if (image.value === undefined) yield { at: image.at, pointer: image.pointer, message: \`container "\${container.name}" names no image\` };
  },

  examples: {
    bad: [
      {
        source: \`
        kind: Pod
        spec:
          containers:
            - name: app
        #           ^^^ container "app" names no image
      \`,
      },
    ],
    good: ['{ kind: Pod, spec: { containers: [{ name: app, image: app:1 }] } }'],
  },
});
`;
}

function addToChangelog(): void {
  const text = readFileSync('CHANGELOG.md', 'utf8');
  writeFileSync('CHANGELOG.md', text.replace(/(## [^\n]*\n\n)/, `$1- Added the rule \`${id}\`.\n`));
}
