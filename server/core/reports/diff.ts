import type { TextEdit } from '../syntax/edit/edit.js';
import { edited } from '../syntax/edit/pieces.js';
import { lineStart } from '../syntax/text.js';

/** A run of lines that differ, with lines around them that do not. */
export interface Hunk {
  /** The number of the first line in the old text and in the new one, from 1. */
  readonly before: number;
  readonly after: number;
  readonly lines: readonly DiffLine[];
}

export interface DiffLine {
  readonly mark: ' ' | '-' | '+';
  /** The number of the line in its text, from 1. */
  readonly line: number;
  /** Without its line end. */
  readonly text: string;
  /** True for a last line without a line end. */
  readonly isOpen: boolean;
}

const AROUND = 3;

/** What edits do to a text, line by line, in the manner of a unified diff. The edits are in order and apart from each other. */
export function hunksOf(text: string, edits: readonly TextEdit[]): readonly Hunk[] {
  const old = linesOf(text);
  const changes = changedLines(text, edits, old);
  const hunks: Hunk[] = [];
  let shift = 0;
  for (let index = 0; index < changes.length; ) {
    const group: Change[] = [];
    for (let next = changes[index]; next !== undefined; next = changes[++index]) {
      const last = group.at(-1);
      if (last !== undefined && next.from - last.to > 2 * AROUND) break;
      group.push(next);
    }
    const hunk = hunkOf(old, group, shift);
    hunks.push(hunk);
    shift += group.reduce((sum, { from, to, lines }) => sum + lines.length - (to - from), 0);
  }
  return hunks;
}

/** `@@ -12,3 +12,4 @@` */
export function hunkHead({ before, after, lines }: Hunk): string {
  const count = (mark: '-' | '+'): number => lines.filter((line) => line.mark === ' ' || line.mark === mark).length;
  return `@@ -${before},${count('-')} +${after},${count('+')} @@`;
}

interface Line {
  readonly start: number;
  readonly text: string;
  readonly isOpen: boolean;
}

/** Old lines `from` (from 0) up to `to`, and what stands there instead. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly Line[];
}

function linesOf(text: string): readonly Line[] {
  const found: Line[] = [];
  for (let start = 0; start < text.length; ) {
    const [, line = '', end = ''] = /([^\r\n]*)(\r\n|\r|\n|$)/.exec(text.slice(start, nextBreak(text, start))) ?? [];
    found.push({ start, text: line, isOpen: end === '' });
    start += Math.max(1, line.length + end.length);
  }
  return found;
}

function nextBreak(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charAt(at) !== '\n' && text.charAt(at) !== '\r') at++;
  return text.startsWith('\r\n', at) ? at + 2 : at + 1;
}

/** The lines that each edit touches; edits of one line, or of lines that follow each other, are one change. */
function changedLines(text: string, edits: readonly TextEdit[], old: readonly Line[]): readonly Change[] {
  const groups: { from: number; to: number; edits: TextEdit[] }[] = [];
  for (const edit of edits) {
    const from = lineAt(old, lineStart(text, edit.start));
    const to = edit.end >= text.length ? old.length : lineAt(old, lineStart(text, edit.end)) + 1;
    const last = groups.at(-1);
    if (last !== undefined && from <= last.to) {
      last.to = Math.max(last.to, to);
      last.edits.push(edit);
    } else groups.push({ from, to, edits: [edit] });
  }
  return groups.map(({ from, to, edits }) => {
    const start = old[from]?.start ?? text.length;
    const end = old[to]?.start ?? text.length;
    const piece = edited(
      text.slice(start, end),
      edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start })),
    );
    return trimmed(old, { from, to, lines: linesOf(piece) });
  });
}

/** Without equal lines at both ends. */
function trimmed(old: readonly Line[], { from, to, lines }: Change): Change {
  const isSame = (one: Line | undefined, other: Line | undefined): boolean => one?.text === other?.text && one?.isOpen === other?.isOpen;
  let [first, last, start, end] = [from, to, 0, lines.length];
  while (first < last && start < end && isSame(old[first], lines[start])) {
    first++;
    start++;
  }
  while (last > first && end > start && isSame(old[last - 1], lines[end - 1])) {
    last--;
    end--;
  }
  return { from: first, to: last, lines: lines.slice(start, end) };
}

function lineAt(lines: readonly Line[], offset: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const line = low - 1;
  // Behind the last line end there is no line.
  return offset >= (lines[line]?.start ?? 0) + (lines[line]?.text.length ?? 0) + 1 && line === lines.length - 1 ? lines.length : Math.max(0, line);
}

function hunkOf(old: readonly Line[], changes: readonly Change[], shift: number): Hunk {
  const from = Math.max(0, (changes[0]?.from ?? 0) - AROUND);
  const end = Math.min(old.length, (changes.at(-1)?.to ?? 0) + AROUND);
  const lines: DiffLine[] = [];
  let at = from;
  let now = from + shift;
  const same = (to: number): void => {
    for (; at < to; at++) {
      push(' ', old[at], at + 1);
      now++;
    }
  };
  const push = (mark: DiffLine['mark'], line: Line | undefined, number: number): void => {
    if (line !== undefined) lines.push({ mark, line: number, text: line.text, isOpen: line.isOpen });
  };
  for (const change of changes) {
    same(change.from);
    for (; at < change.to; at++) push('-', old[at], at + 1);
    for (const line of change.lines) push('+', line, ++now);
  }
  same(end);
  return { before: from + 1, after: from + shift + 1, lines };
}
