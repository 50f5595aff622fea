// No-op jobs through BullMQ on a Redis with appendfsync always: enqueue with 256 in flight, one worker process, until all are done.
import { Queue, QueueEvents, Worker } from 'bullmq';

const [port, password, total] = [Number(process.argv[2]), process.argv[3], Number(process.argv[4])];
const connection = { host: '127.0.0.1', port, password };
const queue = new Queue('bench', { connection, defaultJobOptions: { removeOnComplete: true } });
let done = 0;
let finish;
const finished = new Promise((resolve) => { finish = resolve; });
const worker = new Worker('bench', async () => {}, { connection, concurrency: 256 });
worker.on('completed', () => { if (++done === total) finish(); });
await worker.waitUntilReady();
const start = performance.now();
let next = 0;
await Promise.all(Array.from({ length: 256 }, async () => {
  while (next++ < total) await queue.add('probe', {});
}));
const accepted = performance.now();
await finished;
const completed = performance.now();
console.log(JSON.stringify({ accepted_per_second: total / ((accepted - start) / 1000), completed_per_second: total / ((completed - start) / 1000) }));
await worker.close();
await queue.close();
