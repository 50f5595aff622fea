// Stops a search that takes too long: it cannot be determined beforehand how long a pattern will take.
import type { CaptionDocument } from '../model/document.js';
import { patternOf, search, type Match, type Query } from './search.js';

/** The part of a Worker that a search needs. */
export interface SearchThread {
  onmessage: ((event: { data: Match[] }) => void) | null;
  onerror: ((event: unknown) => void) | null;
  postMessage(message: unknown): void;
  terminate(): void;
}

export type SearchResult =
  | { readonly matches: readonly Match[] }
  | { readonly failed: 'no_pattern' | 'too_slow' };

export class BoundedSearch {
  readonly #start: () => SearchThread;
  readonly #longest: number;
  #running: (() => void) | null = null;

  /** @param start creates the worker. @param longest the maximum time of a search in milliseconds. */
  constructor(start: () => SearchThread, longest = 1000) {
    this.#start = start;
    this.#longest = longest;
  }

  /** Finds all matches. A search that is still running is stopped first, and its result is that it was too slow. */
  async find(document: CaptionDocument, query: Query): Promise<SearchResult> {
    this.#running?.();
    if (!patternOf(query)) {
      return { failed: 'no_pattern' };
    }
    const cues = document.cues.map(({ id, text }) => ({ id, text }));
    return query.isPattern ? await this.#onThread(cues, query) : { matches: search(cues, query) };
  }

  #onThread(cues: readonly { id: string; text: string }[], query: Query): Promise<SearchResult> {
    const thread = this.#start();
    return new Promise(resolve => {
      const end = (result: SearchResult) => {
        clearTimeout(timer);
        thread.terminate();
        if (this.#running === stop) {
          this.#running = null;
        }
        resolve(result);
      };
      const stop = () => end({ failed: 'too_slow' });
      const timer = setTimeout(stop, this.#longest);
      this.#running = stop;
      thread.onmessage = event => end({ matches: event.data });
      thread.onerror = () => end({ failed: 'no_pattern' });
      thread.postMessage({ cues, query });
    });
  }
}
