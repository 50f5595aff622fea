// The page's language: selected by buttons with data-page-language, stored in a cookie for the server, which renders all texts, and in the account
// of a signed-in visitor.

import { keep } from './kept-form.js';

// For dates and numbers: the region of the reader's browser if its language is that of the page.
const page = document.documentElement.lang;
export const locale = navigator.languages?.find(tag => tag.split('-')[0] === page.split('-')[0]) ?? page;

document.addEventListener('click', async event => {
  const chosen = event.target.closest?.('[data-page-language]');
  if (!chosen) {
    return;
  }
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `language=${chosen.dataset.pageLanguage}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  if ('ofAccount' in chosen.dataset) {
    try {
      await fetch(`/account/language/${chosen.dataset.pageLanguage}`, { method: 'POST', signal: AbortSignal.timeout(5000) });
    } catch { /* The account keeps its language; this browser has the selected one. */ }
  }
  keep();

  // Navigates instead of reloading: a reload would submit a refused form again.
  location.replace(location.pathname + location.search);
});
