import { podPath } from '../../workload.js';
import { stepOf } from './fields.js';
import type { Kustomization } from './kustomization.js';
import { type Built, SET, touch } from './object.js';

/** One entry of `images`: what becomes of every image with this name. */
export interface ImageEdit {
  readonly name: string;
  readonly newName?: string | undefined;
  readonly newTag?: string | undefined;
  readonly digest?: string | undefined;
  readonly tagSuffix?: string | undefined;
}

/** Kustomize leaves ephemeral containers alone. */
const LISTS = ['initContainers', 'containers'] as const;
const FIELDS = ['newName', 'newTag', 'digest', 'tagSuffix'] as const;

/** Applies `images` (and its old name `imageTags`). An image to which a substitution gives a part is unknown from there on. */
export function applyImages({ root }: Kustomization, objects: readonly Built[]): void {
  for (const entry of [...root.get('imageTags').items(), ...root.get('images').items()]) {
    const name = entry.get('name').text();
    const isMasked = ['name', ...FIELDS].some((field) => entry.get(field).unknown !== undefined);
    if (name === undefined && !isMasked) continue;
    const edit: ImageEdit = { name: name ?? '', ...Object.fromEntries(FIELDS.map((field) => [field, entry.get(field).text()])) };
    for (const built of objects) {
      if (isMasked) hideImages(built, name);
      else built.images.push(edit);
    }
  }
}

/** The image after an edit; the same when it has another name. Source: kustomize, api/filters/imagetag, SetImage. */
export function editedImage(written: string, edit: ImageEdit): string {
  const image = splitImage(written);
  if (image.name !== edit.name) return written;
  const { tag, digest } = editedVersion(image, edit);
  return `${given(edit.newName) ?? image.name}${tag === '' ? '' : `:${tag}`}${digest === '' ? '' : `@${digest}`}`;
}

interface Image {
  readonly name: string;
  readonly tag: string;
  readonly digest: string;
}

/** A tag or a digest takes the place of both old ones; a suffix needs the old tag and ends the digest. */
function editedVersion({ tag, digest }: Image, edit: ImageEdit): Omit<Image, 'name'> {
  const newTag = given(edit.newTag);
  const newDigest = given(edit.digest);
  if (newTag !== undefined || newDigest !== undefined) return { tag: newTag ?? '', digest: newDigest ?? '' };
  const suffix = given(edit.tagSuffix);
  return suffix === undefined ? { tag, digest } : { tag: tag + suffix, digest: '' };
}

/** `registry:5000/name:tag@digest` in its three parts. */
function splitImage(image: string): Image {
  const [reference = '', digest = ''] = image.split('@', 2);
  const colon = reference.lastIndexOf(':');
  if (colon <= reference.lastIndexOf('/')) return { name: reference, tag: '', digest };
  return { name: reference.slice(0, colon), tag: reference.slice(colon + 1), digest };
}

function hideImages(built: Built, name: string | undefined): void {
  const path = podPath(built.resource.group, built.kind);
  if (path === undefined) return;
  for (const field of LISTS) {
    const list = built.resource.root.path(...path, 'spec', field);
    for (const container of list.items()) {
      const image = built.images.reduce(editedImage, container.get('image').text() ?? '');
      if (name === undefined || splitImage(image).name === name) touch(built, { steps: [...path, 'spec', field, stepOf(container, list), 'image'], why: SET });
    }
  }
}

function given(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
