// The page's search thread as a thread of node: the same program, with a worker's two names for messages.
import { parentPort } from 'node:worker_threads';

const scope = globalThis as unknown as { postMessage(message: unknown): void; onmessage(event: { data: unknown }): void };
scope.postMessage = message => parentPort!.postMessage(message);
await import('../src/finding/searchWorker.js');
parentPort!.on('message', (data: unknown) => scope.onmessage({ data }));
