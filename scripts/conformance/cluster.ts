import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { parse } from 'yaml';
import { folderOf } from './judge.js';

/** What the API server answers. */
export interface Answer {
  readonly code: number;
  readonly message: string;
  readonly warnings: readonly string[];
  readonly body: Body;
}
export type Body = { readonly [key: string]: unknown };

/** A real API server on loopback, started by the tool that HEPTAD_CLUSTER_TOOL names from the programs in HEPTAD_CLUSTER_BIN. */
export class Cluster {
  private readonly plurals = new Map<string, Promise<string>>();

  private constructor(
    private readonly tool: string,
    private readonly folder: string,
    private readonly server: string,
    private readonly authority: Buffer,
    private readonly token: string,
  ) {}

  /** The version of a part, from the file beside its program; or why there is no cluster to be started. */
  static version(part: string): { readonly version: string } | string {
    const bin = folderOf('HEPTAD_CLUSTER_BIN');
    if (typeof bin === 'string') return bin;
    const tool = process.env['HEPTAD_CLUSTER_TOOL'];
    if (tool === undefined || !existsSync(tool)) return 'HEPTAD_CLUSTER_TOOL names no program';
    const file = join(bin.folder, `${part}.version`);
    return existsSync(file) ? { version: readFileSync(file, 'utf8').trim() } : `"${bin.folder}" has no ${part} with its version`;
  }

  static start(): Cluster {
    const tool = process.env['HEPTAD_CLUSTER_TOOL'] ?? '';
    const folder = run(tool, 'start', process.env['HEPTAD_CLUSTER_BIN'] ?? '').trim();
    run(tool, 'crds', folder, 'istio', 'kyverno', 'policy-report');
    const config = readFileSync(join(folder, 'kubeconfig'), 'utf8');
    const [, server = '', authority = ''] = /server: '(.+?)', certificate-authority-data: (\S+)/.exec(config) ?? [];
    const [, token = ''] = /name: admin, user: \{ token: (\S+) \}/.exec(config) ?? [];
    return new Cluster(tool, folder, server, Buffer.from(authority, 'base64'), token);
  }

  get kubeconfig(): string {
    return join(this.folder, 'kubeconfig');
  }

  /** Runs a part beside the API server. */
  add(part: string): void {
    run(this.tool, part, this.folder);
  }

  stop(): void {
    run(this.tool, 'stop', this.folder, '--purge');
  }

  /** Sends an object as it is written: `dry` asks for the whole verdict and keeps nothing. Fields must be known. */
  async create(text: string, how: 'dry' | 'keep'): Promise<Answer> {
    const query = `fieldValidation=Strict${how === 'dry' ? '&dryRun=All' : ''}`;
    return this.ask('POST', `${await this.pathOf(text, 'list')}?${query}`, text, 'application/yaml');
  }

  async read(text: string): Promise<Answer> {
    return this.ask('GET', await this.pathOf(text, 'object'));
  }

  async remove(text: string): Promise<Answer> {
    return this.ask('DELETE', `${await this.pathOf(text, 'object')}?gracePeriodSeconds=0`);
  }

  /** A merge patch of an object, or of a part of it. */
  async patch(text: string, patch: unknown, subresource: string | undefined, how: 'dry' | 'keep'): Promise<Answer> {
    const path = `${await this.pathOf(text, 'object')}${subresource === undefined ? '' : `/${subresource}`}${how === 'dry' ? '?dryRun=All' : ''}`;
    return this.ask('PATCH', path, JSON.stringify(patch), 'application/strategic-merge-patch+json');
  }

  get(path: string): Promise<Answer> {
    return this.ask('GET', path);
  }

  /** A namespace with its service account: before that is there every pod is refused, for no reason of a policy. */
  async namespace(text: string): Promise<Answer> {
    const made = await this.create(text, 'keep');
    const { name } = headOf(text);
    await until(`the service account of ${name}`, async () => (await this.get(`/api/v1/namespaces/${name}/serviceaccounts/default`)).code === 200);
    return made;
  }

  private async pathOf(text: string, what: 'list' | 'object'): Promise<string> {
    const { apiVersion, kind, name, namespace } = headOf(text);
    const plural = `${apiVersion} ${kind}`;
    if (!this.plurals.has(plural)) this.plurals.set(plural, this.plural(apiVersion, kind));
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const list = `${root}${namespace === undefined ? '' : `/namespaces/${namespace}`}/${await this.plurals.get(plural)}`;
    return what === 'list' ? list : `${list}/${name}`;
  }

  private async plural(apiVersion: string, kind: string): Promise<string> {
    const { body } = await this.ask('GET', apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`);
    const found = (body['resources'] as readonly { readonly kind: string; readonly name: string }[] | undefined)?.find(
      (resource) => resource.kind === kind && !resource.name.includes('/'),
    );
    if (found === undefined) throw new Error(`the API server has no ${apiVersion} ${kind}`);
    return found.name;
  }

  private ask(method: string, path: string, text?: string, type?: string): Promise<Answer> {
    const headers = { authorization: `Bearer ${this.token}`, ...(type === undefined ? {} : { 'content-type': type }) };
    return new Promise((resolve, reject) => {
      const asking = request(`${this.server}${path}`, { method, ca: this.authority, headers, agent: false }, async (response) => {
        const body = JSON.parse((await response.toArray()).join('') || '{}') as Body;
        const warnings = [response.headers['warning'] ?? []].flat().flatMap((line) => line.split(/, (?=299 )/));
        resolve({ code: response.statusCode ?? 0, message: typeof body['message'] === 'string' ? body['message'] : '', warnings, body });
      });
      asking.on('error', reject).end(text);
    });
  }
}

/** What names an object. */
export function headOf(text: string): { readonly apiVersion: string; readonly kind: string; readonly name: string; readonly namespace: string | undefined } {
  const { apiVersion, kind, metadata } = parse(text) as {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace?: string };
  };
  return { apiVersion, kind, name: metadata.name, namespace: metadata.namespace };
}

/** Asks again and again until it is so; an error after two minutes. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`${what}: not within two minutes`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function run(program: string, ...args: readonly string[]): string {
  const done = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (done.error !== undefined) throw done.error;
  if (done.status !== 0) throw new Error(`${[program, ...args].join(' ')} ended with ${done.status}`);
  return done.stdout;
}
