// Keeps drafts in the browser's IndexedDB: what is stored there outlives the page, and may be larger than local storage.
import type { Draft, DraftStore } from './ports.js';

const database = 'studio';
const drafts = 'drafts';

export class BrowserDrafts implements DraftStore {
  readonly #key: string;
  #opened: Promise<IDBDatabase> | null = null;

  /** @param key names the document, and the person: others may use the same browser. */
  constructor(key: string) {
    this.#key = key;
  }

  async load(): Promise<Draft | null> {
    return ((await this.#run('readonly', store => store.get(this.#key))) as Draft | undefined) ?? null;
  }

  async keep(draft: Draft): Promise<void> {
    await this.#run('readwrite', store => store.put(draft, this.#key));
  }

  async drop(): Promise<void> {
    await this.#run('readwrite', store => store.delete(this.#key));
  }

  async #run(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
    const opened = await (this.#opened ??= open());
    return await new Promise((resolve, reject) => {
      const transaction = opened.transaction(drafts, mode);
      const request = ask(transaction.objectStore(drafts));
      transaction.oncomplete = () => resolve(request.result);
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
