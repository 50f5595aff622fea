// Tells the server when nobody can see this tab: it asks for nothing then.
export function attach(owner) {
  const ending = new AbortController();
  let timer = null;

  const tell = () => {
    clearTimeout(timer);
    owner.invokeMethodAsync('Shown', document.visibilityState === 'visible').catch(() => {
      // The connection is away: what holds when it is back is told then.
      if (!ending.signal.aborted) {
        timer = setTimeout(tell, 1000);
      }
    });
  };

  const on = (target, name, handler) => target.addEventListener(name, handler, { signal: ending.signal });
  on(document, 'visibilitychange', tell);

  // The server keeps a lost page for minutes in case that it comes back. This one does not.
  on(window, 'pagehide', () => Blazor.disconnect?.());

  // A page that the browser kept and shows again was told off: it has to begin anew.
  on(window, 'pageshow', event => {
    if (event.persisted) {
      location.reload();
    }
  });

  if (document.visibilityState !== 'visible') {
    tell();
  }

  return {
    detach: () => {
      ending.abort();
      clearTimeout(timer);
    },
  };
}
