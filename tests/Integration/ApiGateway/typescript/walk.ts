// The walk-through of the README and a message's way through a queue, by a client made of the OpenAPI document. Argument: the gateway's
// address. Prints what it saw, and in faults what was answered otherwise than the document says, as one line of JSON.
import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import type { components, paths } from './.local/v1.js';
import { conformance, type Document } from './conformance.js';

type JobState = components['schemas']['JobResponse']['state'];

const api = process.argv[2]!;
const faults: string[] = [];
const document = (await (await fetch(`${api}/openapi/v1.json`)).json()) as Document;
const name = `ts-${process.pid}-${Date.now()}`;
const account = { email: `${name}@example.com`, password: 'correct horse battery 9' };
const recording = new TextEncoder().encode('a recording, as far as its bytes matter here');

// Whoever forgets a state is told by the compiler: the document names them all.
const isOver: Record<JobState, boolean> = { scheduled: false, queued: false, running: false, succeeded: true, failed: true, cancelled: true };

function clientWith(headers: Record<string, string>) {
  const client = createClient<paths>({ baseUrl: api, headers });
  client.use(conformance(document, faults));
  return client;
}

/** The answer's body; ends the walk where there is none. */
function have<T>(answer: { data?: T; error?: unknown; response: Response }): NonNullable<T> {
  assert.ok(answer.data !== undefined && answer.data !== null, `${answer.response.status} ${answer.response.url}: ${JSON.stringify(answer.error)}`);
  return answer.data as NonNullable<T>;
}

const stranger = clientWith({});
have(await stranger.POST('/api/v1/auth/register', { body: account }));
const tokens = have(await stranger.POST('/api/v1/auth/sign-in', { body: account }));
const refused = await stranger.GET('/api/v1/jobs');
assert.equal(refused.error?.code, 'auth');

const session = clientWith({ Authorization: `Bearer ${tokens.access_token}` });
assert.equal(have(await session.GET('/api/v1/auth/me')).email, account.email);
const key = have(await session.POST('/api/v1/api-keys', { body: { name: 'typescript' } }));
const client = clientWith({ 'X-Api-Key': key.key! });

async function finished(id: string) {
  for (let tries = 0; tries < 600; tries++) {
    const job = have(await client.GET('/api/v1/jobs/{id}', { params: { path: { id } } }));
    if (isOver[job.state]) {
      return job;
    }

    await new Promise(resolve => setTimeout(resolve, 100));
  }

  throw new Error(`Job ${id} did not end.`);
}

// A job that does nothing; the same key with the same body gives the same answer.
const probe = { body: { kind: 'probe', input: {} }, params: { header: { 'Idempotency-Key': `first-${name}` } } };
const first = have(await client.POST('/api/v1/jobs', probe));
assert.equal(have(await client.POST('/api/v1/jobs', probe)).id, first.id);
assert.equal((await finished(first.id)).state, 'succeeded');
const wrong = await client.POST('/api/v1/jobs', { body: { kind: 'unheard-of' } });
assert.equal(wrong.response.status, 422);
assert.equal(wrong.error?.code, 'validation');
assert.ok(wrong.error?.errors?.['kind']);

// What holds for all of one's captions is changed by who has seen it.
const settings = await session.GET('/api/v1/account/captions');
assert.equal(settings.response.headers.get('ETag'), '"v0"');
const kept = have(await session.PUT('/api/v1/account/captions', {
  params: { header: { 'If-Match': '"v0"' } },
  body: { ...have(settings), language: 'en-US', vocabulary: ['Grace'] },
}));
assert.deepEqual(kept.vocabulary, ['Grace']);

// Captions of a file: an upload, then a job that names it.
const tus = { 'Tus-Resumable': '1.0.0' };
const created = await client.POST('/api/v1/uploads', {
  params: { header: { ...tus, 'Upload-Length': recording.length, 'Upload-Metadata': `filename ${btoa('talk.wav')}` } },
});
assert.equal(created.response.status, 201);
const upload = created.response.headers.get('Location')!.split('/').at(-1)!;
const sent = await client.PATCH('/api/v1/uploads/{id}', {
  params: { path: { id: upload }, header: { ...tus, 'Upload-Offset': 0 } },
  headers: { 'Content-Type': 'application/offset+octet-stream' },
  body: recording as unknown as string,
  bodySerializer: bytes => bytes as unknown as BodyInit,
});
assert.equal(sent.response.status, 204);
const accepted = have(await client.POST('/api/v1/jobs', { body: { kind: 'captions', input: { upload_id: upload, speakers: 'auto', vocabulary: ['Ada'], style: { lines: 1 } }, title: 'Talk', tags: ['typescript'] } }));
const job = await finished(accepted.id);
assert.equal(job.state, 'succeeded', JSON.stringify(job.error));
assert.equal(job.title, 'Talk');
assert.deepEqual((job.input as { vocabulary: string[] }).vocabulary, ['Ada', 'Grace']);

