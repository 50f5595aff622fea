// Another track beside the one that is edited: what it says, and its times to begin with.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takeTimes } from '../src/edits/takeTimes.js';
import { textBeside } from '../src/model/beside.js';
import { emptyDocument, type CaptionDocument, type Cue } from '../src/model/document.js';
import { idsOf } from '../src/model/ids.js';
import { isRefused } from '../src/model/outcome.js';

const cue = (start: number, end: number, text = ''): Cue => ({ id: `${start}`, start, end, text, words: null, speakers: null });

const other: CaptionDocument = { ...emptyDocument('en', 20_000), cues: [cue(0, 1000, 'one'), cue(1000, 2000, 'two'), cue(2000, 6000, 'a long one'), cue(9000, 9900, 'last')] };

test('beside a cue stands what is said meanwhile, however the other track is divided', () => {
  assert.equal(textBeside(other, cue(0, 2000)), 'one\ntwo');
  assert.equal(textBeside(other, cue(900, 2100)), 'two');
  assert.equal(textBeside(other, cue(2500, 3000)), 'a long one');
  assert.equal(textBeside(other, cue(3900, 4200)), 'a long one');
  assert.equal(textBeside(other, cue(7000, 8000)), '');
  assert.equal(textBeside(emptyDocument('en', 1000), cue(0, 900)), '');
});

test('an empty track begins with the times of another, as far as the recording and its neighbours leave room', () => {
  const overlapping = { ...other, cues: [...other.cues, cue(9500, 30_000, 'overlaps'), cue(19_950, 25_000, 'too late')] };
  const begun = takeTimes(emptyDocument('pt', 20_000), overlapping, idsOf('x'));
  assert.ok(!isRefused(begun));
  assert.deepEqual(begun.cues.map(({ id, start, end, text }) => [id, start, end, text]), [
    ['x-1', 0, 1000, ''], ['x-2', 1000, 2000, ''], ['x-3', 2000, 6000, ''], ['x-4', 9000, 9500, ''], ['x-5', 9500, 19_950, ''],
  ]);
});

test('captions that are there are not replaced by times', () => {
  assert.deepEqual(takeTimes(other, other, idsOf('x')), { refused: 'not_empty' });
  assert.deepEqual(takeTimes(emptyDocument('pt', 1000), emptyDocument('en', 1000), idsOf('x')), { refused: 'no_cue' });
});
