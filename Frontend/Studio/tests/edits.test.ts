// What holds for every edit, drawn by chance: it can be undone and done again byte for byte, times never cross, and no word is lost on the way.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apply, changeBetween, inverse } from '../src/model/change.js';
import type { CaptionDocument } from '../src/model/document.js';
import { isRefused } from '../src/model/outcome.js';
import { History } from '../src/session/history.js';
import { chanceOf, documentOf } from './chance.js';
import { everyEdit } from './everyEdit.js';

const rounds = 400;
const bytes = (document: CaptionDocument) => JSON.stringify(document);

function assertInOrder(document: CaptionDocument, what: string): void {
  let last = 0;
  for (const cue of document.cues) {
    assert.ok(Number.isInteger(cue.start) && Number.isInteger(cue.end), `${what}: whole milliseconds`);
    assert.ok(last <= cue.start && cue.start < cue.end, `${what}: ${last} ≤ ${cue.start} < ${cue.end}`);
    last = cue.end;
    for (const [i, word] of (cue.words ?? []).entries()) {
      assert.ok(word.start <= word.end, `${what}: word ${word.text} ${word.start} ≤ ${word.end}`);
      assert.ok(i === 0 || cue.words![i - 1]!.start <= word.start, `${what}: words in order`);
    }
  }
  assert.ok(last <= document.duration, `${what}: within the recording`);
  assert.equal(new Set(document.cues.map(cue => cue.id)).size, document.cues.length, `${what}: ids`);
}

for (const [name, draw] of Object.entries(everyEdit)) {
  test(`${name} is undone and done again byte for byte, and no times cross`, () => {
    let done = 0;
    for (let seed = 1; seed <= rounds; seed++) {
      const chance = chanceOf(seed);
      const before = documentOf(chance);
      assertInOrder(before, `seed ${seed} before`);
      const was = bytes(before);
      const after = draw(before, chance, 'new-1');
      assert.equal(bytes(before), was, `seed ${seed}: the document itself is not changed`);
      if (isRefused(after)) {
        continue;
      }
      done++;
      assertInOrder(after, `${name}, seed ${seed}`);
      const change = changeBetween(before, after);
      assert.ok(change, `seed ${seed}: an edit that is not refused changes something`);
      assert.equal(bytes(apply(after, inverse(change))), was, `seed ${seed}: undone`);
      assert.equal(bytes(apply(before, change)), bytes(after), `seed ${seed}: done again`);
    }
    assert.ok(done > rounds / 20, `${name} was refused nearly always: ${done}`);
  });
}

test('long runs of edits are undone to the beginning and done again to the end', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const chance = chanceOf(seed * 7919);
    const first = documentOf(chance);
    const history = new History(first);
    const seen = [bytes(first)];
    for (let i = 0; i < 60; i++) {
      const outcome = everyEdit[chance.pick(Object.keys(everyEdit))]!(history.document, chance, `new-${i}`);
      if (!isRefused(outcome) && history.add(outcome)) {
        assertInOrder(outcome, `seed ${seed}, edit ${i}`);
        seen.push(bytes(outcome));
      }
    }
    for (let i = seen.length - 2; i >= 0; i--) {
      assert.ok(history.undo());
      assert.equal(bytes(history.document), seen[i], `seed ${seed}: undone to ${i}`);
    }
    assert.equal(history.undo(), null);
    for (let i = 1; i < seen.length; i++) {
      assert.ok(history.redo());
      assert.equal(bytes(history.document), seen[i], `seed ${seed}: done again to ${i}`);
    }
    assert.equal(history.redo(), null);
  }
});

test('splitting, giving and merging lose no letter and no word', () => {
  const letters = (document: CaptionDocument) => document.cues.map(cue => cue.text).join('').replaceAll(/[\s-]/gu, '');
  const words = (document: CaptionDocument) => document.cues.flatMap(cue => cue.words ?? []).map(word => word.text).join('');
  for (const name of ['split', 'splitAtTime', 'giveBefore', 'giveAfter', 'merge', 'markEdge', 'moveEdge', 'shift', 'stretch']) {
    for (let seed = 1; seed <= rounds; seed++) {
      const chance = chanceOf(seed);
      const before = documentOf(chance);
      const after = everyEdit[name]!(before, chance, 'new-1');
      if (!isRefused(after)) {
        assert.equal(letters(after), letters(before), `${name}, seed ${seed}`);
        if (before.cues.every(cue => cue.words)) {
          assert.equal(words(after), words(before), `${name}, seed ${seed}`);
        }
      }
    }
  }
});
