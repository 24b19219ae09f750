/** A pod in a namespace, labelled by its name. `calls` becomes a variable. */
export function pod(
  name: string,
  namespace: string,
  more: { readonly calls?: string; readonly account?: string; readonly labels?: string; readonly spec?: string } = {},
): string {
  const env = more.calls === undefined ? '' : `, env: [{ name: PEER, value: "${more.calls}" }]`;
  const account = more.account === undefined ? '' : `serviceAccountName: "${more.account}", `;
  const labels = more.labels ?? `app: ${name}`;
  const inside = namespace === '' ? '' : `namespace: ${namespace}, `;
  return `kind: Pod\nmetadata: { name: ${name}, ${inside}labels: { ${labels} } }\nspec: { ${account}${more.spec ?? ''}containers: [{ name: ${name}${env} }] }\n---\n`;
}

/** A Service of that name before the pods of that name. */
export function service(name: string, namespace: string, port: number, targetPort: number, type = 'ClusterIP'): string {
  const inside = namespace === '' ? '' : `, namespace: ${namespace}`;
  return `kind: Service\nmetadata: { name: ${name}${inside} }\nspec: { type: ${type}, selector: { app: ${name} }, ports: [{ port: ${port}, targetPort: ${targetPort} }] }\n---\n`;
}

export function namespace(name: string, labels = ''): string {
  return `kind: Namespace\nmetadata: { name: ${name}, labels: { ${labels} } }\n---\n`;
}

/** `web` calls `cart:80`, which is port 7070 of its pods; each runs as its own account. */
export function callIn(inside: string): string {
  return pod('web', inside, { calls: 'cart:80', account: 'web' }) + pod('cart', inside, { account: 'cart' }) + service('cart', inside, 80, 7070);
}

export const SHOP = '/Namespace||shop|';
