// What somebody has typed goes on when the page is loaded again on its own account. A form says with data-keeps that it takes it: one of
// a circuit once that is there to hear of it.
const place = `kept ${location.pathname}`;
const unkept = ['file', 'password', 'hidden', 'submit', 'button'];

const isKept = field => field.id && !unkept.includes(field.type) && field.autocomplete !== 'one-time-code';
const isTick = field => field.type === 'checkbox' || field.type === 'radio';

/** Keeps it for the next load of this page in this tab. */
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
  } catch { /* Storage is full or forbidden: what is typed is lost, as it would be without. */ }
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

  // Parts of a page come one after another; who has left it does not come back to what was typed.
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
