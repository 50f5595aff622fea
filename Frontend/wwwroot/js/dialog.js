// Native modal dialogs: focus trap, Escape and inert background are the browser's.
export function open(dialog, owner) {
  dialog.addEventListener('close', () => owner.invokeMethodAsync('Closed').catch(() => undefined), { once: true });
  dialog.showModal();
  dialog.querySelector('button')?.focus();
}

export function close(dialog) {
  dialog.close();
}
