import { visibleJson } from '../core/reports/escape.js';
import { toGithub } from '../core/reports/github.js';
import { toGitlab } from '../core/reports/gitlab.js';
import { toJunit } from '../core/reports/junit.js';
import { toMarkdown } from '../core/reports/markdown.js';
import type { PipelineView } from '../core/reports/notes.js';
import { type Run, shownFrom } from './analysis.js';
import type { Arguments, Format } from './args.js';
import { repositoryOf } from './commit.js';
import { VERSION } from './version.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The report in a format that a pipeline reads. Its paths are relative to the root of the repository, wherever the command runs. */
export function pipelineReport(format: Exclude<Format, 'text' | 'json' | 'sarif'>, args: Arguments, run: Run, refused: string | undefined): string {
  const { analysis, targets, context, workspace, today, changed } = run;
  const shown = workspace.root === '' ? context.shown : shownFrom(workspace.root, repositoryOf(workspace.root) ?? workspace.root);
  const command = args.command === 'gate' ? 'gate' : 'scan';
  const view: PipelineView = {
    command,
    analysis,
    targets,
    context: { ...context, shown },
    failOn: args.failOn,
    gateOnly: args.gate,
    ratchet: args.ratchet,
    since: changed,
    refused,
  };
  switch (format) {
    case 'junit':
      return toJunit(view);
    case 'github':
      return toGithub(view);
    case 'gitlab':
      return `${visibleJson(toGitlab(view))}\n`;
    case 'markdown':
      return toMarkdown({ ...view, today, version: VERSION, link: linkOf(process.env) });
  }
}

/** The address of a line: in a pipeline of GitHub or GitLab that of the commit that it judges, else a relative one. Variables of another form count for nothing. */
export function linkOf(env: Environment): (path: string, line: number) => string {
  const base = forgeOf(env);
  return (path, line) => `${base}${path.split('/').map(encoded).join('/')}#L${line}`;
}

function forgeOf(env: Environment): string {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_SHA, CI_PROJECT_URL, CI_COMMIT_SHA } = env;
  const isAddress = (text: string | undefined): text is string => text !== undefined && /^https?:\/\/[\w.:/-]+$/.test(text);
  const isCommit = (text: string | undefined): boolean => text !== undefined && /^[0-9a-f]{40,64}$/.test(text);
  if (isAddress(GITHUB_SERVER_URL) && /^[\w.-]+\/[\w.-]+$/.test(GITHUB_REPOSITORY ?? '') && isCommit(GITHUB_SHA))
    return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/blob/${GITHUB_SHA}/`;
  return isAddress(CI_PROJECT_URL) && isCommit(CI_COMMIT_SHA) ? `${CI_PROJECT_URL}/-/blob/${CI_COMMIT_SHA}/` : '';
}

/** One part of a path; brackets too, which end a link of Markdown. A lone half of a character has no address. */
function encoded(part: string): string {
  return encodeURIComponent(part.replace(/\p{Cs}/gu, '\ufffd')).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
