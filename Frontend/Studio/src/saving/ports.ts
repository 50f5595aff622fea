// What saving needs of its surroundings, so that it can be tested without a browser.
import type { CaptionDocument } from '../model/document.js';

/** A document as the server has it. */
export interface Saved {
  readonly document: CaptionDocument;
  /** Names the revision in If-Match. */
  readonly tag: string;
}

/** The server refused to overwrite a revision that was not read. */
export class OutdatedError extends Error {}

/** The server said that the document cannot be saved as it is; trying again is of no use. */
export class RefusedError extends Error {}

/** The documents behind the public API. Whatever else is thrown counts as a lost connection. */
export interface Server {
  /**
   * Saves a new revision and returns its tag.
   * @throws OutdatedError if the tag is not that of the latest revision.
   * @throws RefusedError if the document or the person is refused.
   */
  write(document: CaptionDocument, tag: string): Promise<string>;
  read(): Promise<Saved>;
  /** Reads a revision other than that with the tag; null if it is still the latest. */
  readOther(tag: string): Promise<Saved | null>;
}

/** What was typed and is not saved yet, with what it was made of. */
export interface Draft {
  readonly base: Saved;
  readonly document: CaptionDocument;
}

/** A place in the browser that outlives the page. */
export interface DraftStore {
  load(): Promise<Draft | null>;
  keep(draft: Draft): Promise<void>;
  drop(): Promise<void>;
}

/** Time, which tests make pass at once. */
export interface Clock {
  now(): number;
  /** Calls back after some milliseconds; the result takes that back. */
  after(milliseconds: number, callBack: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (milliseconds, callBack) => {
    const timer = setTimeout(callBack, milliseconds);
    return () => clearTimeout(timer);
  },
};
