// The traffic of traffic.json for k6:  k6 run -e API=http://localhost:8000 -e RATE=20 -e SECONDS=60 tests/Load/k6.js
import http from 'k6/http';
import exec from 'k6/execution';
import { check } from 'k6';

const api = __ENV.API || 'http://localhost:8000';
const traffic = JSON.parse(open('./traffic.json'));
const order = traffic
  .flatMap((kind) => Array.from({ length: kind.weight }, (_, turn) => ({ kind, at: (turn + 0.5) / kind.weight })))
  .sort((one, other) => one.at - other.at)
  .map((entry) => entry.kind);

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
  const account = JSON.stringify({ email: `load-${uuid()}@example.org`, password: 'correct horse battery staple 7' });
  http.post(`${api}/api/v1/auth/register`, account, { headers: json });
  const token = http.post(`${api}/api/v1/auth/sign-in`, account, { headers: json }).json('access_token');
  const key = http
    .post(`${api}/api/v1/api-keys`, '{"name":"load"}', { headers: { ...json, Authorization: `Bearer ${token}` } })
    .json('key');
  const job = http
    .post(`${api}/api/v1/jobs`, '{"kind":"probe","input":{}}', { headers: { ...json, 'X-Api-Key': key } })
    .json('id');
  return { key, job };
}

export default function (run) {
  const kind = order[exec.scenario.iterationInTest % order.length];
  const id = uuid();
  const headers = { ...json };
  if (kind.auth !== 'none') {
    headers['X-Api-Key'] = kind.auth === 'key' ? run.key : 'not-a-key';
  }

  const one = kind.text || (kind.body && JSON.stringify(kind.body).replaceAll('{uuid}', id)) || null;
  const body = kind.repeat ? `{"jobs":[${Array(kind.repeat).fill(one).join(',')}]}` : one;
  const path = kind.path.replace('{uuid}', id).replace('{job}', run.job);
  const answer = http.request(kind.method, api + path, body, { headers, tags: { name: kind.name } });
  check(answer, { [`${kind.name}: ${kind.expect}`]: (a) => kind.expect.includes(a.status) });
}

function uuid() {
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () => Math.floor(Math.random() * 16).toString(16));
}
