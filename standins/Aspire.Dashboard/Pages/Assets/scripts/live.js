import { get } from './api.js';

/** The one stream of a page. Closed while the page is hidden for long, because a browser opens six connections to a host. */
class Live extends EventTarget {
  #source = null;
  #console = () => null;
  #retry = 0;
  #hiding = 0;
  #attempt = 0;

  constructor() {
    super();
    document.addEventListener('visibilitychange', () => {
      clearTimeout(this.#hiding);
      if (document.hidden) this.#hiding = setTimeout(() => this.#close(), 20_000);
      else if (!this.#source) this.#open();
    });
  }

  /** What console lines to ask for, each time the stream is opened: null, or { id, after }. */
  start(console = () => null) {
    this.#console = console;
    this.#open();
  }

  #close() {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
  }

  #open() {
    this.#close();
    const query = new URLSearchParams();
    const console = this.#console();
    if (console) {
      query.set('console', console.id);
      query.set('after', console.after);
    }
    const source = new EventSource(`/api/events?${query}`);
    this.#source = source;
    source.addEventListener('open', () => { this.#attempt = 0; this.#say('state', 'live'); });
    for (const name of ['resource', 'telemetry', 'console']) {
      source.addEventListener(name, (event) => this.#say(name, JSON.parse(event.data)));
    }
    source.addEventListener('error', () => {
      this.#close();
      this.#say('state', 'offline');
      this.#retry = setTimeout(() => this.#check(), Math.min(5000, 500 * 2 ** this.#attempt++));
    });
  }

  // Asks once by plain request: that is what notices a lost session.
  async #check() {
    try {
      await get('/api/telemetry');
      this.#open();
    } catch {
      this.#retry = setTimeout(() => this.#check(), Math.min(5000, 500 * 2 ** this.#attempt++));
    }
  }

  #say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

export const live = new Live();

export function listen(name, action, signal) {
  live.addEventListener(name, (event) => action(event.detail), { signal });
}
