import type { Severity } from '../syntax/place.js';
import { commandData, commandProperty, visible } from './escape.js';
import { type Note, notesOf, type PipelineView, readSentence } from './notes.js';

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice' } as const;

/** GitHub shows 10 annotations of each kind for a step and drops the others (actions/toolkit, docs/problem-matchers.md, Limitations). */
const SHOWN = 10;

/**
 * Workflow commands of GitHub Actions, one a line: the first 10 of each kind annotate, what is beyond stands in the log, and a last notice says how many and what
 * was read. One place among the notices is kept for it.
 */
export function toGithub(view: PipelineView): string {
  const notes = notesOf(view);
  const rooms = new Map<Severity, number>([
    ['error', SHOWN],
    ['warning', SHOWN],
    ['info', SHOWN - 1],
  ]);
  const annotated: string[] = [];
  const logged: string[] = [];
  for (const note of notes) {
    const room = rooms.get(note.severity) ?? 0;
    rooms.set(note.severity, room - 1);
    if (room > 0) annotated.push(command(note));
    else logged.push(logLine(note));
  }
  const cut = logged.length === 0 ? '' : ` GitHub shows 10 annotations of a kind: ${logged.length} more stand in the log of this step.`;
  return `${[...annotated, ...logged, `::notice title=Heptad::${commandData(`${readSentence(view)}${cut}`)}`].join('\n')}\n`;
}

function command({ severity, check, message, path, range }: Note): string {
  const properties = [
    ...(path === '' ? [] : [`file=${commandProperty(path)}`]),
    ...(path === '' || range === undefined ? [] : [...positions(range)]),
    `title=${commandProperty(check)}`,
  ];
  return `::${COMMANDS[severity]} ${properties.join(',')}::${commandData(message)}`;
}

/** GitHub takes columns only where a place begins and ends in one line (Checks API, `start_column`); both ends are included there. */
function positions({ start, end }: NonNullable<Note['range']>): readonly string[] {
  const last = end.line > start.line && end.column === 1 ? end.line - 1 : end.line;
  const lines = [`line=${start.line}`, `endLine=${last}`];
  return end.line === start.line ? [...lines, `col=${start.column}`, `endColumn=${Math.max(start.column, end.column - 1)}`] : lines;
}

/** A line that the runner takes for text: it begins with a word, and `visible` breaks the other form of a command. */
function logLine({ severity, check, message, path, range }: Note): string {
  const where = path === '' ? '' : ` ${visible(path)}${range === undefined ? '' : `:${range.start.line}:${range.start.column}`}`;
  return `${severity}${where} ${visible(message)} (${visible(check)})`;
}
