// A ten-minute recording with forty planted errors, corrected by keys alone, and every step undone and done again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { presets } from '../src/checks/presets.js';
import { emptyDocument, type Cue, type CaptionDocument } from '../src/model/document.js';
import { Actions, type ActionView } from '../src/session/actions.js';
import { actionOf, keyMap, type ActionName } from '../src/session/keys.js';
import { Playback, type Player } from '../src/session/player.js';
import { Studio } from '../src/session/studio.js';

const right = 'speech is never perfect and somebody has to read it'.split(' ');
const bytes = (document: CaptionDocument) => JSON.stringify(document);

/** Two hundred cues, one every three seconds; of the first 108 each third has a wrong word of low confidence, and later ones have the other four errors. */
function planted(): { document: CaptionDocument; expected: string[] } {
  const expected: string[] = [];
  const cues: Cue[] = Array.from({ length: 200 }, (_, i) => {
    const words = right.slice(0, 5).map((text, j) => ({ text, start: i * 3000 + j * 500, end: i * 3000 + j * 500 + 480, confidence: 0.95, speaker: null }));
    expected.push(words.map(word => word.text).join(' '));
    const isWrong = i % 3 === 0 && i < 108;
    const said = isWrong ? words.map((word, j) => (j === 3 ? { ...word, text: 'newer', confidence: 0.3 } : word)) : words;
    return { id: `cue-${i + 1}`, start: i * 3000, end: i * 3000 + 2600, text: said.map(word => word.text).join(' '), words: said, speakers: [1] };
  });
  // One wrong split: the last word of a cue stands at the beginning of the next.
  const [before, after] = [cues[110]!, cues[111]!];
  cues[110] = { ...before, end: before.words![4]!.start, text: right.slice(0, 4).join(' '), words: before.words!.slice(0, 4) };
  cues[111] = { ...after, start: before.words![4]!.start, text: `${right[4]!} ${after.text}`, words: [before.words![4]!, ...after.words!] };
  // Two that end too soon to be read, and one of another speaker.
  for (const place of [120, 130]) {
    cues[place] = { ...cues[place]!, end: cues[place]!.start + 700 };
  }
  return { document: { ...emptyDocument('en', 600_000), speakers: ['Ana', 'Bo'], cues }, expected };
}

class Keyboard implements ActionView, Player {
  readonly studio: Studio;
  readonly #actions: Actions;
  time = 0;
  isPlaying = false;
  rate = 1;
  cursor: number | null = null;
  selected = [0, 0];
  presses = 0;

  constructor(document: CaptionDocument) {
    this.studio = new Studio(document, 'me', presets.usual, () => undefined, { onChange: () => undefined, onConflicts: () => undefined });
    this.#actions = new Actions(this.studio, new Playback(this), this);
  }

  play(): void {
    this.isPlaying = true;
  }

  pause(): void {
    this.isPlaying = false;
  }

  seek(time: number): void {
    this.time = time;
  }

  open(): void {
    throw new Error('Nothing is to be opened.');
  }

  edit(from = 0, to = from): void {
    this.cursor = from;
    this.selected = [from, to];
  }

  leaveText(): void {
    this.cursor = null;
  }

  save(): void {}

  wantOlder(): void {}

  /** Presses the first key of an action that works where the cursor is. */
  press(action: ActionName) {
    const isInText = this.cursor !== null;
    const name = keyMap.find(binding => binding.action === action && (!isInText || binding.place === 'anywhere'))!.keys[0]!;
    const [key, modifiers] = [name.split('+').at(-1)!, name.split('+').slice(0, -1)];
    const press = { key, code: '', ctrlKey: modifiers.includes('Ctrl'), metaKey: false, altKey: modifiers.includes('Alt'), shiftKey: modifiers.includes('Shift') };
    assert.equal(actionOf(press, isInText), action);
    this.presses++;
    return this.#actions.run(action);
  }

  /** Types over what is selected. */
  write(text: string): void {
    const cue = this.studio.active!;
    const [from, to] = this.selected as [number, number];
    for (let i = 1; i <= text.length; i++) {
      this.presses++;
      this.studio.type(cue.id, cue.text.slice(0, from) + text.slice(0, i) + cue.text.slice(to));
    }
    this.cursor = from + text.length;
  }
}

test('forty planted errors are corrected by keys alone, and every step is undone and done again', () => {
  const { document, expected } = planted();
  const keyboard = new Keyboard(document);
  const { studio } = keyboard;

  for (let words = 0; words < 36; words++) {
    assert.equal(keyboard.press('nextDoubtful'), null);
    keyboard.write('perfect');
    studio.pause();
  }
  assert.deepEqual(keyboard.press('nextDoubtful'), { refused: 'no_neighbour' });

  // The word at the beginning of cue 112 goes to the cue before.
  studio.choose(111);
  keyboard.edit(right[4]!.length);
  assert.equal(keyboard.press('giveBefore'), null);
  keyboard.press('leaveText');

  // The list of faults leads to both that are too short; they end where the playhead is.
  for (const place of [120, 130]) {
    assert.equal(keyboard.press('nextFault'), null);
    assert.equal(studio.activePlace, place);
    keyboard.time = place * 3000 + 2600;
    assert.equal(keyboard.press('markEnd'), null);
  }
  studio.choose(140);
  assert.equal(keyboard.press('speaker2'), null);

  assert.deepEqual(studio.document.cues.map(cue => cue.text), expected);
  assert.deepEqual(studio.faults(), []);
  assert.deepEqual(studio.document.cues.filter(cue => cue.speakers![0] === 2).map(cue => cue.id), ['cue-141']);
  // A key to the next word and its seven letters for each, and nine for the rest: whoever needs more has made it worse.
  assert.equal(keyboard.presses, 36 * 8 + 1 + 2 + 4 + 1);

  const corrected = bytes(studio.document);
  const steps: string[] = [];
  while (studio.canUndo) {
    steps.push(bytes(studio.document));
    keyboard.press('undo');
  }
  assert.equal(steps.length, 40);
  assert.equal(bytes(studio.document), bytes(document));
  for (const step of steps.reverse()) {
    keyboard.press('redo');
    assert.equal(bytes(studio.document), step);
  }
  assert.equal(bytes(studio.document), corrected);
});
