import { listenerKey, listenersBehind } from '../calls/listeners.js';
import type { Inventory } from '../inventory.js';
import { type ServicePort, servicesOf } from './services.js';

/** The Service ports that lead to each listener, by `listenerKey`. `inventory.view(portsByListener)`. */
export function portsByListener(inventory: Inventory): ReadonlyMap<string, readonly ServicePort[]> {
  const found = new Map<string, ServicePort[]>();
  for (const service of inventory.view(servicesOf).all) {
    for (const port of service.ports) {
      for (const listener of listenersBehind(service, port).listeners) {
        const list = found.get(listenerKey(listener));
        if (list === undefined) found.set(listenerKey(listener), [port]);
        else list.push(port);
      }
    }
  }
  return found;
}
