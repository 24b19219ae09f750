import { matchesGlob } from '../globs.js';
import type { Inventory } from '../inventory.js';
import { type Known, withValue } from '../known.js';
import type { Container } from '../workload.js';

/** An image reference with its defaults written out. */
export interface Image {
  /** Host with port; `docker.io` where none is written. */
  readonly registry: string;
  /** Path without host; `library/` comes before an official image of Docker Hub. */
  readonly repository: string;
  /** Undefined when none is written: then a digest counts, or `latest`. */
  readonly tag: string | undefined;
  /** `sha256:…` with all of its digits. */
  readonly digest: string | undefined;
}

export const DEFAULT_REGISTRY = 'docker.io';

const HOST = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?$/;
const PATH = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;

/**
 * Reads an image as a node does; undefined for what a node refuses.
 * Source: distribution/reference, the grammar in reference.go and splitDockerDomain in normalize.go.
 */
export function parseImage(text: string): Image | undefined {
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const named = at < 0 ? text : text.slice(0, at);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  const { registry, repository } = splitHost(colon < 0 ? named : named.slice(0, colon));
  if (!HOST.test(registry) || !PATH.test(repository)) return undefined;
  if ((tag !== undefined && !TAG.test(tag)) || (digest !== undefined && !DIGEST.test(digest))) return undefined;
  return { registry, repository, tag, digest };
}

/** The first segment is a host when it has a dot, a colon or an upper-case letter, or is `localhost`. */
function splitHost(name: string): { readonly registry: string; readonly repository: string } {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  if (slash >= 0 && (/[.:A-Z]/.test(first) || first === 'localhost')) {
    return withDockerHub(first === 'index.docker.io' ? DEFAULT_REGISTRY : first, name.slice(slash + 1));
  }
  return withDockerHub(DEFAULT_REGISTRY, name);
}

function withDockerHub(registry: string, path: string): { readonly registry: string; readonly repository: string } {
  return { registry, repository: registry === DEFAULT_REGISTRY && path !== '' && !path.includes('/') ? `library/${path}` : path };
}

/**
 * Whether an image lies below a place of an allow list: `registry.example.com/shop`. Host and path segments are compared whole, each as a glob, so that
 * `registry.example.com/shop` holds for `…/shop/cart` and not for `…/shopping`. Without a host it is a place of Docker Hub.
 */
export function liesBelow(image: Image, place: string): boolean {
  const segments = place.split('/').filter((segment, index) => segment !== '' || index === 0);
  const first = segments[0] ?? '';
  const hasHost = /[.:*A-Z]/.test(first) || first === 'localhost';
  const wanted = hasHost ? segments : [DEFAULT_REGISTRY, ...segments];
  const own = [image.registry, ...image.repository.split('/')];
  return wanted.length <= own.length && wanted.every((glob, index) => matchesGlob(glob, own[index] ?? ''));
}

/** The digest that files of the target state for the image and tag of a reference without one; undefined where none does, or where two differ. */
export function statedDigest(inventory: Inventory, image: Image): string | undefined {
  const stated = inventory.view(statedDigests).get(tagged(image));
  return stated?.size === 1 ? [...stated][0] : undefined;
}

function statedDigests(inventory: Inventory): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const container of inventory.allWorkloads().flatMap((workload) => workload.containers)) {
    const text = container.image;
    const image = text.known && text.value !== undefined ? parseImage(text.value) : undefined;
    if (image?.digest === undefined || image.tag === undefined) continue;
    const digests = found.get(tagged(image));
    if (digests === undefined) found.set(tagged(image), new Set([image.digest]));
    else digests.add(image.digest);
  }
  return found;
}

function tagged(image: Image): string {
  return `${image.registry}/${image.repository}:${image.tag ?? 'latest'}`;
}

/** What a container runs: the text and its parts. Unknown also where the text is no image, none is written, or another part of the cluster puts it in. */
export function imageOf(container: Container): Known<{ readonly text: string; readonly image: Image }> {
  const text = container.image;
  if (!text.known) return text;
  const { at, pointer } = text;
  if (text.value === undefined || text.value === '') return { known: false, why: 'no image is written', at, pointer };
  // Istio puts the proxy's image in where a gateway says `auto`. Source: Istio documentation, Installing Gateways.
  if (text.value === 'auto' && container.part === 'istio-proxy') return { known: false, why: 'set by the injector of the mesh', at, pointer };
  const image = parseImage(text.value);
  return image === undefined ? { known: false, why: 'no image: the node refuses it', at, pointer } : withValue(text, { text: text.value, image });
}

const SHOWN = 48;

/** An image as a message names it: of a long reference the end, which tells images apart. A digest is cut behind its first digits. */
export function shownImage(text: string): string {
  const short = text.replace(/@(sha\d+:[0-9a-f]{8})[0-9a-f]+$/, '@$1…');
  return short.length <= SHOWN ? short : `…${short.slice(1 - SHOWN)}`;
}
