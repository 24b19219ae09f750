/** What a CEL expression asks of a claim, where it asks it plainly: that it is one of some values, or holds one of them. */
export interface AskedClaim {
  readonly path: readonly string[];
  readonly values: readonly string[];
}

/** How long a token may live at most, in seconds, where an expression says so. */
export function tokenLife(expression: string): number | undefined {
  for (const part of conjuncts(expression)) {
    const found = /^claims\.exp\s*-\s*claims\.(?:iat|nbf|auth_time)\s*(<=?)\s*(\d+)$/.exec(part);
    if (found !== null) return Number(found[2]);
  }
  return undefined;
}

/**
 * The claims that must hold for an expression to be true. Only forms that leave no doubt are read: `claims.acr == "x"`, `claims.acr in ["x"]`, `"x" in claims.amr`,
 * `claims.amr.exists(m, m == "x")`, joined by `&&`. Source: Kubernetes documentation, Authenticating, claimValidationRules.expression.
 */
export function askedClaims(expression: string): readonly AskedClaim[] {
  return conjuncts(expression).flatMap((part) => asked(part) ?? []);
}

const PATH = String.raw`claims((?:\.[A-Za-z_]\w*|\[(?:'[^']*'|"[^"]*")\])+)`;
const TEXT = String.raw`('[^'\\]*'|"[^"\\]*"|true|false)`;
const LIST = String.raw`(\[[^\][]*\])`;

const FORMS: readonly (readonly [RegExp, path: number, values: number])[] = [
  [new RegExp(`^${PATH}\\s*==\\s*${TEXT}$`), 1, 2],
  [new RegExp(`^${TEXT}\\s*==\\s*${PATH}$`), 2, 1],
  [new RegExp(`^${TEXT}\\s+in\\s+${PATH}$`), 2, 1],
  [new RegExp(`^${PATH}\\s+in\\s+${LIST}$`), 1, 2],
  [new RegExp(`^${PATH}\\.exists\\(\\s*(\\w+)\\s*,\\s*\\2\\s*==\\s*${TEXT}\\s*\\)$`), 1, 3],
  [new RegExp(`^${PATH}\\.exists\\(\\s*(\\w+)\\s*,\\s*\\2\\s+in\\s+${LIST}\\s*\\)$`), 1, 3],
];

function asked(part: string): AskedClaim | undefined {
  if (part.length > 1000) return undefined;
  for (const [form, path, values] of FORMS) {
    const found = form.exec(part);
    if (found !== null) return { path: steps(found[path] ?? ''), values: texts(found[values] ?? '') };
  }
  return undefined;
}

function steps(path: string): readonly string[] {
  return [...path.matchAll(/\.([A-Za-z_]\w*)|\[(?:'([^']*)'|"([^"]*)")\]/g)].map((step) => step[1] ?? step[2] ?? step[3] ?? '');
}

function texts(written: string): readonly string[] {
  return [...written.matchAll(/'([^']*)'|"([^"]*)"|true|false/g)].map((text) => text[1] ?? text[2] ?? text[0]);
}

/** The parts that `&&` joins; none where parts are joined by anything weaker at the same level. */
function conjuncts(expression: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let from = 0;
  for (let at = 0; at < expression.length; at++) {
    const letter = expression[at] ?? '';
    if (quote !== '') {
      if (letter === '\\') at++;
      else if (letter === quote) quote = '';
    } else if (letter === '"' || letter === "'") quote = letter;
    else if ('([{'.includes(letter)) depth++;
    else if (')]}'.includes(letter)) depth--;
    else if (depth === 0 && (letter === '?' || expression.startsWith('||', at))) return [];
    else if (depth === 0 && expression.startsWith('&&', at)) {
      parts.push(expression.slice(from, at));
      from = ++at + 1;
    }
  }
  return [...parts, expression.slice(from)].map((part) => part.trim());
}
