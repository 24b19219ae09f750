import type { TextEdit } from './edit.js';

type Piece = { readonly from: number; readonly to: number } | { readonly text: string };

/** A text that is changed step by step, and knows all changes as edits of the text that it was. */
export class Pieces {
  private pieces: readonly Piece[];

  constructor(private readonly original: string) {
    this.pieces = original === '' ? [] : [{ from: 0, to: original.length }];
  }

  get text(): string {
    return this.pieces.map((piece) => ('text' in piece ? piece.text : this.original.slice(piece.from, piece.to))).join('');
  }

  /** Applies edits in offsets of the text as it is now, in order and apart from each other. */
  apply(edits: readonly TextEdit[]): void {
    for (const edit of [...edits].reverse())
      this.pieces = [...this.part(0, edit.start), ...(edit.text === '' ? [] : [{ text: edit.text }]), ...this.part(edit.end, Number.POSITIVE_INFINITY)];
  }

  /** The fewest edits of the original that give the text. */
  edits(): readonly TextEdit[] {
    const found: TextEdit[] = [];
    let at = 0;
    let text = '';
    const close = (from: number): void => {
      if (from > at || text !== '') found.push({ start: at, end: from, text });
      text = '';
    };
    for (const piece of this.pieces) {
      if ('text' in piece) text += piece.text;
      else {
        close(piece.from);
        at = piece.to;
      }
    }
    close(this.original.length);
    return found;
  }

  private part(start: number, end: number): readonly Piece[] {
    const found: Piece[] = [];
    let at = 0;
    for (const piece of this.pieces) {
      const length = 'text' in piece ? piece.text.length : piece.to - piece.from;
      const [from, to] = [Math.max(0, start - at), Math.min(length, end - at)];
      if (from < to) found.push('text' in piece ? { text: piece.text.slice(from, to) } : { from: piece.from + from, to: piece.from + to });
      at += length;
    }
    return found;
  }
}

/** A text after edits in its offsets, in order and apart from each other. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const edit of edits) {
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  return parts.join('') + text.slice(at);
}
