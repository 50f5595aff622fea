// Native modal dialogs: the browser provides focus trap, Escape and inert background.
export function open(dialog, owner) {
  dialog.addEventListener('close', () => owner.invokeMethodAsync('Closed').catch(() => undefined), { once: true });
  dialog.showModal();
  dialog.querySelector('button')?.focus();
}

export function close(dialog) {
  dialog.close();
}
