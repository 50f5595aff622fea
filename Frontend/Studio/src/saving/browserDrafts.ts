// Stores drafts in the browser's IndexedDB, which outlives the page and has more space than local storage.
import { pack, unpack, type Packed } from './packing.js';
import type { Draft, DraftStore, Saved } from './ports.js';

const database = 'studio';
const drafts = 'drafts';

export class BrowserDrafts implements DraftStore {
  readonly #key: string;
  #opened: Promise<IDBDatabase> | null = null;
  #base: Saved | null = null;

  /** @param key identifies the document and the user, because others may use the same browser. */
  constructor(key: string) {
    this.#key = key;
  }

  async load(): Promise<Draft | null> {
    const [base, packed] = await this.#run('readonly', store => [store.get(this.#baseKey), store.get(this.#key)]) as [Saved | undefined, Packed | undefined];
    const document = base && packed ? unpack(base, packed) : null;
    return base && document ? { base, document } : null;
  }

  async keep(draft: Draft): Promise<void> {
    const isNewBase = this.#base !== draft.base;
    const packed = pack(draft.base, draft.document);
    await this.#run('readwrite', store => [...(isNewBase ? [store.put(draft.base, this.#baseKey)] : []), store.put(packed, this.#key)]);
    this.#base = draft.base;
  }

  async drop(): Promise<void> {
    this.#base = null;
    await this.#run('readwrite', store => [store.delete(this.#key), store.delete(this.#baseKey)]);
  }

  get #baseKey(): string {
    return `${this.#key}/base`;
  }

  async #run(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => readonly IDBRequest[]): Promise<unknown[]> {
    const opened = await (this.#opened ??= open());
    return await new Promise((resolve, reject) => {
      const transaction = opened.transaction(drafts, mode);
      const requests = ask(transaction.objectStore(drafts));
      transaction.oncomplete = () => resolve(requests.map(request => request.result as unknown));
      transaction.onabort = () => reject(transaction.error ?? new Error('The draft was not kept.'));
    });
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(database, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(drafts);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('There is no store.'));
  });
}
