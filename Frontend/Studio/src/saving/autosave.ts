// Saves a document as one types. What is not saved yet is kept in the browser, so that a lost connection or a closed page loses nothing.
import type { CaptionDocument } from '../model/document.js';
import { isSameCue, mergeDocuments, type Conflict } from './merging.js';
import { OutdatedError, RefusedError, systemClock, type Clock, type DraftStore, type Saved, type Server } from './ports.js';

export type SaveState = 'saved' | 'unsaved' | 'saving' | 'offline' | 'refused';

/** Told of what happens. */
export interface SaveListener {
  onState(state: SaveState): void;
  /** Somebody else's edits came in: the document to go on with, and the lines of which the saved text stands instead of this one. */
  onMerged(document: CaptionDocument, conflicts: readonly Conflict[]): void;
}

/** After how many milliseconds without an edit, and at the latest, a document is saved. */
const quiet = 1_500;
const latest = 10_000;

/** The first and the longest wait before another try. */
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

  /** Takes up what an earlier page could not save. */
  async restore(): Promise<void> {
    const draft = await this.#store.load();
    if (!draft) {
      return;
    }
    const merged = mergeDocuments(draft.base.document, draft.document, this.#base.document);
    const isNews = !isSameDocument(merged.document, this.#base.document);
    if (isNews || merged.conflicts.length > 0) {
      this.#listener.onMerged(merged.document, merged.conflicts);
    }
    if (isNews) {
      this.changed(merged.document);
    } else {
      await this.#store.drop();
    }
  }

  /** Takes the document after an edit. */
  changed(document: CaptionDocument): void {
    this.#document = document;
    this.#changedAt ??= this.#clock.now();
    this.#keep();
    if (this.#state === 'offline') {
      // A try is due already; each key would start another.
      return;
    }
    this.#tell(this.#saving ? 'saving' : 'unsaved');
    this.#schedule(Math.max(0, Math.min(quiet, this.#changedAt + latest - this.#clock.now())));
  }

  /** Saves now, such as when the connection is back or somebody asks for it. Ends when there is nothing left to save, or it cannot be. */
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

  /** Takes in a revision of somebody else, of which an event told. */
  async refresh(): Promise<void> {
    if (this.#saving) {
      await this.#saving;
    }
    try {
      // One's own saves are told of as well, and the document of hours is not to be read for each.
      const saved = await this.#server.readOther(this.#base.tag);
      if (saved && saved.tag !== this.#base.tag && !this.#saving) {
        this.#mergeWith(saved);
      }
    } catch {
      // The next save finds out.
    }
  }

  /** Waits until what was typed is kept in the browser. */
  whenKept(): Promise<void> {
    return this.#kept;
  }

  /** Ends all timers. What is not saved stays in the browser. */
  end(): void {
    this.#isEnded = true;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  async #save(): Promise<void> {
    // Somebody else can be quicker again and again; whoever waits saves later.
    for (let tries = 0; tries < 5; tries++) {
      const document = this.#document;
      this.#tell('saving');
      try {
        this.#hasSaved(document, await this.#server.write(document, this.#base.tag));
        return;
      } catch (error) {
        if (error instanceof RefusedError) {
          this.#tell('refused');
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
    this.#tell('offline');
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
    // Edits made meanwhile came of the document that was sent.
    this.#base = { document, tag };
    const isAll = this.#document === document;
    this.#changedAt = isAll ? null : this.#clock.now();
    this.#keep();
    this.#tell(isAll ? 'saved' : 'unsaved');
    if (!isAll) {
      this.#schedule(quiet);
    }
  }

  #schedule(milliseconds: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#isEnded ? null : this.#clock.after(milliseconds, () => void this.flush());
  }

  /** One write at a time: while one is under way, only the latest draft waits. */
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
        // A browser without room, or in private mode, keeps nothing: saving goes on.
      }
    });
  }

  #tell(state: SaveState): void {
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
