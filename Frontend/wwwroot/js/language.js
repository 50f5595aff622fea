// The page's language: selected by buttons with data-page-language, stored in a cookie for the server, which renders all texts.

import { keep } from './kept-form.js';

// For dates and numbers: the region of the reader's browser if its language is that of the page.
const page = document.documentElement.lang;
export const locale = navigator.languages?.find(tag => tag.split('-')[0] === page.split('-')[0]) ?? page;

document.addEventListener('click', event => {
  const chosen = event.target.closest?.('[data-page-language]');
  if (!chosen) {
    return;
  }
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `language=${chosen.dataset.pageLanguage}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  keep();

  // Navigates instead of reloading: a reload would submit a refused form again.
  location.replace(location.pathname + location.search);
});
