// The parts of the view that need no browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyDocument } from '../src/model/document.js';
import { clock } from '../src/view/elements.js';
import { peaksFromBytes, peaksOf, peaksPerSecond } from '../src/view/peaks.js';
import { RowHeights } from '../src/view/rowHeights.js';
import { paragraphsOf } from '../src/view/transcript.js';
import { wordsOf } from '../src/view/words.js';
import { chanceOf } from './chance.js';

test('of 5,000 rows only those in view exist, wherever the list is scrolled', () => {
  const heights = new RowHeights(50);
  const ids = Array.from({ length: 5000 }, (_, i) => `${i}`);
  heights.ids = ids;
  assert.equal(heights.total, 250_000);
  assert.deepEqual(heights.window(0, 600, 0), { from: 0, to: 13 });
  const chance = chanceOf(1);
  for (let i = 0; i < 300; i++) {
    heights.measure(chance.pick(ids), chance.whole(20, 200));
    const scrolled = chance.whole(0, Math.floor(heights.total));
    const { from, to } = heights.window(scrolled, 600, 400);
    assert.ok(to - from <= 1400 / 20 + 2);
    assert.ok(from === 0 || heights.top(from) <= scrolled - 400);
    assert.ok(to === 5000 || heights.top(to) >= scrolled + 1000);
  }
});

test('heights go with their rows, and of rows that are gone they are forgotten', () => {
  const heights = new RowHeights(50);
  heights.ids = ['a', 'b', 'c'];
  assert.equal(heights.measure('b', 90), true);
  assert.equal(heights.measure('b', 90), false);
  heights.ids = ['b', 'c'];
  assert.deepEqual([heights.top(1), heights.total], [90, 140]);
  heights.ids = [];
  assert.deepEqual([heights.total, heights.window(0, 600, 400)], [0, { from: 0, to: 0 }]);
});

test('times are read as people write them', () => {
  assert.deepEqual([0, 61_250, 3_723_400].map(clock), ['0:00.0', '1:01.2', '1:02:03.4']);
});

test('a paragraph ends where another speaks', () => {
  const cues = [1, 1, 2, null, null].map((speaker, i) => ({ id: `${i}`, start: i, end: i + 1, text: '', words: null, speakers: speaker === null ? null : [speaker] }));
  assert.deepEqual(paragraphsOf({ ...emptyDocument('en', 9), cues }).map(cue => cue.length), [2, 1, 2]);
});

test('texts have their values, and a missing one shows its name', () => {
  const words = wordsOf({ cue_text: 'Text of cue {0}, {1}' });
  assert.deepEqual([words('cue_text', 3), words('other')], ['Text of cue 3, {1}', 'other']);
});

test('a peak is the largest amplitude of a fiftieth of a second, in any channel', () => {
  const rate = 8000;
  const [left, right] = [new Float32Array(rate), new Float32Array(rate)];
  left[0] = 0.25;
  right[159] = -0.5;
  left[160] = 2;
  const peaks = peaksOf([left, right], rate);
  assert.equal(peaks.length, peaksPerSecond);
  assert.deepEqual(peaks.slice(0, 3), [0.5, 1, 0]);
  assert.deepEqual([peaksOf([], rate), peaksOf([new Float32Array(1)], rate)], [[], [0]]);
});

test('of sound whose rate has no whole stretches no sample is left out', () => {
  for (const rate of [11_025, 44_100, 7_999]) {
    for (const at of [0, 1, 219, 220, 221, 441, 3000, rate - 1]) {
      const samples = new Float32Array(rate);
      samples[at] = 1;
      assert.equal(peaksOf([samples], rate).filter(peak => peak === 1).length, 1, `${at} of ${rate}`);
    }
  }
});

test('peaks of the server are bytes', () => {
  assert.deepEqual(peaksFromBytes(new Uint8Array([0, 51, 255])), [0, 0.2, 1]);
});
