import { isTyping } from './dom.js';

/** Keys for a list whose rows each hold one [data-primary] control: j/k and arrows move, Home and End jump. */
export function listKeys(container, { onMove, signal } = {}) {
  document.addEventListener('keydown', (event) => {
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    const arrows = container.contains(event.target);
    const plain = !event.shiftKey && shortcutsOn();
    const step = ((plain && event.key === 'j') || (arrows && event.key === 'ArrowDown')) ? 1 : ((plain && event.key === 'k') || (arrows && event.key === 'ArrowUp')) ? -1 : 0;
    const items = [...container.querySelectorAll('[data-primary]')].filter((item) => item.getClientRects().length > 0);
    if (!items.length) return;
    const now = items.findIndex((item) => item === document.activeElement || item.closest('tr, li')?.contains(document.activeElement));
    let next = null;
    if (step) next = items[now < 0 ? 0 : Math.max(0, Math.min(items.length - 1, now + step))];
    else if (arrows && event.key === 'Home') next = items[0];
    else if (arrows && event.key === 'End') next = items.at(-1);
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.closest('tr, li')?.scrollIntoView({ block: 'nearest' });
    onMove?.(next);
  }, { signal });
}

export const shortcutsOn = () => localStorage.getItem('shortcuts') !== 'off';
