// The list of faults, with the choice of the limits.
import { presets, type PresetName } from '../checks/presets.js';
import { placeOf } from '../model/document.js';
import type { Studio } from '../session/studio.js';
import { element } from './elements.js';
import type { Words } from './words.js';

/** The maximum number of listed faults; the number of all is shown. */
const mostShown = 100;

/** How long the list waits for further edits, in milliseconds; the faults of the edited row are shown at once. */
const calm = 300;

export class FaultPanel {
  readonly root: HTMLElement;
  readonly #studio: Studio;
  readonly #words: Words;
  readonly #count = element('span', {});
  readonly #list = element('ol', { class: 'studio-fault-list' });
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(studio: Studio, words: Words, chosen: PresetName, onGo: (place: number) => void) {
    this.#studio = studio;
    this.#words = words;
    const choice = element('select', { 'aria-label': words('preset') }, ...(Object.keys(presets) as PresetName[]).map(name =>
      element('option', { value: name, selected: name === chosen }, words(`preset_${name}`))));
    choice.addEventListener('change', () => {
      studio.preset = presets[choice.value as PresetName];
    });
    this.#list.addEventListener('click', event => {
      const pressed = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-go]') : null;
      const place = pressed ? placeOf(studio.document, pressed.dataset.go!) : -1;
      if (place >= 0) {
        onGo(place);
      }
    });
    this.root = element('details', { class: 'studio-fault-panel' }, element('summary', {}, `${words('faults')} `, this.#count), choice, this.#list);
  }

  /** Lists the faults, once edits have paused. */
  draw(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#drawNow();
    }, calm);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #drawNow(): void {
    const faults = this.#studio.faults();
    const places = new Map(this.#studio.document.cues.map((cue, place) => [cue.id, place]));
    this.#count.textContent = `${faults.length}`;
    this.#list.replaceChildren(...faults.slice(0, mostShown).map(fault => element('li', {},
      element('button', { type: 'button', class: 'quiet small', 'data-go': fault.cue }, `${(places.get(fault.cue) ?? 0) + 1}`), ' ', this.#words(`fault_${fault.kind}`, fault.is, fault.limit))));
  }
}
