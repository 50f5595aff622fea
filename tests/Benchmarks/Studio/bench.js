// Starts the studio as the page does, and measures how long each key takes until what it changed is painted.
import { attach } from '/studio/attach.js';

const address = '/document';
const answer = await fetch(address);
const root = document.querySelector('#root');
attach(root, {
  documentUrl: address,
  document: await answer.json(),
  tag: answer.headers.get('ETag'),
  draftKey: 'bench',
  preset: 'usual',
  peaks: { url: '/peaks', mediaUrl: '/media', mayDecode: false },
  texts: {},
}, { recogniseAgain: () => undefined, olderRevision: async () => null });

// A message that is sent within a frame arrives after that frame is painted.
const waits = [];
addEventListener('keydown', event => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => waits.push(performance.now() - event.timeStamp);
  port2.postMessage(null);
}), { capture: true });

globalThis.painted = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
globalThis.takeWaits = () => waits.splice(0);
