import type { Analysis } from '../../server/core/posture/analysis.js';
import { visibleJson } from '../../server/core/reports/escape.js';
import { toGithub } from '../../server/core/reports/github.js';
import { toGitlab } from '../../server/core/reports/gitlab.js';
import { toJunit } from '../../server/core/reports/junit.js';
import { type MarkdownView, toMarkdown } from '../../server/core/reports/markdown.js';
import { placesOf } from '../../server/core/reports/places.js';
import { rules } from '../../server/core/rules/index.js';
import type { Rule } from '../../server/core/rules/rule.js';
import { readFile } from '../../server/core/syntax/file.js';
import { judgeFiles } from './analysis.js';
import { TODAY } from './rules.js';

export const FORMATTERS: ReadonlyMap<string, (view: MarkdownView) => string> = new Map<string, (view: MarkdownView) => string>([
  ['junit', toJunit],
  ['github', toGithub],
  ['gitlab', (view) => visibleJson(toGitlab(view))],
  ['markdown', toMarkdown],
]);

/** What the formats of a pipeline show of texts by path. */
export function viewOf(texts: Readonly<Record<string, string>>, more: Partial<MarkdownView> = {}, judgedBy: readonly Rule[] = rules): MarkdownView {
  const files = Object.entries(texts).map(([path, text]) => readFile(path, text));
  const analysis: Analysis = judgeFiles(files, { rules: judgedBy });
  const documents = files.flatMap((file) => file.documents);
  return {
    command: 'scan',
    analysis,
    targets: analysis.targets,
    context: { version: '0.0.0', places: placesOf(documents, (path) => texts[path]), shown: (path) => path, skipped: [] },
    failOn: 'error',
    gateOnly: false,
    ratchet: false,
    today: TODAY,
    version: '0.0.0',
    link: (path, line) => `${encodeURIComponent(path)}#L${line}`,
    ...more,
  };
}
