// Edits as a person sees them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { halvesAt, offsetAt } from '../src/edits/halves.js';
import { snap } from '../src/edits/snapping.js';
import { giveAfter, giveBefore, insert, merge, split, splitAtTime } from '../src/edits/structure.js';
import { mergeSentence } from '../src/edits/sentences.js';
import { setSpeaker, setText } from '../src/edits/texts.js';
import { markEdge, moveEdge, shift, stretch } from '../src/edits/timing.js';
import { emptyDocument, type CaptionDocument, type Cue, type Word } from '../src/model/document.js';
import { isRefused, type Outcome } from '../src/model/outcome.js';
import { fromWire, toWire } from '../src/model/wire.js';

function words(...timed: readonly (readonly [string, number, number])[]): Word[] {
  return timed.map(([text, start, end]) => ({ text, start, end, confidence: 0.9, speaker: null }));
}

function cue(id: string, start: number, end: number, text: string, more: Partial<Cue> = {}): Cue {
  return { id, start, end, text, words: null, speakers: null, ...more };
}

function documentWith(...cues: Cue[]): CaptionDocument {
  return { ...emptyDocument('en', 60_000), cues };
}

function have(outcome: Outcome): CaptionDocument {
  assert.ok(!isRefused(outcome), `refused: ${isRefused(outcome) ? outcome.refused : ''}`);
  return outcome;
}

const shown = (document: CaptionDocument) => document.cues.map(({ id, start, end, text }) => [id, start, end, text]);

const said = cue('a', 1000, 5000, 'We went home early today', {
  words: words(['We', 1000, 1300], ['went', 1300, 1900], ['home', 2000, 2500], ['early', 3400, 4000], ['today', 4000, 4900]),
});

test('a split takes its times from the words around the cursor', () => {
  assert.deepEqual(shown(have(split(documentWith(said), 'a', 13, 'b'))), [['a', 1000, 2500, 'We went home'], ['b', 3400, 5000, 'early today']]);
  // A short pause is no empty screen.
  assert.deepEqual(shown(have(split(documentWith(said), 'a', 8, 'b'))), [['a', 1000, 2000, 'We went'], ['b', 2000, 5000, 'home early today']]);
});

test('a split within a word divides the word and its time', () => {
  const [first, second] = have(split(documentWith(said), 'a', 10, 'b')).cues;
  assert.deepEqual([first!.words!.at(-1)!.text, second!.words![0]!.text], ['ho', 'me']);
  assert.deepEqual([first!.words!.at(-1)!.end, second!.words![0]!.start, second!.start], [2250, 2250, 2250]);
});

test('a split never divides what is seen as one character', () => {
  const family = cue('a', 0, 4000, 'x👩‍👩‍👧y');
  for (let offset = 2; offset < family.text.length - 1; offset++) {
    const halves = halvesAt(family, offset);
    assert.ok(!isRefused(halves));
    assert.deepEqual([halves.first.text, halves.second.text], ['x', '👩‍👩‍👧y']);
  }
});

test('a split at the playhead is before the word that is spoken', () => {
  assert.equal(offsetAt(said, 3600), 13);
  assert.deepEqual(shown(have(splitAtTime(documentWith(said), 3600, 'b'))).map(line => line[3]), ['We went home', 'early today']);
  assert.ok(isRefused(splitAtTime(documentWith(said), 5000, 'b')));
});

test('half a cue is given to a neighbour, which follows in time', () => {
  const document = documentWith(cue('z', 0, 900, 'Listen:'), said, cue('n', 5500, 7000, 'and slept.'));
  assert.deepEqual(shown(have(giveBefore(document, 'a', 8))).slice(0, 2), [['z', 0, 2000, 'Listen: We went'], ['a', 2000, 5000, 'home early today']]);
  assert.deepEqual(shown(have(giveAfter(document, 'a', 13))).slice(1), [['a', 1000, 2500, 'We went home'], ['n', 3400, 7000, 'early today and slept.']]);
  assert.deepEqual(giveBefore(document, 'z', 3), { refused: 'no_neighbour' });
  assert.deepEqual(giveAfter(document, 'n', 3), { refused: 'no_neighbour' });
});

