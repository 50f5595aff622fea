// The dialogs: forms for numbers and texts, and the help page.
import { helpSheet } from '../session/keys.js';
import { element } from './elements.js';
import type { Words } from './words.js';

export interface Field {
  readonly name: string;
  readonly type: 'text' | 'number' | 'checkbox';
  readonly value?: string;
}

/** Asks for values. Returns them by name; null if the user cancels. Checked boxes have the value "on". */
export function ask(parent: HTMLElement, words: Words, title: string, fields: readonly Field[]): Promise<Readonly<Record<string, string>> | null> {
  const inputs = fields.map(field => element('input', { type: field.type, name: field.name, value: field.value ?? null, step: field.type === 'number' ? 'any' : null }));
  const form = element('form', { method: 'dialog' },
    element('h2', {}, words(title)),
    ...fields.map((field, i) => element('label', {}, element('span', {}, words(field.name)), inputs[i]!)),
    element('button', { value: 'do', class: 'primary' }, words('do')),
    element('button', { value: '', formnovalidate: true }, words('cancel')));
  return show(parent, form, words(title), answer =>
    answer === 'do' ? Object.fromEntries(inputs.map(input => [input.name, input.type === 'checkbox' ? (input.checked ? 'on' : '') : input.value])) : null);
}

/** Shows all keys. */
export async function showHelp(parent: HTMLElement, words: Words): Promise<void> {
  const tables = [...helpSheet()].map(([group, lines]) => element('table', {},
    element('caption', {}, words(`group_${group}`)),
    element('tbody', {}, ...lines.map(({ action, keys }) => element('tr', {}, element('th', { scope: 'row' }, words(`action_${action}`)), element('td', {}, ...keysOf(keys, words)))))));
  const form = element('form', { method: 'dialog' }, element('h2', {}, words('help')), ...tables, element('button', { class: 'primary' }, words('close')));
  await show(parent, form, words('help'), () => null);
}

function keysOf(keys: readonly string[], words: Words): (Node | string)[] {
  return keys.flatMap((key, i) => [...(i > 0 ? [' '] : []), element('kbd', {}, key.endsWith(' ') ? `${key.slice(0, -1)}${words('space')}` : key)]);
}

function show<T>(parent: HTMLElement, form: HTMLFormElement, label: string, read: (answer: string) => T): Promise<T> {
  const dialog = element('dialog', { class: 'dialog studio-dialog', 'aria-label': label }, form);
  const focused = document.activeElement;
  parent.append(dialog);
  dialog.showModal();
  return new Promise(resolve => {
    let hasEnded = false;
    const end = (answer: string): void => {
      if (hasEnded) {
        return;
      }
      hasEnded = true;
      dialog.close();
      dialog.remove();
      if (focused instanceof HTMLElement) {
        focused.focus();
      }
      resolve(read(answer));
    };
    // At once, and not when the dialog reports that it has closed: the next key may come before that, and must find what the answer has changed.
    form.addEventListener('submit', event => {
      event.preventDefault();
      end(event.submitter instanceof HTMLButtonElement ? event.submitter.value : '');
    });
    // By Escape.
    dialog.addEventListener('close', () => end(''), { once: true });
  });
}
