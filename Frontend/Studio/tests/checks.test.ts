// Faults, ways to other places, search and keys.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { FaultList } from '../src/checks/faults.js';
import { presets } from '../src/checks/presets.js';
import { BoundedSearch, type SearchThread } from '../src/finding/boundedSearch.js';
import { jumpTarget, nextBookmark, nextDoubtful, toggleBookmark } from '../src/finding/places.js';
import { replace, search, type Match, type Query } from '../src/finding/search.js';
import { emptyDocument, type CaptionDocument } from '../src/model/document.js';
import { isRefused } from '../src/model/outcome.js';
import { actionOf, helpSheet, keyMap, type KeyPress } from '../src/session/keys.js';
import { chanceOf, documentOf } from './chance.js';

function documentWith(...cues: readonly (readonly [number, number, string])[]): CaptionDocument {
  return { ...emptyDocument('en', 100_000), cues: cues.map(([start, end, text], i) => ({ id: `${i}`, start, end, text, words: null, speakers: null })) };
}

test('each kind of fault is found, with its figures', () => {
  const faults = (...cues: readonly (readonly [number, number, string])[]) => new FaultList(presets.usual).of(documentWith(...cues)).map(({ kind, is, limit }) => [kind, is, limit]);
  assert.deepEqual(faults([0, 1000, 'Good.']), []);
  assert.deepEqual(faults([0, 1000, '  ']), [['empty', 0, 1]]);
  assert.deepEqual(faults([0, 1000, 'a'.repeat(30)]), [['too_fast', 30, 20]]);
  assert.deepEqual(faults([0, 1000, '世'.repeat(15)]), [['too_fast', 30, 20]]);
  assert.deepEqual(faults([0, 500, 'Short']), [['too_short', 500, 833]]);
  assert.deepEqual(faults([0, 8000, 'Long']), [['too_long', 8000, 7000]]);
  assert.deepEqual(faults([0, 6000, 'a'.repeat(43)]), [['line_too_long', 43, 42]]);
  assert.deepEqual(faults([0, 6000, 'a\nb\nc']), [['too_many_lines', 3, 2]]);
  assert.deepEqual(faults([0, 1000, 'a'], [1050, 2000, 'b']), [['gap_too_small', 50, 83]]);
  assert.deepEqual(faults([0, 1000, 'a'], [1000, 2000, 'b']), []);
  assert.deepEqual(faults([0, 1000, 'a'], [900, 2000, 'b']), [['overlap', 100, 0]]);
  assert.deepEqual(faults([99_000, 101_000, 'a']), [['outside', 101_000, 100_000]]);
  assert.deepEqual(faults([0, 6000, 'a\n'.repeat(300)]).map(([kind]) => kind), ['too_many_characters', 'too_fast', 'too_many_lines']);
});

test('the list that remembers finds what one that does not finds', () => {
  const list = new FaultList(presets.usual);
  for (let seed = 1; seed <= 100; seed++) {
    const chance = chanceOf(seed);
    const document = documentOf(chance);
    list.of(document);
    const shorter = { ...document, cues: document.cues.filter(() => chance.truth(0.7)) };
    assert.deepEqual(list.of(shorter), new FaultList(presets.usual).of(shorter), `seed ${seed}`);
  }
  const document = documentWith([0, 1000, 'a'.repeat(15)]);
  assert.equal(list.of(document).length, 0);
  list.preset = presets.children;
  assert.deepEqual(list.of(document).map(fault => fault.kind), ['too_fast', 'too_short']);
});

