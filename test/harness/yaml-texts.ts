/** A value that texts are made of. Keys and texts need no quotes. */
export type Node = string | number | boolean | null | readonly Node[] | ReadonlyMap<string, Node>;
export type NodePath = readonly (string | number)[];

/** A text of mixed styles, with the paths that its comments belong to. */
export interface Written {
  readonly text: string;
  /** By the comment. A comment that stands apart belongs to the collection that it stands in: its path ends with `*`. */
  readonly comments: ReadonlyMap<string, NodePath>;
}

/** Writes a map as a YAML document in styles that follow from a seed: block and flow, on lines or not, indented or not, with comments, quotes and line ends. */
export function writeYaml(root: ReadonlyMap<string, Node>, seed: number): Written {
  return new Writer(seed).document(root);
}

class Writer {
  private readonly comments = new Map<string, NodePath>();
  private readonly step: number;
  private readonly list: number;
  private readonly lineBreak: string;
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
    this.step = this.one(2, 2, 4);
    this.list = this.one(0, this.step);
    this.lineBreak = this.one('\n', '\n', '\r\n');
  }

  document(root: ReadonlyMap<string, Node>): Written {
    const lines = [...(this.chance(3) ? ['---'] : []), ...this.map(root, [], 0)];
    const end = this.chance(3) ? '' : this.lineBreak;
    return { text: lines.join(this.lineBreak) + end, comments: this.comments };
  }

  /** A number below `limit`, from the seed. */
  private next(limit: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return (this.state >>> 8) % limit;
  }

  private chance(of: number): boolean {
    return this.next(of) === 0;
  }

  private one<T>(...choices: readonly T[]): T {
    return choices[this.next(choices.length)] as T;
  }

  private comment(owner: NodePath): string {
    const text = `# c${this.comments.size}.`;
    this.comments.set(text, owner);
    return text;
  }

  private trailing(owner: NodePath): string {
    return this.chance(4) ? `${this.one(' ', '  ')}${this.comment(owner)}` : '';
  }

  private above(owner: NodePath, container: NodePath, column: number): readonly string[] {
    const pad = ' '.repeat(column);
    const apart = this.chance(8) ? [pad + this.comment([...container, '*']), ''] : [];
    const own = this.chance(5) ? [pad + this.comment(owner)] : [];
    return [...apart, ...own];
  }

  private map(map: ReadonlyMap<string, Node>, path: NodePath, column: number): readonly string[] {
    return [...map].flatMap(([key, value]) => {
      const below = [...path, key];
      return [...this.above(below, path, column), ...this.headed(`${' '.repeat(column)}${this.key(key)}:`, value, below, column)];
    });
  }

  /** A value behind its key, or on lines below it. */
  private headed(head: string, value: Node, path: NodePath, column: number): readonly string[] {
    if (value === null) return [`${head}${this.one('', ' null', ' ~')}${this.trailing(path)}`];
    if (isText(value)) return this.text(head, value, path, column);
    if (sizeOf(value) === 0) return [`${head} ${isList(value) ? '[]' : '{}'}${this.trailing(path)}`];
    if (this.chance(4)) return this.flowBehind(head, value, path, column);
    const inner = column + (isList(value) ? this.list : this.step);
    return [`${head}${this.trailing(path)}`, ...(isList(value) ? this.items(value, path, inner) : this.map(value as ReadonlyMap<string, Node>, path, inner))];
  }

  private text(head: string, value: string | number | boolean, path: NodePath, column: number): readonly string[] {
    if (typeof value === 'string' && this.chance(8)) return [`${head} |-`, `${' '.repeat(column + this.step)}${value}`];
    return [`${head} ${this.scalar(value)}${this.trailing(path)}`];
  }

  private items(list: readonly Node[], path: NodePath, column: number): readonly string[] {
    const pad = ' '.repeat(column);
    return list.flatMap((item, index) => {
      const below = [...path, index];
      const above = this.above(below, path, column);
      if (item === null || isText(item) || sizeOf(item) === 0 || this.chance(5)) return [...above, ...this.flowItem(`${pad}-`, item, below, column)];
      if (this.chance(6)) {
        const inner = column + this.step;
        return [...above, `${pad}-`, ...(isList(item) ? this.items(item, below, inner) : this.map(item as ReadonlyMap<string, Node>, below, inner))];
      }
      const [first = '', ...others] = this.withoutComments(() =>
        isList(item) ? this.items(item, below, column + 2) : this.map(item as ReadonlyMap<string, Node>, below, column + 2),
      );
      return [...above, `${pad}- ${first.trimStart()}`, ...others];
    });
  }

  /** Lines whose first is no comment: it has to stand behind a dash. */
  private withoutComments(make: () => readonly string[]): readonly string[] {
    for (;;) {
      const known = new Map(this.comments);
      const lines = make();
      if (!/^\s*(#|$)/.test(lines[0] ?? '')) return lines;
      this.comments.clear();
      for (const [text, owner] of known) this.comments.set(text, owner);
    }
  }

  private flowItem(head: string, item: Node, path: NodePath, column: number): readonly string[] {
    if (item === null) return [`${head}${this.one('', ' null')}${this.trailing(path)}`];
    if (isText(item)) return [`${head} ${this.scalar(item)}${this.trailing(path)}`];
    return this.flowBehind(head, item, path, column);
  }

  private flowBehind(head: string, value: Node, path: NodePath, column: number): readonly string[] {
    if (this.chance(3) && sizeOf(value) > 0) return this.flowLines(head, value, path, column);
    return [`${head} ${this.flow(value)}${this.trailing(path)}`];
  }

  /** A flow collection with each child on its own line. */
  private flowLines(head: string, value: Node, path: NodePath, column: number): readonly string[] {
    const pad = ' '.repeat(column + this.step);
    const children: readonly (readonly [string | number, Node])[] = isList(value) ? [...value.entries()] : [...(value as ReadonlyMap<string, Node>)];
    const comma = this.chance(3);
    const lines = children.flatMap(([key, child], index) => {
      const below = [...path, key];
      const last = index === children.length - 1 && !comma ? '' : ',';
      const text = typeof key === 'number' ? this.flow(child) : `${this.key(key)}: ${this.flow(child)}`;
      return [...(this.chance(5) ? [pad + this.comment(below)] : []), `${pad}${text}${last}${this.trailing(below)}`];
    });
    const [open, close] = isList(value) ? ['[', ']'] : ['{', '}'];
    return [`${head} ${open}`, ...lines, `${' '.repeat(column)}${this.step > 0 && column === 0 ? ' ' : ''}${close}${this.trailing(path)}`];
  }

  private flow(value: Node): string {
    if (value === null) return 'null';
    if (isText(value)) return this.scalar(value);
    const pad = this.one('', ' ');
    const comma = this.one(', ', ',');
    if (isList(value)) return `[${value.map((item) => this.flow(item)).join(comma)}]`;
    const pairs = [...(value as ReadonlyMap<string, Node>)].map(([key, item]) => `${this.key(key)}: ${this.flow(item)}`);
    return pairs.length === 0 ? '{}' : `{${pad}${pairs.join(comma)}${pad}}`;
  }

  private key(key: string): string {
    return this.chance(8) ? `"${key}"` : key;
  }

  private scalar(value: string | number | boolean): string {
    if (typeof value !== 'string') return String(value);
    return this.one(value, value, `"${value}"`, `'${value}'`);
  }
}

export function isList(value: Node): value is readonly Node[] {
  return Array.isArray(value);
}

function isText(value: Node): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function sizeOf(value: Node): number {
  return isList(value) ? value.length : value instanceof Map ? value.size : 0;
}
