// What was recognised anew of a stretch takes the place of what was there, and touches nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replaceRange } from '../src/edits/replaceRange.js';
import { emptyDocument, type CaptionDocument, type Cue } from '../src/model/document.js';
import { idsOf } from '../src/model/ids.js';
import { isRefused } from '../src/model/outcome.js';

const cue = (id: string, start: number, end: number, text: string, speakers: readonly number[] | null = null): Cue => ({ id, start, end, text, words: null, speakers });

const document: CaptionDocument = {
  ...emptyDocument('en', 10_000),
  cues: [cue('a', 0, 1000, 'before'), cue('b', 1200, 2000, 'rong', [2]), cue('c', 2000, 3000, 'wrung', [2]), cue('d', 3500, 4000, 'after')],
};

const replace = (recognised: readonly Cue[], start = 1200, end = 3000) => replaceRange(document, recognised, start, end, idsOf('x'));

const read = (changed: ReturnType<typeof replace>) => {
  assert.ok(!isRefused(changed));
  return changed.cues.map(({ id, start, end, text, speakers }) => [id, start, end, text, speakers?.join() ?? null]);
};

test('cues of the stretch are replaced, with ids of their own and the speaker that was there', () => {
  assert.deepEqual(read(replace([cue('cue-1', 1250, 2100, 'right', [1]), cue('cue-2', 2150, 2900, 'this time', [1])])), [
    ['a', 0, 1000, 'before', null], ['x-1', 1250, 2100, 'right', '2'], ['x-2', 2150, 2900, 'this time', '2'], ['d', 3500, 4000, 'after', null],
  ]);
});

test('what does not fit between the neighbours is cut, and what lies elsewhere is left out', () => {
  assert.deepEqual(read(replace([cue('cue-1', 500, 2500, 'long'), cue('cue-2', 2400, 3900, 'longer'), cue('cue-3', 5000, 6000, 'elsewhere')], 1200, 3200)), [
    ['a', 0, 1000, 'before', null], ['x-1', 1000, 2500, 'long', '2'], ['x-2', 2500, 3500, 'longer', '2'], ['d', 3500, 4000, 'after', null],
  ]);
});

test('where nothing was recognised nothing is lost', () => {
  assert.deepEqual(replace([]), { refused: 'nothing_changed' });
});

test('a stretch without cues gets some', () => {
  assert.deepEqual(read(replaceRange(document, [cue('cue-1', 5000, 6000, 'new')], 4500, 9000, idsOf('x'))).at(-1), ['x-1', 5000, 6000, 'new', null]);
});
