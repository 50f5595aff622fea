// The interfaces between saving and its environment, so that it can be tested without a browser.
import type { CaptionDocument } from '../model/document.js';

/** A document as it is stored on the server. */
export interface Saved {
  readonly document: CaptionDocument;
  /** Identifies the revision in If-Match. */
  readonly tag: string;
}

/** Thrown if the server refuses to overwrite a revision that was not read. */
export class OutdatedError extends Error {}

/** Thrown if the server refuses the document as it is; a retry is useless. */
export class RefusedError extends Error {}

/** The documents behind the public API. Every other error counts as a lost connection. */
export interface Server {
  /**
   * Saves a new revision and returns its tag.
   * @throws OutdatedError if the tag is not that of the latest revision.
   * @throws RefusedError if the document or the user is refused.
   */
  write(document: CaptionDocument, tag: string): Promise<string>;
  read(): Promise<Saved>;
  /** Reads the latest revision; null if it is still the one with the tag. */
  readOther(tag: string): Promise<Saved | null>;
}

/** Unsaved changes, with the revision that they are based on. */
export interface Draft {
  readonly base: Saved;
  readonly document: CaptionDocument;
}

/** A store in the browser that outlives the page. */
export interface DraftStore {
  load(): Promise<Draft | null>;
  keep(draft: Draft): Promise<void>;
  drop(): Promise<void>;
}

/** A clock, which tests can advance at once. */
export interface Clock {
  now(): number;
  /** Calls back after a number of milliseconds; the returned function cancels that. */
  after(milliseconds: number, callBack: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (milliseconds, callBack) => {
    const timer = setTimeout(callBack, milliseconds);
    return () => clearTimeout(timer);
  },
};
