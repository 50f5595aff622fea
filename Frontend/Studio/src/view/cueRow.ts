// One row of the list: number, times, text with its doubtful words, faults.
import type { Fault } from '../checks/faults.js';
import { doubtfulIn } from '../finding/places.js';
import type { Cue } from '../model/document.js';
import { clock, element, setAttribute } from './elements.js';
import type { Words } from './words.js';

export interface RowState {
  readonly place: number;
  readonly speaker: string | null;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly isSpoken: boolean;
  readonly isMarked: boolean;
  readonly faults: readonly Fault[];
  /** What another track says meanwhile; empty for none. */
  readonly beside: string;
}

export class CueRow {
  readonly root: HTMLElement;
  readonly text: HTMLTextAreaElement;
  readonly #number = element('span', { class: 'studio-number' });
  readonly #time = element('button', { type: 'button', class: 'studio-time', 'data-seek': true });
  readonly #speaker = element('span', { class: 'studio-speaker' });
  readonly #marks = element('div', { class: 'studio-marks', 'aria-hidden': 'true', dir: 'auto' });
  readonly #faults = element('span', { class: 'studio-faults' });
  readonly #beside = element('p', { class: 'studio-beside', dir: 'auto' });
  readonly #words: Words;
  #cue: Cue | null = null;

  constructor(words: Words) {
    this.#words = words;
    this.text = element('textarea', { class: 'studio-text', dir: 'auto', rows: '1', spellcheck: 'true' });
    const said = element('div', { class: 'studio-said' }, this.#marks, this.text);
    this.root = element('div', { class: 'studio-row', role: 'listitem' }, this.#number, this.#time, this.#speaker, said, this.#beside, this.#faults);
  }

  get id(): string | null {
    return this.#cue?.id ?? null;
  }

  /** Shows a cue. If its text is the one that the user is typing, the text field is left alone, to keep the cursor. */
  show(cue: Cue, state: RowState): void {
    const number = `${state.place + 1}`;
    if (this.#number.textContent !== number) {
      this.#number.textContent = number;
      setAttribute(this.text, 'aria-label', this.#words('cue_text', number));
    }
    if (this.#cue !== cue) {
      this.#showCue(cue);
    }
    this.#speaker.textContent = state.speaker ?? '';
    this.#speaker.hidden = state.speaker === null;
    setAttribute(this.root, 'aria-current', state.isSpoken ? 'true' : null);
    setAttribute(this.root, 'data-active', state.isActive);
    setAttribute(this.root, 'data-selected', state.isSelected);
    setAttribute(this.root, 'data-bookmark', state.isMarked);
    setAttribute(this.text, 'aria-invalid', state.faults.length > 0 ? 'true' : null);
    if (this.#beside.textContent !== state.beside) {
      this.#beside.textContent = state.beside;
    }
    const faults = state.faults.map(fault => this.#words(`fault_${fault.kind}`, fault.is, fault.limit)).join(' · ');
    if (this.#faults.textContent !== faults) {
      this.#faults.textContent = faults;
    }
  }

  #showCue(cue: Cue): void {
    const isOther = this.#cue?.id !== cue.id;
    this.#cue = cue;
    this.root.dataset.cue = cue.id;
    const times = `${clock(cue.start)} – ${clock(cue.end)}`;
    this.#time.textContent = times;
    // The label contains the visible text, which users of voice control say.
    setAttribute(this.#time, 'aria-label', this.#words('play_from', times));
    if (isOther || this.text.value !== cue.text) {
      this.text.value = cue.text;
    }
    this.text.rows = cue.text.split('\n').length;
    this.#showDoubts(cue);
  }

  /** The marks are behind the text field, which itself cannot contain any. */
  #showDoubts(cue: Cue): void {
    const parts: (Node | string)[] = [];
    let from = 0;
    for (const word of doubtfulIn(cue)) {
      parts.push(cue.text.slice(from, word.from), element('mark', {}, cue.text.slice(word.from, word.to)));
      from = word.to;
    }
    this.#marks.replaceChildren(...(parts.length > 0 ? [...parts, cue.text.slice(from)] : []));
  }
}
