// Corrections by keys alone, as a person makes them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { presets } from '../src/checks/presets.js';
import { emptyDocument, type CaptionDocument, type Cue } from '../src/model/document.js';
import { Actions, type ActionView, type Opening } from '../src/session/actions.js';
import { keyMap, type ActionName } from '../src/session/keys.js';
import { Playback, type Player } from '../src/session/player.js';
import { Studio } from '../src/session/studio.js';

class FakePlayer implements Player {
  time = 0;
  isPlaying = false;
  rate = 1;

  play(): void {
    this.isPlaying = true;
  }

  pause(): void {
    this.isPlaying = false;
  }

  seek(time: number): void {
    this.time = time;
  }
}

class FakeView implements ActionView {
  cursor: number | null = null;
  readonly opened: Opening[] = [];
  selected: readonly (number | undefined)[] | null = null;
  wanted = 0;
  saves = 0;

  open(what: Opening): void {
    this.opened.push(what);
  }

  edit(from?: number, to?: number): void {
    this.selected = [from, to];
    this.cursor = from ?? 0;
  }

  leaveText(): void {
    this.cursor = null;
  }

  save(): void {
    this.saves++;
  }

  wantOlder(): void {
    this.wanted++;
  }
}

function studioOf(...texts: readonly string[]) {
  const cues: Cue[] = texts.map((text, i) => {
    const [start, end] = [i * 3000, i * 3000 + 2500];
    const parts = text.split(' ');
    const words = parts.map((word, j) => ({
      text: word, start: start + Math.floor((2500 * j) / parts.length), end: start + Math.floor((2500 * (j + 1)) / parts.length), confidence: word.startsWith('d') ? 0.2 : 0.9, speaker: null,
    }));
    return { id: `cue-${i + 1}`, start, end, text, words, speakers: null };
  });
  const saved: CaptionDocument[] = [];
  const studio = new Studio({ ...emptyDocument('en', 600_000), cues }, 'me', presets.usual, document => saved.push(document), { onChange: () => undefined, onConflicts: () => undefined });
  const player = new FakePlayer();
  const playback = new Playback(player);
  const view = new FakeView();
  const actions = new Actions(studio, playback, view);
  return { studio, player, playback, view, saved, run: (action: ActionName) => actions.run(action), texts: () => studio.document.cues.map(cue => cue.text) };
}

test('one key splits at the cursor and plays on, one gives the first half to the cue before', () => {
  const { run, view, player, studio, texts } = studioOf('we went home', 'now we sleep');
  run('nextCue');
  view.cursor = 8;
  assert.equal(run('splitAndPlay'), null);
  assert.deepEqual([texts(), player.isPlaying, studio.active?.text], [['we went', 'home', 'now we sleep'], true, 'home']);
  run('nextCue');
  view.cursor = 4;
  assert.equal(run('giveBefore'), null);
  assert.deepEqual(texts(), ['we went', 'home now', 'we sleep']);
  run('undo');
  run('undo');
  assert.deepEqual(texts(), ['we went home', 'now we sleep']);
  run('redo');
  run('redo');
  assert.deepEqual(texts(), ['we went', 'home now', 'we sleep']);
});

test('without a cursor in a text, splits and halves go by the playhead', () => {
  const { run, player, texts } = studioOf('we went home', 'now we sleep');
  run('nextCue');
  player.time = 900;
  run('split');
  assert.deepEqual(texts(), ['we', 'went home', 'now we sleep']);
  run('undo');
  run('previousCue');
  player.time = 1700;
  run('giveAfter');
  assert.deepEqual(texts(), ['we went', 'home now we sleep']);
});

test('doubtful words are walked with the cursor on them', () => {
  const { run, view, studio, player } = studioOf('a dog', 'cat', 'the dart');
  run('nextDoubtful');
  assert.deepEqual([studio.active?.id, view.selected, player.time], ['cue-1', [2, 5], 1250]);
  run('nextDoubtful');
  assert.deepEqual([studio.active?.id, view.selected], ['cue-3', [4, 8]]);
  assert.deepEqual(run('nextDoubtful'), { refused: 'no_neighbour' });
  run('previousDoubtful');
  assert.deepEqual([studio.active?.id, view.selected], ['cue-1', [2, 5]]);
});

