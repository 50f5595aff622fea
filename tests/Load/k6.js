// The traffic of traffic.json for k6:
//   k6 run -e API=http://localhost:8000 -e RATE=20 -e SECONDS=60 tests/Load/k6.js
// With -e FAULTS=yes also what meets the faults that the platform was started with (make run ARGS="--faults all").
import http from 'k6/http';
import exec from 'k6/execution';
import { check, fail } from 'k6';

const api = __ENV.API || 'http://localhost:8000';
const traffic = JSON.parse(open('./traffic.json'));

// Each kind as often as its weight says, mixed evenly.
function order(faults) {
  return traffic
    .filter((kind) => !kind.fault || faults.includes(kind.fault))
    .flatMap((kind) => Array.from({ length: kind.weight }, (_, turn) => ({ kind, at: (turn + 0.5) / kind.weight })))
    .sort((one, other) => one.at - other.at)
    .map((entry) => entry.kind);
}

export const options = {
  scenarios: {
    traffic: {
      executor: 'constant-arrival-rate',
      rate: Number(__ENV.RATE || 20),
      timeUnit: '1s',
      duration: `${__ENV.SECONDS || 60}s`,
      preAllocatedVUs: 50,
      maxVUs: 1000,
    },
  },
  thresholds: { checks: ['rate==1.0'] },
};

const json = { 'Content-Type': 'application/json' };

export function setup() {
  const id = uuid();
  const account = JSON.stringify({ email: `load-${id}@example.org`, password: 'correct horse battery staple 7' });
  http.post(`${api}/api/v1/auth/register`, account, { headers: json });
  const signedIn = http.post(`${api}/api/v1/auth/sign-in`, account, { headers: json });
  const faults = __ENV.FAULTS ? (signedIn.headers['X-Faults'] || '').split(', ').filter((name) => name) : [];
  if (__ENV.FAULTS && faults.length === 0) {
    fail('No fault is switched on in the platform. Start it with: make run ARGS="--faults all"');
  }

  const mine = { ...json, Authorization: `Bearer ${signedIn.json('access_token')}` };
  const key = http.post(`${api}/api/v1/api-keys`, '{"name":"load"}', { headers: mine }).json('key');
  const [queue, idle] = [`load-${id}`, `load-idle-${id}`];
  for (const name of [queue, idle]) {
    http.post(`${api}/queues`, JSON.stringify({ name }), { headers: mine });
  }

  const job = http
    .post(`${api}/api/v1/jobs`, '{"kind":"probe","input":{}}', { headers: { ...json, 'X-Api-Key': key } })
    .json('id');
  return { key, job, queue, idle, order: order(faults) };
}

// Messages that this virtual user consumed and has not answered yet.
const messages = [];

export default function (run) {
  const kind = run.order[exec.scenario.iterationInTest % run.order.length];
  const id = uuid();
  const headers = { ...json };
  if (kind.auth !== 'none') {
    headers['X-Api-Key'] = { key: run.key, wrong: 'not-a-key' }[kind.auth] || `not-a-key-${id}`;
  }

  let path = kind.path.replace('{uuid}', id).replace('{job}', run.job).replace('{queue}', run.queue).replace('{idle}', run.idle);
  if (path.includes('{message}')) {
    const message = messages.shift();
    if (!message) {
      return;
    }

    path = path.replace('{message}', message.id).replace('{receipt}', message.receipt);
  }

  const one = kind.text || (kind.body && JSON.stringify(kind.body).replaceAll('{uuid}', id)) || null;
  const body = kind.repeat ? `{"jobs":[${Array(kind.repeat).fill(one).join(',')}]}` : one;
  const answer = http.request(kind.method, api + path, body, { headers, tags: { name: kind.name } });
  check(answer, { [`${kind.name}: ${kind.expect}`]: (a) => kind.expect.includes(a.status) });
  if (answer.status === 200 && path.includes('/consume')) {
    messages.push(...answer.json('messages'));
  }
}

function uuid() {
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () => Math.floor(Math.random() * 16).toString(16));
}
