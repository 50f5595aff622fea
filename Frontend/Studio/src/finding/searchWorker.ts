// Searches in a worker thread, which can be stopped if a pattern takes for ever.
import { search, type Query, type Searched } from './search.js';

export interface SearchRequest {
  readonly cues: readonly Searched[];
  readonly query: Query;
}

// The type of a dedicated worker: TypeScript's library for workers cannot be used together with that for pages.
const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<SearchRequest>) => void) | null;
  postMessage(message: unknown): void;
};

scope.onmessage = event => scope.postMessage(search(event.data.cues, event.data.query));
