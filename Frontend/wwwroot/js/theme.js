// Runs before the first paint. The choice is stored in a cookie so that the server renders it, too.
(() => {
  const root = document.documentElement;
  const isDark = () => root.dataset.theme
    ? root.dataset.theme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;

  document.addEventListener('click', event => {
    if (!event.target.closest?.('[data-theme-toggle]')) {
      return;
    }
    root.dataset.theme = isDark() ? 'light' : 'dark';
    const secure = location.protocol === 'https:' ? '; Secure' : '';
    document.cookie = `theme=${root.dataset.theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  });

  // Enhanced navigation loads the markup of the server, which may be older than the choice.
  const kept = /(?:^|; )theme=(light|dark)/.exec(document.cookie)?.[1];
  if (kept) {
    root.dataset.theme = kept;
  }

  // Called by the circuit after it renewed its tokens: any response sets the new cookie.
  window.platformSession = { fetch: () => fetch('/session', { cache: 'no-store' }).then(() => undefined, () => undefined) };
})();
