// Searches on a thread of its own, where a pattern that takes for ever harms nobody.
import { search, type Query, type Searched } from './search.js';

export interface SearchRequest {
  readonly cues: readonly Searched[];
  readonly query: Query;
}

// As in a dedicated worker; the library of types that says so cannot be had beside that of pages.
const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<SearchRequest>) => void) | null;
  postMessage(message: unknown): void;
};

scope.onmessage = event => scope.postMessage(search(event.data.cues, event.data.query));
