// The link of a mail has the code in its fragment. It is removed from the address at once, so that it appears neither in the history nor
// on the screen.
const parameters = new URLSearchParams(location.hash.slice(1));
if (parameters.has('code')) {
  for (const field of document.querySelectorAll('[data-from-link]')) {
    field.value = parameters.get(field.dataset.fromLink) ?? field.value;
  }
  history.replaceState(history.state, '', location.pathname + location.search);
  document.querySelector('main input:invalid, main button[type=submit]')?.focus();
}
