// Keeps what has been typed when the page reloads itself. A form declares with data-keeps that it restores it: one of
// a circuit once the circuit is ready to receive it.
const place = `kept ${location.pathname}`;
const unkept = ['file', 'password', 'hidden', 'submit', 'button'];

const isKept = field => field.id && !unkept.includes(field.type) && field.autocomplete !== 'one-time-code';
const isTick = field => field.type === 'checkbox' || field.type === 'radio';

/** Keeps the content for the next load of this page in this tab. */
export function keep() {
  const fields = {};
  for (const field of [...document.querySelectorAll('form[data-keeps]')].flatMap(form => [...form.elements])) {
    if (isKept(field)) {
      fields[field.id] = isTick(field) ? field.checked : field.value;
    }
  }
  const open = [...document.querySelectorAll('form[data-keeps] details[open][id]')].map(details => details.id);
  try {
    sessionStorage.setItem(place, JSON.stringify({ fields, open }));
  } catch { /* Storage is full or forbidden: the content is lost, as without this script. */ }
}

const take = () => {
  try {
    const kept = JSON.parse(sessionStorage.getItem(place));
    sessionStorage.removeItem(place);
    return kept;
  } catch {
    return null;
  }
};

const fill = (field, value) => {
  const name = isTick(field) ? 'checked' : 'value';
  if (field[name] === value) {
    return;
  }
  field[name] = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
};

const kept = take();
if (kept) {
  const giveBack = () => {
    for (const form of document.querySelectorAll('form[data-keeps]')) {
      for (const details of form.querySelectorAll('details[id]')) {
        details.open ||= kept.open.includes(details.id);
      }
      for (const field of form.elements) {
        if (isKept(field) && field.id in kept.fields) {
          const value = kept.fields[field.id];
          delete kept.fields[field.id];
          fill(field, value);
        }
      }
    }
  };

  // Parts of a page are loaded one after another; after leaving the page the content is not restored.
  const page = location.pathname;
  const observer = new MutationObserver(() => {
    if (location.pathname !== page || Object.keys(kept.fields).length === 0) {
      observer.disconnect();
    } else {
      giveBack();
    }
  });
  observer.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-keeps'] });
  giveBack();
}