const path = { id: job.id };
const captions: Record<string, string> = {};
for (const format of ['vtt', 'srt', 'ttml', 'ass', 'sbv', 'csv', 'txt', 'txt_times', 'json']) {
  const answer = await client.GET('/api/v1/jobs/{id}/captions', { params: { path, query: { format } }, parseAs: 'text' });
  captions[format] = String(have(answer));
}

const read = have(await client.GET('/api/v1/jobs/{id}/captions', { params: { path, query: { format: 'json' } } }));
assert.ok(typeof read !== 'string');
const edited = have(await client.PUT('/api/v1/jobs/{id}/captions', {
  params: { path, header: { 'If-Match': `"r${read.revision}"` } },
  body: { cues: [{ index: 1, text: 'Hello, TypeScript.' }] },
}));
assert.equal(edited.cues[0]?.text, 'Hello, TypeScript.');

// The same recording again; both jobs know each other.
const second = have(await client.POST('/api/v1/jobs/{id}/recognitions', { params: { path }, body: { language: 'auto', speakers: 2 } }));
const recognised = await finished(second.id);
assert.equal((recognised.input as { recognition_of: string }).recognition_of, job.id);
const others = have(await client.GET('/api/v1/jobs/{id}/recognitions', { params: { path } }));
assert.deepEqual(others.items.map(item => item.id), [second.id]);
assert.equal((await client.GET('/api/v1/jobs/{id}/captions/live', { params: { path } })).response.status, 409);
assert.equal((await client.DELETE('/api/v1/jobs/{id}', { params: { path: { id: second.id } } })).response.status, 204);

const page = have(await client.GET('/api/v1/jobs', { params: { query: { tag: 'typescript', limit: 1 } } }));
assert.deepEqual(page.items.map(item => item.id), [job.id]);
have(await client.GET('/api/v1/jobs/{id}/log', { params: { path } }));
have(await client.GET('/api/v1/jobs/{id}/attempts', { params: { path } }));
have(await client.GET('/api/v1/kinds'));
const batch = have(await client.POST('/api/v1/jobs/batch', { body: { jobs: [{ kind: 'probe' }, { kind: 'unheard-of' }] } }));
assert.deepEqual(batch.results.map(result => result.status), [202, 422]);

// A queue: published, consumed, acknowledged.
const queue = { queue_name: name };
const made = have(await client.POST('/api/v1/queues', { body: { name, max_deliveries: 3 } }));
assert.equal(made.name, name);
const published = have(await client.POST('/api/v1/queues/{queue_name}/messages', { params: { path: queue }, body: { content: { order: 17 }, priority: 5 } }));
assert.ok('id' in published);
const several = have(await client.POST('/api/v1/queues/{queue_name}/messages', { params: { path: queue }, body: { messages: [{ content: 1 }, { content: 'two' }] } }));
assert.ok('messages' in several);
const listed = have(await client.GET('/api/v1/queues/{queue_name}/messages', { params: { path: queue, query: { status: 'pending' } } }));
assert.equal(listed.items.length, 3);
let acknowledged = 0;
for (;;) {
  const consumed = await client.GET('/api/v1/queues/{queue_name}/messages/consume', { params: { path: queue, query: { batch_size: 2 } } });
  if (consumed.response.status === 204) {
    break;
  }

  for (const message of have(consumed).messages) {
    const settled = have(await client.POST('/api/v1/messages/{message_id}/ack', {
      params: { path: { message_id: String(message.id) } },
      body: { receipt: message.receipt ?? null },
    }));
    assert.equal(settled.status, 'processed');
    acknowledged++;
  }
}

const again = await client.POST('/api/v1/messages/{message_id}/ack', { params: { path: { message_id: String(published.id) } }, body: {} });
assert.equal(again.error?.code, 'already_processed');
have(await client.GET('/api/v1/queues/{queue_name}', { params: { path: queue } }));
have(await client.GET('/api/v1/queues'));
const asked = have(await client.POST('/api/v1/graphql', { body: { query: `{ queue_by_name(name: "${name}") { message_count } }` } }));
assert.ok(asked.data);
assert.equal((await client.DELETE('/api/v1/queues/{queue_name}', { params: { path: queue } })).response.status, 204);
assert.equal((await client.DELETE('/api/v1/jobs/{id}', { params: { path } })).response.status, 204);
assert.equal((await session.POST('/api/v1/auth/sign-out')).response.status, 204);

console.log(JSON.stringify({ captions, acknowledged, faults }));
