// The page's language: chosen by buttons with data-page-language, kept in a cookie for the server, which writes all texts.

import { keep } from './kept-form.js';

// For dates and numbers: as in the reader's own country where it speaks the page's language.
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

  // Asks for the page anew: a reload would send again a form that was refused.
  location.replace(location.pathname + location.search);
});
