// A visitor with too many open pages gets no further live ones: the server refuses the connection of Blazor's script, which does
// not report it.
const notice = document.getElementById('too-many-pages');

new PerformanceObserver(list => {
  for (const entry of list.getEntries()) {
    if (entry.name.includes('/_blazor/negotiate') && entry.responseStatus > 0) {
      notice.hidden = entry.responseStatus !== 429;
    }
  }
}).observe({ type: 'resource', buffered: true });

notice.addEventListener('click', event => {
  if (event.target.closest('[data-load-again]')) {
    location.reload();
  }
});