test('doubtful words are found forwards and backwards, one after the other', () => {
  const word = (text: string, confidence: number | null) => ({ text, start: 0, end: 1, confidence, speaker: null });
  const plain = documentWith([0, 1000, 'so we went'], [1000, 2000, 'all sure'], [2000, 3000, 'to Rome']);
  const found: CaptionDocument = {
    ...plain,
    cues: [
      { ...plain.cues[0]!, words: [word('so', 0.1), word('we', 0.9), word('went', 0.59)] },
      { ...plain.cues[1]!, words: [word('all', null), word('sure', 0.6)] },
      { ...plain.cues[2]!, words: [word('to', 1), word('Rome', 0)] },
    ],
  };
  const seen = [];
  for (let next = nextDoubtful(found, 0, -1, 1); next; next = nextDoubtful(found, found.cues.indexOf(next.cue), next.from, 1)) {
    seen.push([next.cue.id, next.from, next.to]);
  }
  assert.deepEqual(seen, [['0', 0, 2], ['0', 6, 10], ['2', 3, 7]]);
  assert.equal(nextDoubtful(found, 2, 3, -1)!.from, 6);
  assert.equal(nextDoubtful(found, 0, 0, -1), null);
});

test('a number or a time leads to its cue', () => {
  const document = documentWith([0, 1000, 'a'], [61_000, 62_000, 'b'], [90_500, 91_000, 'c']);
  const targets = { '1': 0, '2': 1, '99': 2, '0': 0, '1:01': 1, '0:01:30.5': 2, '90,5': 2, '61s': 1, '0:30': 0, x: null, '': null, '-1': null };
  for (const [typed, place] of Object.entries(targets)) {
    assert.equal(jumpTarget(document, typed), place, typed);
  }
  assert.equal(jumpTarget(emptyDocument('en', 1), '1'), null);
});

test('bookmarks are set, taken back and walked', () => {
  const document = documentWith([0, 1000, 'a'], [2000, 3000, 'b']);
  const marks = toggleBookmark(toggleBookmark([], document, 2100), document, 500);
  assert.deepEqual(marks, [500, 2100]);
  assert.deepEqual(toggleBookmark(marks, document, 2900), [500]);
  assert.deepEqual([nextBookmark(marks, 500, 1), nextBookmark(marks, 2100, 1), nextBookmark(marks, 500, -1), nextBookmark([], 0, 1)], [2100, 500, 2100, null]);
});

const plain: Query = { text: '', matchCase: false, wholeWord: false, isPattern: false, replacement: '' };
const found = (text: string, query: Partial<Query>) => search([{ id: 'a', text }], { ...plain, ...query }).map(match => text.slice(match.from, match.to));

test('texts are found by case, whole word and pattern', () => {
  assert.deepEqual(found('Home home homely', { text: 'home' }), ['Home', 'home', 'home']);
  assert.deepEqual(found('Home home homely', { text: 'home', matchCase: true, wholeWord: true }), ['home']);
  assert.deepEqual(found('é école', { text: 'é', wholeWord: true }), ['é']);
  assert.deepEqual(found('a.c abc [x] a-c', { text: 'a.c' }), ['a.c']);
  assert.deepEqual(found('a-c (b) \\d', { text: '\\d' }), ['\\d']);
  assert.deepEqual(found('a-c', { text: 'a-c' }), ['a-c']);
  assert.deepEqual(found('going\nhome', { text: 'going home' }), ['going\nhome']);
  assert.deepEqual(found('a1 b22', { text: '\\d+', isPattern: true }), ['1', '22']);
  assert.deepEqual(found('abc', { text: 'x*', isPattern: true }), []);
  assert.deepEqual(found('abc', { text: '(', isPattern: true }), []);
});

test('what is found is replaced in all cues, groups of a pattern included, and literally otherwise', () => {
  const document = documentWith([0, 1000, 'Mr Bo and Mr Cy'], [1000, 2000, 'nobody']);
  const replaced = (query: Partial<Query>) => {
    const outcome = replace(document, search(document.cues, { ...plain, ...query }));
    assert.ok(!isRefused(outcome));
    assert.equal(outcome.cues[1], document.cues[1]);
    return outcome.cues[0]!.text;
  };
  assert.equal(replaced({ text: 'Mr (\\w+)', isPattern: true, replacement: '$1 ($&, $$1)' }), 'Bo (Mr Bo, $1) and Cy (Mr Cy, $1)');
  assert.equal(replaced({ text: 'Mr', replacement: '$&' }), '$& Bo and $& Cy');
  assert.deepEqual(replace(document, search(document.cues, { ...plain, text: 'Mr', replacement: 'x'.repeat(500) })), { refused: 'too_long' });
  assert.deepEqual(replace(document, []), { refused: 'nothing_changed' });
});

