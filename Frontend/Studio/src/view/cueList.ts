// The list of cues. However many there are, only the visible rows exist as elements; rows that leave the view are reused.
import { textBeside } from '../model/beside.js';
import { cueAt, placeOf, type CaptionDocument, type Cue } from '../model/document.js';
import type { Studio } from '../session/studio.js';
import { CueRow } from './cueRow.js';
import { element, setAttribute } from './elements.js';
import { RowHeights } from './rowHeights.js';
import type { Words } from './words.js';

const guessedHeight = 56;
const spareHeight = 400;

export interface CueListEvents {
  onSeek(time: number): void;
}

export class CueList {
  readonly root: HTMLElement;
  readonly #inner = element('div', { class: 'studio-rows', role: 'list' });
  readonly #heights = new RowHeights(guessedHeight);
  readonly #rows = new Map<string, CueRow>();
  readonly #idle: CueRow[] = [];
  readonly #studio: Studio;
  readonly #words: Words;
  readonly #sized: ResizeObserver;
  readonly #ending = new AbortController();
  #cues: readonly Cue[] | null = null;
  #beside: CaptionDocument | null = null;
  #time = 0;
  #frame = 0;

  constructor(studio: Studio, words: Words, events: CueListEvents) {
    this.#studio = studio;
    this.#words = words;
    this.root = element('div', { class: 'studio-list', role: 'region', tabindex: '0', 'aria-label': words('list') }, this.#inner);
    this.#sized = new ResizeObserver(() => this.draw());
    this.#sized.observe(this.root);
    const on = <K extends keyof HTMLElementEventMap>(name: K, handler: (event: HTMLElementEventMap[K]) => void) =>
      this.root.addEventListener(name, handler, { signal: this.#ending.signal });
    on('scroll', () => this.draw());
    on('input', event => this.#typed(event.target));
    on('focusin', event => this.#focused(event.target));
    on('focusout', () => studio.pause());
    on('mousedown', event => {
      const place = this.#placeOf(event.target);
      if (place >= 0 && event.shiftKey) {
        event.preventDefault();
        studio.choose(place, true);
      }
    });
    on('click', event => {
      const place = this.#placeOf(event.target);
      if (place >= 0 && !event.shiftKey) {
        if (studio.activePlace !== place) {
          studio.choose(place);
        }
        if (event.target instanceof Element && event.target.closest('[data-seek]')) {
          events.onSeek(studio.document.cues[place]!.start);
        }
      }
    });
  }

  /** The position of the cursor in the text of the active cue; null if it is not in it. */
  get cursor(): number | null {
    const row = this.#activeRow();
    return row && document.activeElement === row.text ? row.text.selectionStart : null;
  }

  /** Shows what another track says below each text; null for none. */
  set beside(other: CaptionDocument | null) {
    this.#beside = other;
    this.draw();
  }

  /** Draws with the next frame, however often it is called until then. */
  draw(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#drawNow();
    });
  }

  /** Marks the cue that is spoken. */
  passed(time: number): void {
    if (cueAt(this.#studio.document, time) !== cueAt(this.#studio.document, this.#time)) {
      this.draw();
    }
    this.#time = time;
  }

  /** Scrolls as far as necessary to show a cue. */
  reveal(place: number): void {
    this.#takeCues();
    const [top, bottom] = [this.#heights.top(place), this.#heights.top(place + 1)];
    if (top < this.root.scrollTop || bottom > this.root.scrollTop + this.root.clientHeight) {
      this.root.scrollTop = Math.max(0, top - this.root.clientHeight / 3);
    }
    this.#drawNow();
  }

  /** Puts the cursor into the text of the active cue; at its end if no range is given. */
  edit(from?: number, to?: number): void {
    this.reveal(this.#studio.activePlace);
    const row = this.#activeRow();
    if (row) {
      const length = row.text.value.length;
      row.text.focus({ preventScroll: true });
      row.text.setSelectionRange(from ?? length, to ?? from ?? length);
    }
  }

  end(): void {
    this.#ending.abort();
    this.#sized.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  #takeCues(): void {
    const { cues } = this.#studio.document;
    if (this.#cues !== cues) {
      this.#cues = cues;
      this.#heights.ids = cues.map(cue => cue.id);
    }
  }

  #drawNow(): void {
    this.#takeCues();
    const { cues } = this.#studio.document;
    const window = this.#heights.window(this.root.scrollTop, this.root.clientHeight, spareHeight);
    const shown = new Map(cues.slice(window.from, window.to).map((cue, i) => [cue.id, window.from + i]));
    const typing = this.#studio.document.cues.findIndex(cue => this.#rows.get(cue.id)?.text === document.activeElement);
    if (typing >= 0) {
      // The row in which the user types is never removed.
      shown.set(cues[typing]!.id, typing);
    }
    for (const [id, row] of this.#rows) {
      if (!shown.has(id)) {
        row.root.remove();
        this.#rows.delete(id);
        this.#idle.push(row);
      }
    }
    for (const [id, place] of shown) {
      this.#show(id, place);
    }
    this.#putInOrder([...shown].sort((a, b) => a[1] - b[1]).map(([id]) => this.#rows.get(id)!.root));
    this.#measure(shown);
  }

  /** Orders the rows for the tab key and for screen readers. The row with the focus stays, because it would lose it; others move around it. */
  #putInOrder(rows: readonly HTMLElement[]): void {
    let at = this.#inner.firstElementChild;
    for (const row of rows) {
      if (row.contains(document.activeElement)) {
        while (at && at !== row) {
          const next: Element | null = at.nextElementSibling;
          this.#inner.append(at);
          at = next;
        }
      }
      if (row === at) {
        at = at.nextElementSibling;
      } else {
        this.#inner.insertBefore(row, at);
      }
    }
  }

  #show(id: string, place: number): void {
    let row = this.#rows.get(id);
    if (!row) {
      row = this.#idle.pop() ?? new CueRow(this.#words);
      this.#rows.set(id, row);
      this.#inner.append(row.root);
    }
    const { document: captions, selection, bookmarks } = this.#studio;
    const cue = captions.cues[place]!;
    row.show(cue, {
      place,
      speaker: this.#speakerOf(cue),
      isActive: selection.active === id,
      isSelected: selection.selected.has(id),
      isSpoken: this.#time >= cue.start && this.#time < cue.end,
      isMarked: bookmarks.some(mark => mark >= cue.start && mark < cue.end),
      faults: this.#studio.faultsAt(place),
      beside: this.#beside ? textBeside(this.#beside, cue) : '',
    });
    setAttribute(row.root, 'aria-setsize', `${captions.cues.length}`);
    setAttribute(row.root, 'aria-posinset', `${place + 1}`);
  }

  #measure(shown: ReadonlyMap<string, number>): void {
    // All reads before all writes, so that the browser computes the layout once.
    const heights = [...shown.keys()].map(id => [id, this.#rows.get(id)!.root.offsetHeight] as const);
    const hasChanged = heights.map(([id, height]) => this.#heights.measure(id, height)).some(changed => changed);
    this.#inner.style.height = `${this.#heights.total}px`;
    for (const [id, place] of shown) {
      this.#rows.get(id)!.root.style.transform = `translateY(${this.#heights.top(place)}px)`;
    }
    if (hasChanged) {
      this.draw();
    }
  }

  #speakerOf(cue: Cue): string | null {
    return cue.speakers?.map(speaker => this.#studio.document.speakers[speaker - 1] || this.#words('speaker', speaker)).join(', ') ?? null;
  }

  #activeRow(): CueRow | null {
    return this.#rows.get(this.#studio.selection.active ?? '') ?? null;
  }

  #placeOf(target: EventTarget | null): number {
    const row = target instanceof Element ? target.closest<HTMLElement>('[data-cue]') : null;
    return row ? placeOf(this.#studio.document, row.dataset.cue!) : -1;
  }

  #focused(target: EventTarget | null): void {
    const place = this.#placeOf(target);
    if (place >= 0 && target instanceof HTMLTextAreaElement && this.#studio.activePlace !== place) {
      this.#studio.choose(place);
    }
  }

  #typed(target: EventTarget | null): void {
    const place = this.#placeOf(target);
    const cue = this.#studio.document.cues[place];
    if (cue && target instanceof HTMLTextAreaElement && this.#studio.type(cue.id, target.value)?.refused === 'too_long') {
      target.value = cue.text;
    }
  }
}
