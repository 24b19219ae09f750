import type { Note } from '../generators/generator.js';
import { type Plan, previewOf, rolloutWords } from '../posture/generation/plan.js';
import { plural } from '../posture/words.js';
import type { TextEdit } from '../syntax/edit/edit.js';
import { visible, visibleLine } from './escape.js';
import { type Style, wrap } from './layout.js';
import type { Places } from './places.js';

export interface GenerateView {
  readonly plan: Plan;
  /** `default-deny`, or the rule that asks. */
  readonly asked: string;
  readonly places: Places;
  readonly shown: (path: string) => string;
  readonly text: (path: string) => string | undefined;
  readonly style: Style;
}

/** The preview and the manifests. All but the manifests is a comment, so that the whole is YAML that can be applied. */
export function generateText(view: GenerateView): string {
  const { plan, asked, style } = view;
  const head = comment(`${asked} for ${plan.target}: ${headline(plan)}`, style);
  const parts = [
    ...previewOf(plan).map(({ heading, notes }) => section(heading, notes, view)),
    ...(plan.notes.length === 0
      ? []
      : [
          section(
            'to do by hand',
            plan.notes.map((message) => ({ message })),
            view,
          ),
        ]),
  ];
  const edits = plan.edits.map(({ path, edits: changes }) => [
    `# changed: ${visible(view.shown(path))}`,
    ...diff(view.text(path) ?? '', changes).map((line) => `#   ${visibleLine(line)}`),
  ]);
  const files = plan.files.map(({ path, text, state }) => [
    '---',
    `# ${STATES[state]}: ${visible(view.shown(path))}`,
    ...text.trimEnd().split('\n').map(visibleLine),
  ]);
  return `${[head, ...parts, ...edits].map((lines) => lines.join('\n')).join('\n#\n')}\n${files.map((lines) => `${lines.join('\n')}\n`).join('')}`;
}

function headline(plan: Plan): string {
  const count = plan.files.length + plan.edits.length;
  return count === 0 ? rolloutWords(plan) : `${plural(count, 'file')}, ${rolloutWords(plan)}`;
}

const STATES = { new: 'new file', changed: 'changed file', same: 'up to date', foreign: 'not written, since somebody else wrote what is there' } as const;

function section(heading: string, notes: readonly Note[], { places, shown, style }: GenerateView): readonly string[] {
  if (notes.length === 0) return [`# ${heading}: none`];
  const lines = notes.flatMap(({ message, at }) => {
    const region = at === undefined ? undefined : places.region(at);
    const place = region === undefined ? [] : [`#     ${visible(shown(region.path))}:${region.start.line}:${region.start.column}`];
    return [...comment(`  ${visible(message)}`, style, '    '), ...place];
  });
  return [`# ${heading}: ${notes.length}`, ...lines];
}

function comment(text: string, { width }: Style, indent = ''): readonly string[] {
  return wrap(text, width - 2, indent).map((line) => `# ${line}`);
}

/** The lines that edits change, as they are and as they become. */
function diff(text: string, edits: readonly TextEdit[]): readonly string[] {
  const lines: string[] = [];
  for (const { start, end, text: added } of edits) {
    const from = text.lastIndexOf('\n', Math.max(0, start - 1)) + 1;
    const next = text.indexOf('\n', end);
    const to = next < 0 ? text.length : next;
    const before = text.slice(from, to).split('\n');
    const after = (text.slice(from, start) + added + text.slice(end, to)).split('\n');
    const common = before.filter((line, index) => after[index] === line).length;
    lines.push(...before.slice(common).map((line) => `- ${line}`), ...after.slice(common).map((line) => `+ ${line}`));
  }
  return lines.filter((line) => line.trim().length > 1);
}
