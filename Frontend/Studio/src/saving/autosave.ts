// Saves a document while the user types. Unsaved changes are kept in the browser, so that a lost connection or a closed page loses nothing.
import type { CaptionDocument } from '../model/document.js';
import { isSameCue, mergeDocuments, type Conflict } from './merging.js';
import { OutdatedError, RefusedError, systemClock, type Clock, type DraftStore, type Saved, type Server } from './ports.js';

export type SaveState = 'saved' | 'unsaved' | 'saving' | 'offline' | 'refused';

/** Called when something happens. */
export interface SaveListener {
  onState(state: SaveState): void;
  /** Called when another user's edits were merged: the document to continue with, and the lines for which the other user's text was kept. */
  onMerged(document: CaptionDocument, conflicts: readonly Conflict[]): void;
}

/** How long after the last edit, and at the latest after the first one, a document is saved, in milliseconds. */
const quiet = 1_500;
const latest = 10_000;

/** The first and the maximum wait before a retry, in milliseconds. */
const firstWait = 1_000;
const longestWait = 30_000;

export class Autosave {
  readonly #server: Server;
  readonly #store: DraftStore;
  readonly #listener: SaveListener;
  readonly #clock: Clock;
  #base: Saved;
  #document: CaptionDocument;
  #state: SaveState = 'saved';
  #changedAt: number | null = null;
  #cancelTimer: (() => void) | null = null;
  #saving: Promise<void> | null = null;
  #kept: Promise<void> = Promise.resolve();
  #isKeeping = false;
  #wait = firstWait;
  #isEnded = false;

  constructor(saved: Saved, server: Server, store: DraftStore, listener: SaveListener, clock: Clock = systemClock) {
    this.#base = saved;
    this.#document = saved.document;
    this.#server = server;
    this.#store = store;
    this.#listener = listener;
    this.#clock = clock;
  }

  get state(): SaveState {
    return this.#state;
  }

  /** The tag of the document that edits are made of: the one that was read or saved last. */
  get tag(): string {
    return this.#base.tag;
  }

  /** Loads what an earlier page could not save. */
  async restore(): Promise<void> {
    const draft = await this.#store.load();
    if (!draft) {
      return;
    }
    const merged = mergeDocuments(draft.base.document, draft.document, this.#base.document);
    const isDifferent = !isSameDocument(merged.document, this.#base.document);
    if (isDifferent || merged.conflicts.length > 0) {
      this.#listener.onMerged(merged.document, merged.conflicts);
    }
    if (isDifferent) {
      this.changed(merged.document);
    } else {
      await this.#store.drop();
    }
  }

  /** Accepts the document after an edit. */
  changed(document: CaptionDocument): void {
    this.#document = document;
    this.#changedAt ??= this.#clock.now();
    this.#keep();
    if (this.#state === 'offline') {
      // A retry is due already; otherwise each key would start another one.
      return;
    }
    this.#announce(this.#saving ? 'saving' : 'unsaved');
    this.#schedule(Math.max(0, Math.min(quiet, this.#changedAt + latest - this.#clock.now())));
  }

  /** Saves now, for example when the connection is restored. Ends when nothing is left to save, or saving has failed. */
  async flush(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (this.#saving) {
      await this.#saving;
    }
    if (this.#document !== this.#base.document && !this.#isEnded) {
      this.#saving = this.#save().finally(() => {
        this.#saving = null;
      });
      await this.#saving;
    }
  }

  /** Merges another user's revision that an event has announced. */
  async refresh(): Promise<void> {
    if (this.#saving) {
      await this.#saving;
    }
    try {
      // The user's own saves are announced as well, and a document of several hours is too large to be read each time.
      const saved = await this.#server.readOther(this.#base.tag);
      if (saved && saved.tag !== this.#base.tag && !this.#saving) {
        this.#mergeWith(saved);
      }
    } catch {
      // The next save will find out.
    }
  }

  /** Waits until the latest changes are stored in the browser. */
  whenKept(): Promise<void> {
    return this.#kept;
  }

  /** Stops all timers. Unsaved changes stay in the browser. */
  end(): void {
    this.#isEnded = true;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  async #save(): Promise<void> {
    // Others may save first again and again; after some rounds this save waits.
    for (let tries = 0; tries < 5; tries++) {
      const document = this.#document;
      this.#announce('saving');
      try {
        this.#hasSaved(document, await this.#server.write(document, this.#base.tag));
        return;
      } catch (error) {
        if (error instanceof RefusedError) {
          this.#announce('refused');
          return;
        }
        if (!(error instanceof OutdatedError) || !(await this.#mergeLatest())) {
          break;
        }
        if (this.#document === this.#base.document) {
          this.#hasSaved(this.#document, this.#base.tag);
          return;
        }
      }
    }
    this.#announce('offline');
    this.#schedule(this.#wait);
    this.#wait = Math.min(this.#wait * 2, longestWait);
  }

  async #mergeLatest(): Promise<boolean> {
    try {
      this.#mergeWith(await this.#server.read());
      return true;
    } catch {
      return false;
    }
  }

  #mergeWith(saved: Saved): void {
    const merged = mergeDocuments(this.#base.document, this.#document, saved.document);
    const isAsSaved = isSameDocument(merged.document, saved.document);
    this.#base = saved;
    this.#document = isAsSaved ? saved.document : merged.document;
    this.#listener.onMerged(this.#document, merged.conflicts);
    if (isAsSaved) {
      this.#changedAt = null;
    }
    this.#keep();
  }

  #hasSaved(document: CaptionDocument, tag: string): void {
    this.#wait = firstWait;
    // Edits made during the save were based on the document that was sent.
    this.#base = { document, tag };
    const isAll = this.#document === document;
    this.#changedAt = isAll ? null : this.#clock.now();
    this.#keep();
    this.#announce(isAll ? 'saved' : 'unsaved');
    if (!isAll) {
      this.#schedule(quiet);
    }
  }

  #schedule(milliseconds: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#isEnded ? null : this.#clock.after(milliseconds, () => void this.flush());
  }

  /** One write at a time: during a write, only the latest draft waits. */
  #keep(): void {
    if (this.#isKeeping) {
      return;
    }
    this.#isKeeping = true;
    this.#kept = this.#kept.then(async () => {
      this.#isKeeping = false;
      const [base, document] = [this.#base, this.#document];
      try {
        await (document === base.document ? this.#store.drop() : this.#store.keep({ base, document }));
      } catch {
        // A browser without space, or in private mode, stores nothing: saving continues.
      }
    });
  }

  #announce(state: SaveState): void {
    if (state !== this.#state) {
      this.#state = state;
      this.#listener.onState(state);
    }
  }
}

function isSameDocument(a: CaptionDocument, b: CaptionDocument): boolean {
  return a.cues.length === b.cues.length
    && a.cues.every((cue, i) => cue.id === b.cues[i]!.id && isSameCue(cue, b.cues[i]!))
    && JSON.stringify(a.speakers) === JSON.stringify(b.speakers);
}
