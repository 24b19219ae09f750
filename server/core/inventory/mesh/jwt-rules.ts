import type { Place } from '../../syntax/place.js';
import { AUTHENTICATION } from '../control-plane/control-plane.js';
import type { Inventory } from '../inventory.js';
import type { Reason } from '../known.js';
import type { Resource } from '../resource.js';
import { type Subject, subjectId } from '../subject.js';
import type { Value } from '../value.js';
import { REQUEST_AUTHENTICATION } from './istio.js';

/** One issuer whose tokens a mesh or the API server accepts. As a subject it is a part of its object. */
export interface JwtRule extends Subject {
  readonly resource: Resource;
  readonly value: Value;
  readonly issuer: Value;
  readonly audiences: Value;
  /** Where the keys come from, if that is not the issuer itself. */
  readonly keys: Value;
}

/** Every rule of judged objects; one of a list that a template makes is unknown. `inventory.view(jwtRules)`. */
export function jwtRules(inventory: Inventory): readonly JwtRule[] {
  const mesh = inventory.judged(REQUEST_AUTHENTICATION).flatMap((resource) =>
    resource.spec
      .get('jwtRules')
      .items()
      .map((value, index) => toRule(resource, value, index, { issuer: value.get('issuer'), audiences: value.get('audiences'), keys: value.get('jwksUri') })),
  );
  const api = inventory.judged(AUTHENTICATION).flatMap((resource) =>
    resource.root
      .get('jwt')
      .items()
      .map((value, index) => {
        const issuer = value.get('issuer');
        return toRule(resource, value, index, { issuer: issuer.get('url'), audiences: issuer.get('audiences'), keys: issuer.get('discoveryURL') });
      }),
  );
  return [...mesh, ...api];
}

type Fields = Pick<JwtRule, 'issuer' | 'audiences' | 'keys'>;

function toRule(resource: Resource, value: Value, index: number, fields: Fields): JwtRule {
  const { group, kind, namespace } = resource;
  const part = `jwt/${value.unknown === undefined ? (fields.issuer.text() ?? index) : '*'}`;
  const at: Place = value.keyAt;
  const unknown: Reason | undefined = resource.unknown ?? value.unknown;
  const name = resource.name === '' ? kind : resource.name;
  return {
    id: subjectId(group, kind, namespace, resource.name, part),
    group,
    kind,
    namespace,
    name,
    part,
    at,
    pointer: value.pointer,
    unknown,
    resource,
    value,
    ...fields,
  };
}
