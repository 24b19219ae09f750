/** An element of XML with its attributes, elements and text in order. */
export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Element[];
  readonly text: string;
}

interface Open {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Element[];
  text: string;
}

const TOKEN = /<\?[^>]*\?>|<\/([A-Za-z][\w-]*)>|<([A-Za-z][\w-]*)((?:\s+[A-Za-z][\w-]*="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;

/** Reads XML strictly, as far as Heptad writes it: no comment, CDATA, entity declaration or namespace. Throws at what is not well-formed. */
export function parseXml(xml: string): Element {
  const bad = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(xml);
  if (bad !== null) throw new Error(`XML 1.0 has no character ${JSON.stringify(bad[0])}`);
  const top: Open = { name: '', attributes: new Map(), children: [], text: '' };
  const stack: Open[] = [top];
  const close = (): void => {
    const done = stack.pop();
    if (done !== undefined) stack.at(-1)?.children.push(done);
  };
  let end = 0;
  for (const match of xml.matchAll(TOKEN)) {
    end = match.index + match[0].length;
    const [, closing, name, attributes = '', empty, text] = match;
    const current = stack.at(-1);
    if (current === undefined) throw new Error('text after the root');
    if (text !== undefined) current.text += decoded(text);
    if (closing !== undefined) {
      if (current.name !== closing) throw new Error(`</${closing}> ends <${current.name}>`);
      close();
    }
    if (name === undefined) continue;
    stack.push({ name, attributes: attributesOf(attributes), children: [], text: '' });
    if (empty === '/') close();
  }
  const [root] = top.children;
  if (end !== xml.length || stack.length !== 1 || root === undefined || top.children.length !== 1)
    throw new Error(`not well-formed at ${JSON.stringify(xml.slice(end, end + 60))}`);
  return root;
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  const found = [...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, decoded(value)] as const);
  const map = new Map(found);
  if (map.size !== found.length) throw new Error(`an attribute is there twice: ${text}`);
  return map;
}

function decoded(text: string): string {
  const plain = text.replace(/&#(\d+);/g, '');
  if (/[&>]/.test(plain)) throw new Error(`not escaped: ${JSON.stringify(text)}`);
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

interface Shape {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly children: readonly string[];
}

const OUTCOME: Shape = { required: [], optional: ['type', 'message'], children: [] };
const TEXT: Shape = { required: [], optional: [], children: [] };

/** What the schema of Jenkins' xUnit plugin (junit-10.xsd) lets stand where, of the elements that Heptad writes. */
const JUNIT: ReadonlyMap<string, Shape> = new Map([
  ['testsuites', { required: [], optional: ['name', 'time', 'tests', 'failures', 'errors'], children: ['testsuite'] }],
  [
    'testsuite',
    {
      required: ['name', 'tests', 'failures', 'errors'],
      optional: ['group', 'time', 'skipped', 'timestamp', 'hostname', 'id', 'package', 'file', 'log', 'url'],
      children: ['testsuite', 'properties', 'testcase', 'system-out', 'system-err'],
    },
  ],
  ['properties', { required: [], optional: [], children: ['property'] }],
  ['property', { required: ['name', 'value'], optional: [], children: [] }],
  ['testcase', { required: ['name'], optional: ['time', 'classname', 'group'], children: ['skipped', 'error', 'failure', 'system-out', 'system-err'] }],
  ['skipped', OUTCOME],
  ['error', OUTCOME],
  ['failure', OUTCOME],
  ['system-out', TEXT],
  ['system-err', TEXT],
]);

/** Where a tree breaks the schema of JUnit reports; nothing where it fits. */
export function junitFaults({ name, attributes, children, text }: Element): readonly string[] {
  const shape = JUNIT.get(name);
  if (shape === undefined) return [`<${name}> is not known`];
  const isMixed = ['skipped', 'error', 'failure', 'system-out', 'system-err'].includes(name);
  return [
    ...shape.required.filter((attribute) => !attributes.has(attribute)).map((attribute) => `<${name}> has no ${attribute}`),
    ...[...attributes.keys()].filter((attribute) => ![...shape.required, ...shape.optional].includes(attribute)).map((one) => `<${name}> may not have ${one}`),
    ...children.filter((child) => !shape.children.includes(child.name)).map((child) => `<${child.name}> may not stand in <${name}>`),
    ...(isMixed || text.trim() === '' ? [] : [`text stands in <${name}>`]),
    ...children.flatMap(junitFaults),
  ];
}

/** All elements of a name below an element, in order. */
export function elements(root: Element, name: string): readonly Element[] {
  return [...(root.name === name ? [root] : []), ...root.children.flatMap((child) => elements(child, name))];
}
