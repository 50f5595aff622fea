// Edges of cues are drawn to where speech begins and ends, also where there are no words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snap } from '../src/edits/snapping.js';
import { speechIn } from '../src/finding/speech.js';
import { emptyDocument } from '../src/model/document.js';

const perSecond = 50;

/** Peaks of stretches: how loud, for how many milliseconds. */
function peaksOf(...stretches: readonly (readonly [loudness: number, milliseconds: number])[]): number[] {
  return stretches.flatMap(([loudness, milliseconds]) => Array.from({ length: (milliseconds * perSecond) / 1000 }, (_, i) => loudness * (i % 2 === 0 ? 1 : 0.9)));
}

test('speech is what is clearly louder than the background', () => {
  const peaks = peaksOf([0.02, 1000], [0.4, 800], [0.02, 600], [0.3, 1000], [0.02, 600]);
  assert.deepEqual(speechIn(peaks, perSecond), [{ start: 1000, end: 1800 }, { start: 2400, end: 3400 }]);
});

test('a short pause is within speech, and a click is none', () => {
  const peaks = peaksOf([0.01, 1000], [0.5, 600], [0.01, 160], [0.5, 400], [0.01, 1000], [0.6, 40], [0.01, 800]);
  assert.deepEqual(speechIn(peaks, perSecond), [{ start: 1000, end: 2160 }]);
});

test('silence, noise without pauses, and nothing at all have no speech', () => {
  assert.deepEqual(speechIn(peaksOf([0, 3000]), perSecond), []);
  assert.deepEqual(speechIn(peaksOf([0.001, 3000]), perSecond), []);
  assert.deepEqual(speechIn(peaksOf([0.5, 3000]), perSecond), []);
  assert.deepEqual(speechIn([], perSecond), []);
});

test('an edge that is dragged near speech is drawn to it where there are no words', () => {
  const speech = speechIn(peaksOf([0.02, 1000], [0.4, 800], [0.02, 600]), perSecond);
  const document = emptyDocument('en', 3000);
  assert.equal(snap(document, speech, 'start', 1050, 80), 1000);
  assert.equal(snap(document, speech, 'end', 1770, 80), 1800);
  assert.equal(snap(document, speech, 'start', 1300, 80), 1300);
});

test('a day of peaks is searched in no time', () => {
  const peaks = Array.from({ length: 24 * 60 * 60 * perSecond }, (_, i) => (i % 200 < 120 ? 0.4 : 0.01));
  const began = performance.now();
  assert.ok(speechIn(peaks, perSecond).length > 20_000);
  assert.ok(performance.now() - began < 10_000);
});
