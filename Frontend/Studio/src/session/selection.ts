// The selected cues, of which one is active.
import { clamp, placeOf, type CaptionDocument } from '../model/document.js';

export class Selection {
  #active: string | null = null;
  #anchor: string | null = null;
  #selected: ReadonlySet<string> = new Set();

  /** The cue that keys apply to; null if there is none. */
  get active(): string | null {
    return this.#active;
  }

  /** All selected cues, including the active one. */
  get selected(): ReadonlySet<string> {
    return this.#selected;
  }

  /** Selects one cue, or none. */
  choose(id: string | null): void {
    this.#active = this.#anchor = id;
    this.#selected = new Set(id === null ? [] : [id]);
  }

  /** Selects all cues from the one that was chosen to another one. */
  extendTo(document: CaptionDocument, id: string): void {
    const anchor = this.#anchor ?? id;
    const [from, to] = [placeOf(document, anchor), placeOf(document, id)].sort((a, b) => a - b) as [number, number];
    this.#active = id;
    this.#anchor = anchor;
    this.#selected = new Set(document.cues.slice(Math.max(0, from), to + 1).map(cue => cue.id));
  }

  /** Adds a cue to the selection or removes it; the others stay selected. */
  toggle(id: string): void {
    const selected = new Set(this.#selected);
    if (!selected.delete(id)) {
      selected.add(id);
    }
    this.#selected = selected;
    this.#active = selected.has(id) ? id : ([...selected].at(-1) ?? null);
    this.#anchor = this.#active;
  }

  all(document: CaptionDocument): void {
    this.#selected = new Set(document.cues.map(cue => cue.id));
    this.#active ??= document.cues[0]?.id ?? null;
  }

  /** Updates the selection after an edit: deleted cues are removed; for a deleted active cue, the one at its position becomes active. */
  follow(before: CaptionDocument, after: CaptionDocument): void {
    const there = new Set(after.cues.map(cue => cue.id));
    if (this.#active !== null && !there.has(this.#active)) {
      const place = clamp(placeOf(before, this.#active), 0, after.cues.length - 1);
      this.choose(after.cues[place]?.id ?? null);
      return;
    }
    this.#selected = new Set([...this.#selected].filter(id => there.has(id)));
    this.#anchor = this.#anchor !== null && there.has(this.#anchor) ? this.#anchor : this.#active;
  }
}
