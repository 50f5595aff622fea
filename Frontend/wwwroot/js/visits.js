// Reports how this page fares: its loading, unhandled errors and lost circuits, as spans of OTLP/HTTP JSON. Neither texts of errors nor ids leave the
// browser, and nothing does if the visitor asks not to be tracked.
(() => {
  const { routes, share, target } = document.currentScript.dataset;
  const isUnwanted = navigator.doNotTrack === '1' || navigator.globalPrivacyControl === true;
  if (isUnwanted || Math.random() >= Number(share)) {
    return;
  }

  const most = 10;
  const templates = routes.split(' ').map(route => route.split('/'));
  let waiting = [];
  let timer = null;
  let errors = 0;
  let lostAt = null;
  let isLeft = false;

  const route = () => {
    const parts = location.pathname.split('/');
    const fits = (template, isExact) => template.length === parts.length
      && template.every((part, i) => part === parts[i] || (!isExact && part === '{}' && parts[i] !== ''));
    const found = templates.find(template => fits(template, true)) ?? templates.find(template => fits(template, false));
    return found?.join('/') ?? 'other';
  };

  const hex = bytes => Array.from(crypto.getRandomValues(new Uint8Array(bytes)), byte => byte.toString(16).padStart(2, '0')).join('');

  const flush = () => {
    clearTimeout(timer);
    timer = null;
    if (waiting.length > 0) {
      const body = { resourceSpans: [{ scopeSpans: [{ scope: { name: 'platform.page' }, spans: waiting }] }] };
      waiting = [];
      navigator.sendBeacon(target, new Blob([JSON.stringify(body)], { type: 'application/json' }));
    }
  };

  const report = (name, from, to) => {
    if (waiting.length >= most) {
      return;
    }
    waiting.push({
      traceId: hex(16),
      spanId: hex(8),
      name,
      kind: 1,
      startTimeUnixNano: `${Math.round(from)}000000`,
      endTimeUnixNano: `${Math.round(to)}000000`,
      attributes: [{ key: 'page.route', value: { stringValue: route() } }],
    });
    timer ??= setTimeout(flush, 2000);
  };

  const failed = () => {
    errors += 1;
    if (errors <= most) {
      report('page.error', Date.now(), Date.now());
    }
  };

  // What extensions of the browser do wrong is not ours.
  addEventListener('error', event => {
    if (!/^[a-z-]*extension:/.test(event.filename ?? '')) {
      failed();
    }
  });
  addEventListener('unhandledrejection', failed);

  // The end of loading is known only after its event.
  addEventListener('load', () => setTimeout(() => {
    const [loading] = performance.getEntriesByType('navigation');
    if (loading?.loadEventEnd > 0) {
      report('page.load', performance.timeOrigin, performance.timeOrigin + loading.loadEventEnd);
    }
  }));

  // Blazor sets the state of the circuit as a class of this dialog, see reconnect.js.
  const dialog = document.getElementById('components-reconnect-modal');
  const follow = () => {
    const is = name => dialog.classList.contains(`components-reconnect-${name}`);
    if (isLeft) {
      return;
    }
    if (is('hide') && lostAt !== null) {
      report('page.circuit.restored', lostAt, Date.now());
      lostAt = null;
    } else if (is('show') || is('retrying') || is('failed') || is('rejected')) {
      lostAt ??= Date.now();
    }
  };
  if (dialog !== null) {
    new MutationObserver(follow).observe(dialog, { attributes: true, attributeFilter: ['class'] });
  }

  addEventListener('pagehide', () => {
    isLeft = true;
    if (lostAt !== null) {
      report('page.circuit.left', lostAt, Date.now());
    }
    flush();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') {
      flush();
    }
  });
})();
