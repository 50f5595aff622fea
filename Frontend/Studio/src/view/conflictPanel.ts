// Lists the lines for which another user's text was kept, with both texts, until the user has dealt with each.
import type { Cue } from '../model/document.js';
import type { Conflict } from '../saving/merging.js';
import { clock, element } from './elements.js';
import type { Words } from './words.js';

export interface ConflictEvents {
  /** Restores the user's own line. Returns whether it was restored. */
  onMine(conflict: Conflict): boolean;
  onGo(cue: string): void;
}

export class ConflictPanel {
  readonly root: HTMLElement;
  readonly #words: Words;
  readonly #events: ConflictEvents;
  readonly #list = element('ul', { class: 'studio-conflict-list' });
  /** By cue: after a second conflict about the same line, only the text that was lost last is kept. */
  readonly #shown = new Map<string, HTMLElement>();

  constructor(words: Words, events: ConflictEvents) {
    this.#words = words;
    this.#events = events;
    this.root = element('section', { class: 'studio-conflicts', role: 'alert', hidden: true },
      element('p', { class: 'strong' }, words('conflicts')), element('p', {}, words('conflicts_text')), this.#list);
  }

  add(conflicts: readonly Conflict[]): void {
    for (const conflict of conflicts) {
      this.#forget(conflict.cue);
      const item = this.#item(conflict);
      this.#shown.set(conflict.cue, item);
      this.#list.append(item);
    }
    this.root.hidden = this.#shown.size === 0;
  }

  #item(conflict: Conflict): HTMLElement {
    const words = this.#words;
    const time = clock((conflict.theirs ?? conflict.mine ?? conflict.base)!.start);
    const go = element('button', { type: 'button', class: 'quiet small', 'aria-label': words('play_from', time) }, time);
    const mine = element('button', { type: 'button', class: 'secondary small' }, words('take_mine'));
    const theirs = element('button', { type: 'button', class: 'quiet small' }, words('keep_theirs'));
    go.addEventListener('click', () => this.#events.onGo(conflict.cue));
    mine.addEventListener('click', () => {
      if (this.#events.onMine(conflict)) {
        this.#settle(conflict.cue);
      }
    });
    theirs.addEventListener('click', () => this.#settle(conflict.cue));
    return element('li', { 'data-conflict': conflict.cue }, go,
      element('dl', {}, ...this.#side('mine', conflict.mine), ...this.#side('theirs', conflict.theirs)), mine, ' ', theirs);
  }

  #side(name: 'mine' | 'theirs', cue: Cue | null): HTMLElement[] {
    return [element('dt', {}, this.#words(name)), element('dd', { dir: 'auto', [`data-${name}`]: true }, cue ? cue.text : this.#words('deleted'))];
  }

  #settle(cue: string): void {
    this.#forget(cue);
    this.root.hidden = this.#shown.size === 0;
  }

  #forget(cue: string): void {
    this.#shown.get(cue)?.remove();
    this.#shown.delete(cue);
  }
}
