// The dialog of a lost circuit. Blazor fires the event on the element that it knows by its id.
const dialog = document.getElementById('components-reconnect-modal');

const show = state => {
  dialog.dataset.state = state;
  if (!dialog.open) {
    dialog.showModal();
  }
};

dialog.addEventListener('components-reconnect-state-changed', event => {
  switch (event.detail.state) {
    case 'show':
      show('trying');
      break;
    case 'hide':
      dialog.close();
      break;
    case 'failed':
      show('failed');
      break;
    case 'rejected':
      location.reload();
      break;
  }
});

// Escape would leave a dead page that looks alive.
dialog.addEventListener('cancel', event => event.preventDefault());

dialog.addEventListener('click', async event => {
  if (event.target.closest('[data-reload]')) {
    location.reload();
  } else if (event.target.closest('[data-reconnect]')) {
    show('trying');
    try {
      if (!await Blazor.reconnect()) {
        location.reload();
      }
    } catch {
      show('failed');
    }
  }
});

// A tab that comes back to the front asks at once instead of waiting for the next try.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && dialog.open && dialog.dataset.state === 'failed') {
    dialog.querySelector('[data-reconnect]').click();
  }
});
