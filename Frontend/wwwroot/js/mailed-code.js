// The link of a mail brings what is to be filled in behind the #. It is taken out of the address at once: neither the history nor
// whoever looks over a shoulder needs it.
const brought = new URLSearchParams(location.hash.slice(1));
if (brought.has('code')) {
  for (const field of document.querySelectorAll('[data-from-link]')) {
    field.value = brought.get(field.dataset.fromLink) ?? field.value;
  }
  history.replaceState(history.state, '', location.pathname + location.search);
  document.querySelector('main input:invalid, main button[type=submit]')?.focus();
}