test('a pattern that takes for ever is ended, and the next one runs', async () => {
  const threads: Worker[] = [];
  const start = (): SearchThread => {
    const worker = new Worker(new URL('./searchThread.js', import.meta.url));
    threads.push(worker);
    const thread: SearchThread = { onmessage: null, onerror: null, postMessage: message => worker.postMessage(message), terminate: () => void worker.terminate() };
    worker.on('message', (data: Match[]) => thread.onmessage?.({ data }));
    worker.on('error', error => thread.onerror?.(error));
    return thread;
  };
  const bounded = new BoundedSearch(start, 3000);
  const document = documentWith([0, 1000, 'a'.repeat(60) + '!'], [1000, 2000, 'a1']);
  assert.deepEqual(await bounded.find(document, { ...plain, text: '^(a+)+$', isPattern: true }), { failed: 'too_slow' });
  assert.deepEqual(await bounded.find(document, { ...plain, text: '\\d', isPattern: true, replacement: '[$&]' }), { matches: [{ cue: '1', from: 1, to: 2, replacement: '[1]' }] });
  assert.deepEqual(await bounded.find(document, { ...plain, text: '(', isPattern: true }), { failed: 'no_pattern' });
  assert.equal(threads.length, 2);
});

test('every key has one action, and every action is on the help sheet', () => {
  const all = keyMap.flatMap(({ place, keys }) => keys.map(key => `${place} ${key}`));
  assert.equal(new Set(all).size, all.length);
  const lines = [...helpSheet().values()].flat();
  assert.deepEqual(new Set(lines.map(line => line.action)), new Set(keyMap.map(binding => binding.action)));
  assert.equal(new Set(lines.map(line => line.action)).size, lines.length);
});

test('keys mean the same on other keyboards, and letters are letters in a text', () => {
  const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });
  assert.equal(actionOf(press(' '), false), 'play');
  assert.equal(actionOf(press(' '), true), null);
  assert.equal(actionOf(press('i'), false), 'markStart');
  assert.equal(actionOf(press('i'), true), null);
  assert.equal(actionOf(press('i', { altKey: true }), true), 'markStart');
  assert.equal(actionOf(press('z', { metaKey: true }), true), 'undo');
  assert.equal(actionOf(press('Z', { ctrlKey: true, shiftKey: true }), true), 'redo');
  assert.equal(actionOf(press('µ', { altKey: true, code: 'KeyM' }), true), 'merge');
  assert.equal(actionOf(press('Enter', { ctrlKey: true, isComposing: true }), true), null);
  assert.equal(actionOf(press('@', { altKey: true, code: 'KeyL' }), true), null);
  assert.equal(actionOf(press('@', { altKey: true, code: 'KeyL' }), false), 'loop');
  assert.equal(actionOf(press('[', { altKey: true, code: 'Digit5' }), true), null);
  assert.equal(actionOf(press('“', { altKey: true, code: 'BracketLeft' }), true), 'slower');
  assert.equal(actionOf(press('@', { ctrlKey: true, altKey: true, code: 'KeyQ' }), true), null);
});

test('every action that works outside of texts has a key, or another way, inside', () => {
  const inside = new Set(keyMap.filter(binding => binding.place === 'anywhere').map(binding => binding.action));
  const selecting = ['frameBack', 'frameForth', 'selectPrevious', 'selectNext', 'selectAll', 'edit'];
  assert.deepEqual(keyMap.map(binding => binding.action).filter(action => !inside.has(action)), selecting);
});