test('letters are undone as one step, and each edit is handed on to be saved', () => {
  const { run, studio, view, saved, texts } = studioOf('a');
  run('nextCue');
  for (const text of ['ab', 'abc']) {
    studio.type('cue-1', text);
  }
  studio.pause();
  studio.type('cue-1', 'abcd');
  run('undo');
  assert.deepEqual(texts(), ['abc']);
  run('undo');
  assert.deepEqual(texts(), ['a']);
  assert.equal(view.wanted, 0);
  run('undo');
  assert.equal(view.wanted, 1);
  assert.deepEqual(saved.map(document => document.cues[0]!.text), ['ab', 'abc', 'abcd', 'abc', 'a']);
});

test('several cues are selected, given to a speaker, shifted and deleted together', () => {
  const { run, studio, texts } = studioOf('a', 'b', 'c', 'd');
  run('nextCue');
  run('nextCue');
  run('selectNext');
  run('speaker2');
  run('shiftLater');
  assert.deepEqual(studio.document.cues.map(cue => [cue.start, cue.speakers]), [[0, null], [3050, [2]], [6050, [2]], [9000, null]]);
  run('remove');
  assert.deepEqual([texts(), studio.active?.text], [['a', 'd'], 'd']);
  run('selectAll');
  assert.equal(studio.selection.selected.size, 2);
});

test('marks are set at the playhead, also while it plays', () => {
  const { run, player, studio } = studioOf('a', 'b');
  run('nextCue');
  run('nextCue');
  player.play();
  player.time = 2400;
  run('markStart');
  player.time = 4000;
  run('markEnd');
  assert.deepEqual(studio.document.cues.map(({ start, end }) => [start, end]), [[0, 2400], [2400, 4000]]);
  assert.ok(player.isPlaying);
});

test('speed goes in tenths from a half to twice, loops go on and half seconds end', () => {
  const { run, player, playback } = studioOf('a', 'b');
  for (let i = 0; i < 20; i++) {
    run('slower');
  }
  assert.equal(player.rate, 0.5);
  run('faster');
  assert.equal(player.rate, 0.6);
  for (let i = 0; i < 30; i++) {
    run('faster');
  }
  assert.equal(player.rate, 2);
  run('usualSpeed');
  assert.equal(player.rate, 1);

  run('nextCue');
  run('loop');
  player.time = 2510;
  playback.passed();
  assert.deepEqual([player.time, player.isPlaying], [0, true]);
  run('loop');
  player.time = 2510;
  playback.passed();
  assert.equal(player.time, 2510);

  run('playAroundEnd');
  assert.equal(player.time, 2250);
  player.time = 2760;
  playback.passed();
  assert.deepEqual([player.time, player.isPlaying], [2750, false]);
});

test('a document is typed from nothing by keys alone', () => {
  const { run, studio, player, view, texts } = studioOf();
  assert.equal(run('insert'), null);
  assert.deepEqual(view.selected, [undefined, undefined]);
  studio.type(studio.selection.active!, 'first');
  player.time = 2500;
  run('insert');
  studio.type(studio.selection.active!, 'second');
  assert.deepEqual([texts(), studio.document.cues.map(cue => cue.start)], [['first', 'second'], [0, 2500]]);
});

test('the next fault is found, going round at the end', () => {
  const { run, studio } = studioOf('fine', 'much too fast to be read by anybody in so short a time, it seems', 'fine', '');
  const active = () => studio.active?.id;
  run('nextFault');
  assert.equal(active(), 'cue-2');
  run('nextFault');
  assert.equal(active(), 'cue-4');
  run('nextFault');
  assert.equal(active(), 'cue-2');
});

test('no action fails, whatever there is', () => {
  for (const studio of [studioOf(), studioOf('one'), studioOf('one two', 'three')]) {
    for (const { action } of [...keyMap, ...keyMap]) {
      studio.run(action);
    }
  }
});
