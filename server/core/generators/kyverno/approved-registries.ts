import type { Inventory } from '../../inventory/inventory.js';
import { type Known, withValue } from '../../inventory/known.js';
import { DEFAULT_REGISTRY, type Image, imageOf, liesBelow, parseImage } from '../../inventory/pods/images.js';
import type { PolicyDraft } from '../../inventory/policy-draft.js';
import type { Match } from '../../inventory/selectors.js';
import type { Container, Workload } from '../../inventory/workload.js';
import type { Gap } from '../generator.js';
import { type Check, CONTAINERS, DEBUGGING, EPHEMERAL_CONTAINERS, PODS, UNCHANGED, type Variable } from './check.js';
import type { Intent } from './intent.js';
import { refusedContainers, refusedWorkloads } from './preview.js';
import { placePattern } from './registry-pattern.js';

/** Images come from below the places of an allow list; without one, from below those that the target uses today. */
export const approvedRegistries: Intent = {
  id: 'approved-registries',
  controls: ['CM-7(5)', 'CM-11'],
  checks: (policy, inventory, excluded) => {
    const places = placesFor(policy, inventory);
    if (places.length === 0) return [];
    return [
      check('heptad-approved-registries', places, excluded, { matches: PODS, variables: [UNCHANGED, CONTAINERS, ALL_IMAGES], background: true }),
      check('heptad-approved-registries-debug', places, excluded, {
        matches: DEBUGGING,
        variables: [EPHEMERAL_CONTAINERS, CONTAINER_IMAGES],
        background: false,
      }),
    ];
  },
  refuses: (policy, inventory, excluded) => {
    const places = placesFor(policy, inventory);
    if (places.length === 0) return [];
    return [
      ...refusedContainers(inventory.containers(), excluded, (container) => isElsewhere(imageIn(container), places), 'runs an image of no approved registry'),
      ...refusedWorkloads(
        inventory,
        excluded,
        (workload) => mountsElsewhere(workload, places),
        () => 'mounts an image of no approved registry',
      ),
    ];
  },
  gaps: (policy, inventory) => gapsOf(policy, inventory),
};

/** Where Istio's injector puts the image of its proxy in, a gateway says `auto`; that is no official image. Source: Istio documentation, Installing Gateways. */
const CONTAINER_IMAGES: Variable = {
  name: 'references',
  expression: 'variables.containers.filter(c, !(c.name == "istio-proxy" && c.?image.orValue("") == "auto")).map(c, c.?image.orValue(""))',
};

/** Volumes may be images too. Source: Kubernetes API reference, ImageVolumeSource v1 core. */
const ALL_IMAGES: Variable = {
  name: 'references',
  expression: `${CONTAINER_IMAGES.expression} + object.spec.?volumes.orValue([]).map(v, v.?image.?reference.orValue("")).filter(i, i != "")`,
};

/**
 * References with their defaults written out, without digest. The first segment is a host when it has a dot, a colon or an upper-case letter, or is
 * `localhost`; Docker Hub is the default, and its official images lie below `library`. Source: distribution/reference, splitDockerDomain in normalize.go.
 */
const FULL: readonly Variable[] = [
  {
    name: 'hosted',
    expression:
      'variables.references.map(i, i.split("@")[0]).map(n, n.matches("^([^/]*[.:A-Z][^/]*|localhost)/") ? n : "docker.io/" + n)' +
      '.map(n, n.startsWith("index.docker.io/") ? n.substring(6) : n)',
  },
  { name: 'images', expression: 'variables.hosted.map(n, n.matches("^docker[.]io/[^/]+$") ? "docker.io/library/" + n.substring(10) : n)' },
];

function check(name: string, places: readonly string[], excluded: readonly string[], part: Pick<Check, 'matches' | 'variables' | 'background'>): Check {
  const allowed = `^(${places.map(placePattern).join('|')})(/[^:]+)?(:[^/:]+)?$`;
  const offenders = `variables.images.filter(i, !i.matches(r"${allowed}"))`;
  return { name, ...part, variables: [...part.variables, ...FULL], offenders, says: 'images of no approved registry', excluded };
}

/** The places of the draft, sorted, each once. */
function placesFor(policy: PolicyDraft, inventory: Inventory): readonly string[] {
  const given = (policy.with?.['registries'] ?? []).filter((place) => place.trim() !== '');
  return given.length > 0 ? [...new Set(given)].sort() : placesInUse(inventory);
}

/** Where the images of the target lie: the folder of each, or the image itself where it lies at the top of a host. What lies below another is left out. */
function placesInUse(inventory: Inventory): readonly string[] {
  const images = inventory.workloads().flatMap((workload) => [...workload.containers.map(imageIn), ...mountedImages(workload)]);
  const places = new Set(images.flatMap((image) => (image.known && image.value !== undefined ? [folderOf(image.value)] : [])));
  return [...places].filter((place) => ![...places].some((other) => place.startsWith(`${other}/`))).sort();
}

function folderOf({ registry, repository }: Image): string {
  const slash = repository.lastIndexOf('/');
  return `${registry}/${slash < 0 ? repository : repository.slice(0, slash)}`;
}

type Reference = Known<Image | undefined>;

/** The image of a container; undefined where the mesh puts it in, and where the text is none, which no place admits. */
function imageIn(container: Container): Reference {
  const image = imageOf(container);
  if (image.known) return withValue(image, image.value.image);
  return container.image.known ? withValue(container.image, undefined) : container.image;
}

function mountedImages({ podSpec }: Workload): readonly Reference[] {
  return podSpec
    .get('volumes')
    .items()
    .map((volume) => volume.path('image', 'reference').string())
    .filter((text) => !text.known || (text.value ?? '') !== '')
    .map((text) => (text.known ? withValue(text, parseImage(text.value ?? '')) : text));
}

function isElsewhere(reference: Reference, places: readonly string[]): Match {
  if (!reference.known) return { unknown: reference.why };
  const { value } = reference;
  return value !== undefined && places.some((place) => liesBelow(value, place)) ? 'no' : 'yes';
}

function mountsElsewhere(workload: Workload, places: readonly string[]): Match {
  const all = mountedImages(workload).map((reference) => isElsewhere(reference, places));
  return all.find((match) => match === 'yes') ?? all.find((match) => match !== 'no') ?? 'no';
}

function gapsOf(policy: PolicyDraft, inventory: Inventory): readonly Gap[] {
  if (placesFor(policy, inventory).length === 0)
    return [{ message: 'no registry is named and no image of the target is known: nothing is written', expressibleBy: [] }];
  if ((policy.with?.['registries'] ?? []).length > 0) return [];
  return [
    {
      message: `the registries are those in use in this target (${DEFAULT_REGISTRY} where none is written): what else runs in the cluster is not seen`,
      expressibleBy: [],
    },
  ];
}
