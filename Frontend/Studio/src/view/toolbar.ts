// Buttons for the actions of the keyboard: for the mouse, for phones, and for users who do not know the keys yet.
import { keyMap, type ActionName } from '../session/keys.js';
import { element } from './elements.js';
import type { Words } from './words.js';

const shown: readonly ActionName[] = [
  'play', 'slower', 'faster', 'loop', 'undo', 'redo', 'split', 'giveBefore', 'giveAfter', 'merge', 'mergeSentence', 'insert', 'remove', 'markStart', 'markEnd',
  'shift', 'stretch', 'nextDoubtful', 'nextFault', 'toggleBookmark', 'nextBookmark', 'jump', 'find', 'recogniseAgain', 'save', 'help',
];

/** One button for each action, which shows its key. */
export function toolbar(words: Words, run: (action: ActionName) => void): HTMLElement {
  const bar = element('div', { class: 'studio-tools', role: 'group', 'aria-label': words('tools') }, ...shown.map(action => button(action, words)));
  // The cursor stays in the text field, because a split happens at the cursor.
  bar.addEventListener('mousedown', event => event.preventDefault());
  bar.addEventListener('click', event => {
    const pressed = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-action]') : null;
    if (pressed) {
      run(pressed.dataset.action as ActionName);
    }
  });
  return bar;
}

function button(action: ActionName, words: Words): HTMLElement {
  const key = keyMap.find(binding => binding.action === action && binding.place === 'anywhere')?.keys[0] ?? '';
  return element('button', { type: 'button', class: 'secondary small', 'data-action': action, title: key.trim() }, words(`action_${action}`));
}
