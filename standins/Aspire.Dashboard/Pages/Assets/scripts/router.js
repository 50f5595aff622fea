const routes = [];
let current = null;

export function route(pattern, open) {
  routes.push({ pattern: new RegExp(`^${pattern.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`), open });
}

export function go(path) {
  if (path !== location.pathname + location.search) history.pushState(null, '', path);
  show();
}

/** Keeps filters in the address, so that a reload or a link shows the same. */
export function keep(query) {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '' || value === false) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  history.replaceState(null, '', url.pathname + url.search);
}

export const asked = (name) => new URLSearchParams(location.search).get(name) ?? '';

export function show() {
  for (const { pattern, open } of routes) {
    const match = pattern.exec(location.pathname);
    if (!match) continue;
    current?.abort();
    current = new AbortController();
    const parameters = Object.fromEntries(Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]));
    open(parameters, current.signal);
    return;
  }
  go('/');
}

export function startRouter() {
  addEventListener('popstate', show);
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href]');
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || link.target || link.hasAttribute('download')) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || url.pathname.startsWith('/api') || url.hash) return;
    event.preventDefault();
    go(url.pathname + url.search);
  });
  show();
}
