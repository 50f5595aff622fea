import { get } from './api.js';
import { listen } from './live.js';

/** Every resource, newest snapshot, in the host's order. */
export const resources = new Map();

const order = new Map();

/** A colour for a resource's name: the same on every page. */
export function colourOf(name) {
  if (!order.has(name)) order.set(name, order.size);
  return order.get(name);
}

function take(resource) {
  colourOf(resource.name);
  resources.set(resource.id, resource);
}

export const watchResources = (signal) => listen('resource', take, signal);

/** Once before the first page, so that colours do not depend on what comes in first. */
export async function loadResources() {
  for (const resource of await get('/api/resources')) take(resource);
}

export const needsCare = (resource) => resource.health === 'Unhealthy' || resource.state === 'FailedToStart' || (resource.state === 'Exited' && resource.exitCode !== 0 && resource.exitCode !== null);
