// Notifies the server when this tab is hidden, so that it stops polling.
export function attach(owner) {
  const ending = new AbortController();
  let timer = null;

  const report = () => {
    clearTimeout(timer);
    owner.invokeMethodAsync('Shown', document.visibilityState === 'visible').catch(() => {
      // The connection is lost: the current state is sent when it is restored.
      if (!ending.signal.aborted) {
        timer = setTimeout(report, 1000);
      }
    });
  };

  const on = (target, name, handler) => target.addEventListener(name, handler, { signal: ending.signal });
  on(document, 'visibilitychange', report);

  // The server keeps a disconnected page for minutes in case it reconnects. This one does not.
  on(window, 'pagehide', () => Blazor.disconnect?.());

  // A page that the browser restores from its cache was released on the server: it has to be loaded again.
  on(window, 'pageshow', event => {
    if (event.persisted) {
      location.reload();
    }
  });

  if (document.visibilityState !== 'visible') {
    report();
  }

  return {
    detach: () => {
      ending.abort();
      clearTimeout(timer);
    },
  };
}
