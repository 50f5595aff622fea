// The dialog of a lost circuit. Blazor tells its state by a class on the element that it knows by its id.
const dialog = document.getElementById('components-reconnect-modal');
const prefix = 'components-reconnect-';

const show = state => {
  dialog.dataset.state = state;
  if (!dialog.open) {
    dialog.showModal();
  }
};

const follow = () => {
  const is = name => dialog.classList.contains(prefix + name);
  if (is('rejected') || is('resume-failed')) {
    // The server is another one or has forgotten this page: what is stored is shown again by loading it.
    location.reload();
  } else if (is('failed')) {
    show('failed');
  } else if (is('show') || is('retrying')) {
    show('trying');
  } else if (dialog.open) {
    dialog.close();
  }
};

new MutationObserver(follow).observe(dialog, { attributes: true, attributeFilter: ['class'] });

// Escape would leave a dead page that looks alive.
dialog.addEventListener('cancel', event => event.preventDefault());

const reconnect = async () => {
  show('trying');
  try {
    if (!await Blazor.reconnect()) {
      location.reload();
    }
  } catch {
    show('failed');
  }
};

dialog.addEventListener('click', event => {
  if (event.target.closest('[data-reconnect]')) {
    reconnect();
  }
});

// After the built-in tries end, the page goes on asking by itself: slowly, and at once when it comes to the front.
setInterval(() => {
  if (dialog.open && dialog.dataset.state === 'failed' && document.visibilityState === 'visible') {
    reconnect();
  }
}, 10000);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && dialog.open && dialog.dataset.state === 'failed') {
    reconnect();
  }
});