test('different speakers keep their dashes when their cues are merged', () => {
  const document = documentWith(cue('a', 0, 1000, 'Yes?', { speakers: [1] }), cue('b', 1000, 2000, 'No.', { speakers: [2] }), cue('c', 2000, 3000, 'Never.', { speakers: [2] }));
  const whole = have(merge(document, new Set(['a', 'b', 'c']))).cues;
  assert.deepEqual([whole.length, whole[0]!.text, whole[0]!.speakers, whole[0]!.end], [1, '- Yes?\n- No. Never.', [1, 2], 3000]);
  assert.deepEqual(merge(document, new Set(['a', 'c'])), { refused: 'not_adjacent' });
  const [first, second] = have(split(have(merge(document, new Set(['a', 'b']))), 'a', 7, 'n')).cues;
  assert.deepEqual([first!.speakers, second!.speakers, second!.text], [[1], [2], '- No.']);
});

test('a speaker who gets a cue of several takes their dashes away', () => {
  const document = documentWith(cue('a', 0, 1000, '- Yes?\n- No.', { speakers: [1, 2] }));
  assert.deepEqual(have(setSpeaker(document, new Set(['a']), 2)).cues[0]!.text, 'Yes?\nNo.');
});

test('one sentence is made of two', () => {
  const sentence = (first: string, second: string, language = 'en') =>
    have(mergeSentence({ ...documentWith(cue('a', 0, 1000, first), cue('b', 1000, 2000, second)), language }, new Set(['a']))).cues[0]!.text;
  assert.equal(sentence('He went home.', 'But she stayed.'), 'He went home, but she stayed.');
  assert.equal(sentence('He went home.', 'And slept.'), 'He went home and slept.');
  assert.equal(sentence('He went…', 'I stayed.'), 'He went, I stayed.');
  assert.equal(sentence('It is from', 'NASA.'), 'It is from NASA.');
  assert.equal(sentence('It was.', 'NASA knew.'), 'It was, NASA knew.');
  assert.equal(sentence('Er ging.', 'Häuser blieben.', 'de'), 'Er ging, Häuser blieben.');
  assert.equal(sentence('我走了。', '他没走。', 'zh'), '我走了、他没走。');
});

test('a typed word keeps the time of the one that it corrects, and all others theirs', () => {
  const { words: now } = have(setText(documentWith(said), 'a', 'We went house early today')).cues[0]!;
  assert.deepEqual(now!.map(word => [word.text, word.start, word.end, word.confidence]), [
    ['We', 1000, 1300, 0.9], ['went', 1300, 1900, 0.9], ['house', 2000, 2500, null], ['early', 3400, 4000, 0.9], ['today', 4000, 4900, 0.9],
  ]);
  const inserted = have(setText(documentWith(said), 'a', 'We went home very very early today')).cues[0]!.words!;
  assert.deepEqual(inserted.slice(3, 5).map(word => [word.text, word.start, word.end]), [['very', 2500, 2950], ['very', 2950, 3400]]);
  const removed = have(setText(documentWith(said), 'a', 'We home early today')).cues[0]!.words!;
  assert.deepEqual(removed.map(word => word.start), [1000, 2000, 3400, 4000]);
});

test('edges stop at their neighbours, and marks push them', () => {
  const document = documentWith(cue('z', 0, 900, 'z'), said, cue('n', 5500, 7000, 'n'));
  assert.equal(have(moveEdge(document, 'a', 'start', 100)).cues[1]!.start, 900);
  assert.equal(have(moveEdge(document, 'a', 'end', 9000)).cues[1]!.end, 5500);
  assert.equal(have(moveEdge(document, 'a', 'start', 9000)).cues[1]!.start, 4900);
  assert.deepEqual(shown(have(markEdge(document, 'a', 'start', 700))).slice(0, 2), [['z', 0, 700, 'z'], ['a', 700, 5000, said.text]]);
  assert.deepEqual(shown(have(markEdge(document, 'a', 'end', 6000))).slice(1), [['a', 1000, 6000, said.text], ['n', 6000, 7000, 'n']]);
  assert.deepEqual(markEdge(document, 'a', 'start', 50), { refused: 'no_room' });
  assert.deepEqual(markEdge(document, 'a', 'start', 4950), { refused: 'too_short' });
});

