// The dialog of a lost circuit. Blazor sets its state as a class of the element with its id.
const dialog = document.getElementById('components-reconnect-modal');
const prefix = 'components-reconnect-';

// The studio works without the server and keeps its changes: there the dialog is beside the content and takes no focus.
const isInStudio = () => document.querySelector('[data-studio=attached]') !== null;

const show = state => {
  dialog.dataset.state = state;
  if (dialog.open) {
    return;
  }
  if (isInStudio()) {
    dialog.open = true;
  } else {
    dialog.showModal();
  }
};

// Reloading the studio would lose what is shown but not saved, such as both texts of a conflict: there the visitor decides.
let isRejected = false;
const loadAgain = () => {
  if (isInStudio()) {
    isRejected = true;
    show('failed');
  } else {
    location.reload();
  }
};

const follow = () => {
  const is = name => dialog.classList.contains(prefix + name);
  if (is('rejected') || is('resume-failed')) {
    // The server was restarted or has discarded this page: loading it again shows what is stored.
    loadAgain();
  } else if (is('failed')) {
    show('failed');
  } else if (is('show') || is('retrying')) {
    show('trying');
  } else if (dialog.open) {
    dialog.close();
  }
};

new MutationObserver(follow).observe(dialog, { attributes: true, attributeFilter: ['class'] });

// Escape would leave a page that does not respond but looks as if it did.
dialog.addEventListener('cancel', event => event.preventDefault());

const reconnect = async () => {
  show('trying');
  try {
    if (!await Blazor.reconnect()) {
      loadAgain();
    }
  } catch {
    show('failed');
  }
};

dialog.addEventListener('click', event => {
  if (event.target.closest('[data-reconnect]')) {
    if (isRejected) {
      location.reload();
    } else {
      reconnect();
    }
  }
});

// After the built-in attempts, the page continues to retry: slowly, and at once when it becomes visible.
const retry = () => {
  if (dialog.open && dialog.dataset.state === 'failed' && document.visibilityState === 'visible' && !isRejected) {
    reconnect();
  }
};
setInterval(retry, 10000);
document.addEventListener('visibilitychange', retry);
