import { get } from './api.js';
import { listen } from './live.js';

/** Every resource, newest snapshot, in the host's order. */
export const resources = new Map();

const order = new Map();
const texts = new Map();

/** A colour for a resource's name: the same on every page. */
export function colourOf(name) {
  if (!order.has(name)) order.set(name, order.size);
  return order.get(name);
}

// Each time the stream opens it tells of every resource. What is as it was stays the same object, so that no page draws it again.
function take(resource) {
  const text = JSON.stringify(resource);
  if (texts.get(resource.id) === text) return;
  texts.set(resource.id, text);
  colourOf(resource.name);
  resources.set(resource.id, resource);
}

export const watchResources = (signal) => listen('resource', take, signal);

/** Once before the first page, so that colours do not depend on what comes in first. */
export async function loadResources() {
  for (const resource of await get('/api/resources')) take(resource);
}

export const needsCare = (resource) => resource.health === 'Unhealthy' || resource.state === 'FailedToStart' || (resource.state === 'Exited' && resource.exitCode !== 0 && resource.exitCode !== null);