test('edges snap to words and speech within reach, the nearest first', () => {
  const document = documentWith(said);
  assert.equal(snap(document, [], 'start', 3350, 100), 3400);
  assert.equal(snap(document, [], 'end', 2560, 100), 2500);
  assert.equal(snap(document, [{ start: 3360, end: 5050 }], 'start', 3350, 100), 3360);
  assert.equal(snap(document, [{ start: 3360, end: 5050 }], 'end', 5040, 100), 5050);
  assert.equal(snap(document, [], 'start', 2900, 100), 2900);
});

test('cues are shifted together, and as far as there is room', () => {
  const document = documentWith(cue('z', 500, 900, 'z'), said, cue('n', 5500, 7000, 'n'));
  assert.deepEqual(have(shift(document, null, -9999)).cues.map(({ start }) => start), [0, 500, 5000]);
  assert.deepEqual(have(shift(document, new Set(['a']), 800)).cues.map(({ start }) => start), [500, 1500, 5500]);
  assert.equal(have(shift(document, new Set(['a']), 300)).cues[1]!.words![0]!.start, 1300);
});

test('captions of a faster copy are stretched by two times', () => {
  const document = documentWith(cue('a', 1000, 2000, 'a'), cue('b', 11_000, 12_000, 'b'));
  assert.deepEqual(have(stretch(document, null, { from: [1000, 11_000], to: [2000, 22_000] })).cues.map(({ start, end }) => [start, end]), [[2000, 4000], [22_000, 24_000]]);
  assert.deepEqual(stretch(document, null, { from: [1000, 11_000], to: [1000, 90_000] }), { refused: 'no_room' });
  assert.deepEqual(stretch(document, null, { from: [1000, 1000], to: [1000, 2000] }), { refused: 'no_room' });
});

test('a cue fits into a gap, and only there', () => {
  const document = documentWith(cue('a', 0, 1000, 'a'), cue('b', 1500, 2000, 'b'));
  assert.deepEqual(shown(have(insert(document, 1200, 'n')))[1], ['n', 1200, 1500, '']);
  assert.deepEqual(shown(have(insert(document, 5000, 'n')))[2], ['n', 5000, 7000, '']);
  assert.deepEqual(insert(document, 500, 'n'), { refused: 'no_room' });
  assert.deepEqual(shown(have(insert(emptyDocument('en', 9000), 0, 'n'))), [['n', 0, 2000, '']]);
});

test('a document of the API comes back as it was', () => {
  const wire = {
    language: 'pt-BR', duration_seconds: 12.345, revision: 3, speakers: ['Ana'],
    cues: [{ id: 'x', index: 1, start: 0.1, end: 2.003, text: 'Olá\nmundo', words: [{ text: 'Olá', start: 0.1, end: 0.9, confidence: 0.25, speaker: 1 }], speakers: [1] }],
  };
  const cues = wire.cues.map(({ index: _, ...cue }) => cue);
  assert.deepEqual(toWire(fromWire(wire)), { cues, speakers: ['Ana'], autosave: true });
  assert.equal(fromWire({ ...wire, cues: [{ index: 7, start: 0, end: 1, text: 'a' }] }).cues[0]!.id, 'cue-7');
});

test('a word that is split keeps its halves before a word that overlaps it', () => {
  const document = documentWith(cue('a', 1000, 2000, 'together again', { words: words(['together', 1000, 1800], ['again', 1000, 2000]) }));
  const [first, second] = have(split(document, 'a', 2, 'new')).cues;
  assert.deepEqual(first!.words!.map(word => [word.text, word.start, word.end]), [['to', 1000, 1000]]);
  assert.deepEqual(second!.words!.map(word => [word.text, word.start, word.end]), [['gether', 1000, 1800], ['again', 1000, 2000]]);
});
