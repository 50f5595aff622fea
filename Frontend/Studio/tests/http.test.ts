// What the answers of the API mean for saving.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyDocument } from '../src/model/document.js';
import { HttpServer } from '../src/saving/httpServer.js';
import { OutdatedError, RefusedError } from '../src/saving/ports.js';

const server = new HttpServer('/captions/1/document');
const captions = emptyDocument('en', 1000);
const isLost = (error: unknown) => error instanceof Error && !(error instanceof RefusedError) && !(error instanceof OutdatedError);

/** Has the next requests answered alike. Returns what is sent. */
function answering(status: number, headers: Record<string, string> = {}): RequestInit[] {
  const sent: RequestInit[] = [];
  const answer = (_: unknown, request?: RequestInit): Promise<Response> => {
    sent.push(request ?? {});
    return Promise.resolve(new Response(null, { status, headers }));
  };
  globalThis.fetch = answer as typeof fetch;
  return sent;
}

test('a save names the revision that was read and wants no document back', async () => {
  const sent = answering(204, { ETag: '"r2"' });
  assert.equal(await server.write(captions, '"r1"'), '"r2"');
  const headers = new Headers(sent[0]!.headers);
  assert.deepEqual([headers.get('If-Match'), headers.get('Prefer')], ['"r1"', 'return=minimal']);
  assert.deepEqual(JSON.parse(sent[0]!.body as string), { cues: [], speakers: null, autosave: true });
});

test('an outdated save, one that is refused and a lost connection are distinguished', async () => {
  answering(412);
  await assert.rejects(server.write(captions, '"r1"'), OutdatedError);
  for (const status of [403, 404, 413, 422, 429]) {
    answering(status);
    await assert.rejects(server.write(captions, '"r1"'), RefusedError, `${status}`);
  }
  for (const status of [401, 408, 500, 503]) {
    answering(status);
    await assert.rejects(server.write(captions, '"r1"'), isLost, `${status}`);
  }
  answering(429, { 'Retry-After': '1' });
  await assert.rejects(server.write(captions, '"r1"'), isLost);
});

test('what has not changed is not read again', async () => {
  const sent = answering(304);
  assert.equal(await server.readOther('"r7"'), null);
  assert.equal(new Headers(sent[0]!.headers).get('If-None-Match'), '"r7"');
});
