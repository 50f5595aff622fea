/** A refusal of the server, in its own words. */
export class Problem extends Error {
  constructor(status, title, detail) {
    super(detail || title || `The dashboard answered ${status}.`);
    this.status = status;
    this.title = title;
  }
}

export function signIn() {
  location.assign(`/login?returnUrl=${encodeURIComponent(location.pathname + location.search)}`);
}

async function send(method, path, query, signal) {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') url.searchParams.set(name, value);
  }
  const response = await fetch(url, { method, signal, headers: { accept: 'application/json' } });
  if (response.status === 401) {
    signIn();
    await new Promise(() => {});
  }
  if (response.status === 204) return null;
  const body = (response.headers.get('content-type') ?? '').includes('json') ? await response.json() : null;
  if (!response.ok) {
    const fields = Object.entries(body?.errors ?? {}).map(([name, texts]) => `${name}: ${texts.join(' ')}`).join(' ');
    throw new Problem(response.status, body?.title, fields || body?.detail);
  }
  return body;
}

export const get = (path, query, signal) => send('GET', path, query, signal);
export const post = (path) => send('POST', path);
export const remove = (path) => send('DELETE', path);
