// Reads and saves documents over the public API, which the page forwards under its own origin.
import { fromWire, toWire, type WireDocument } from '../model/wire.js';
import type { CaptionDocument } from '../model/document.js';
import { OutdatedError, RefusedError, type Saved, type Server } from './ports.js';

/** The timeout of a request in milliseconds. */
const longest = 30_000;

const unchanged = 304;

/** Statuses that do not concern the document: the session has to be renewed, or the request retried later. */
const passing = new Set([401, 408, 425, 429]);

export class HttpServer implements Server {
  readonly #url: string;

  /** @param url the URL at which the document is read and written. */
  constructor(url: string) {
    this.#url = url;
  }

  async read(): Promise<Saved> {
    return await savedIn(await this.#send({ headers: { Accept: 'application/json' }, cache: 'no-store' }));
  }

  async readOther(tag: string): Promise<Saved | null> {
    const answer = await this.#send({ headers: { Accept: 'application/json', 'If-None-Match': tag }, cache: 'no-store' });
    return answer.status === unchanged ? null : await savedIn(answer);
  }

  async write(document: CaptionDocument, tag: string): Promise<string> {
    const body = JSON.stringify(toWire(document));
    const headers = { 'Content-Type': 'application/json', 'If-Match': tag, Prefer: 'return=minimal' };
    return tagOf(await this.#send({ method: 'PUT', headers, body }));
  }

  async #send(request: RequestInit): Promise<Response> {
    const answer = await fetch(this.#url, { ...request, credentials: 'same-origin', signal: AbortSignal.timeout(longest) });
    if (answer.status === 412) {
      throw new OutdatedError();
    }
    // An exhausted quota does not recover by itself, so it counts as a refusal: such a response has no Retry-After.
    const isQuota = answer.status === 429 && !answer.headers.has('Retry-After');
    if (isQuota || (answer.status >= 400 && answer.status < 500 && !passing.has(answer.status))) {
      throw new RefusedError(`${answer.status}`);
    }
    if (!answer.ok && answer.status !== unchanged) {
      throw new Error(`${answer.status}`);
    }
    return answer;
  }
}

function tagOf(answer: Response): string {
  const tag = answer.headers.get('ETag');
  if (!tag) {
    throw new Error('The answer has no ETag.');
  }
  return tag;
}

async function savedIn(answer: Response): Promise<Saved> {
  return { document: fromWire((await answer.json()) as WireDocument), tag: tagOf(answer) };
}
