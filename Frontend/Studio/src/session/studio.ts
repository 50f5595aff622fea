// One document that one user edits: every edit passes through here, to undo, to the list of faults and to the next save.
import { FaultList, type Fault } from '../checks/faults.js';
import type { Preset } from '../checks/presets.js';
import { toggleBookmark } from '../finding/places.js';
import { idsOf } from '../model/ids.js';
import { placeOf, type CaptionDocument, type Cue } from '../model/document.js';
import { isRefused, refuse, type Outcome, type Refused } from '../model/outcome.js';
import type { Conflict } from '../saving/merging.js';
import { setText } from '../edits/texts.js';
import { History } from './history.js';
import { Selection } from './selection.js';

export interface StudioListener {
  /** Called when the document, the selection, or a bookmark has changed. */
  onChange(): void;
  /** Called with the lines for which another user's text was kept. */
  onConflicts(conflicts: readonly Conflict[]): void;
}

export class Studio {
  readonly selection = new Selection();
  readonly #history: History;
  readonly #faults: FaultList;
  readonly #listener: StudioListener;
  readonly #save: (document: CaptionDocument) => void;
  readonly #newId: () => string;
  #bookmarks: readonly number[] = [];

  /** @param author the mark in ids of new cues. @param save accepts each document that is to be saved. */
  constructor(document: CaptionDocument, author: string, preset: Preset, save: (document: CaptionDocument) => void, listener: StudioListener) {
    this.#history = new History(document);
    this.#newId = idsOf(author);
    this.#faults = new FaultList(preset);
    this.#save = save;
    this.#listener = listener;
  }

  get document(): CaptionDocument {
    return this.#history.document;
  }

  get active(): Cue | null {
    return this.document.cues[this.activePlace] ?? null;
  }

  /** The index of the active cue; -1 if there is none. */
  get activePlace(): number {
    return this.selection.active === null ? -1 : placeOf(this.document, this.selection.active);
  }

  get bookmarks(): readonly number[] {
    return this.#bookmarks;
  }

  get canUndo(): boolean {
    return this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  set preset(preset: Preset) {
    this.#faults.preset = preset;
    this.#listener.onChange();
  }

  faults(): Fault[] {
    return this.#faults.of(this.document);
  }

  faultsAt(place: number): readonly Fault[] {
    return this.#faults.ofCue(this.document, place);
  }

  /**
   * Applies an edit. Returns the reason if it is impossible, null if it is done. Consecutive edits with the same key are undone as one.
   */
  edit(make: (document: CaptionDocument, newId: () => string) => Outcome, key: string | null = null): Refused | null {
    const before = this.document;
    const outcome = make(before, this.#newId);
    if (isRefused(outcome)) {
      return outcome;
    }
    if (!this.#history.add(outcome, key)) {
      return refuse('nothing_changed');
    }
    this.#went(before);
    return null;
  }

  /** Accepts a text while it is typed. */
  type(id: string, text: string): Refused | null {
    return this.edit(document => setText(document, id, text), `type ${id}`);
  }

  /** Ends the current step of undo: typing has paused, or a drag has ended. */
  pause(): void {
    this.#history.close();
  }

  undo(): Refused | null {
    const before = this.document;
    return this.#history.undo() ? this.#went(before) : refuse('nothing_changed');
  }

  redo(): Refused | null {
    const before = this.document;
    return this.#history.redo() ? this.#went(before) : refuse('nothing_changed');
  }

  /** Adds an older revision, to which the next undo leads. */
  extendBack(older: CaptionDocument): boolean {
    return this.#history.extendBack(older);
  }

  /** Continues with the result of a merge with another user's edits. */
  takeIn(document: CaptionDocument, conflicts: readonly Conflict[]): void {
    const before = this.document;
    this.#history.rebase(document);
    this.selection.follow(before, document);
    this.#listener.onChange();
    if (conflicts.length > 0) {
      this.#listener.onConflicts(conflicts);
    }
  }

  /** Selects a cue by its index; all cues up to it if the selection is extended. */
  choose(place: number, isExtended = false): void {
    const cue = this.document.cues[place];
    if (!cue) {
      return;
    }
    this.#history.close();
    if (isExtended) {
      this.selection.extendTo(this.document, cue.id);
    } else {
      this.selection.choose(cue.id);
    }
    this.#listener.onChange();
  }

  chooseAll(): void {
    this.selection.all(this.document);
    this.#listener.onChange();
  }

  toggleBookmark(time: number): void {
    this.#bookmarks = toggleBookmark(this.#bookmarks, this.document, time);
    this.#listener.onChange();
  }

  #went(before: CaptionDocument): null {
    this.selection.follow(before, this.document);
    this.#save(this.document);
    this.#listener.onChange();
    return null;
  }
}
