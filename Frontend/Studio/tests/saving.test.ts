// Nothing that is typed is lost or overwritten: two people in one document, a connection that goes, a page that is closed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepMine } from '../src/edits/keepMine.js';
import { setText } from '../src/edits/texts.js';
import { moveEdge } from '../src/edits/timing.js';
import { compare } from '../src/model/comparison.js';
import { emptyDocument, type CaptionDocument } from '../src/model/document.js';
import { isRefused, type Outcome } from '../src/model/outcome.js';
import { Autosave, type SaveState } from '../src/saving/autosave.js';
import { mergeDocuments, type Conflict } from '../src/saving/merging.js';
import { OutdatedError, RefusedError, type Clock, type Draft, type DraftStore, type Saved, type Server } from '../src/saving/ports.js';
import { pack, unpack, type Packed } from '../src/saving/packing.js';
import { History } from '../src/session/history.js';
import { chanceOf, documentOf } from './chance.js';
import { everyEdit } from './everyEdit.js';

const bytes = (document: CaptionDocument) => JSON.stringify(document);

function have(outcome: Outcome): CaptionDocument {
  assert.ok(!isRefused(outcome));
  return outcome;
}

/** A copy as it comes from the server: alike, and no object the same. */
function copyOf(document: CaptionDocument): CaptionDocument {
  return JSON.parse(bytes(document)) as CaptionDocument;
}

function documentWith(...texts: readonly string[]): CaptionDocument {
  return { ...emptyDocument('en', 60_000), cues: texts.map((text, i) => ({ id: `${i}`, start: i * 1000, end: i * 1000 + 900, text, words: null, speakers: null })) };
}

function edited(document: CaptionDocument, id: string, text: string): CaptionDocument {
  return have(setText(document, id, text));
}

class FakeServer implements Server {
  saved: Saved;
  isAway = false;
  refuses = false;
  writes = 0;
  beforeWrite: (() => Promise<void>) | null = null;

  constructor(document: CaptionDocument) {
    this.saved = { document, tag: 'r0' };
  }

  async write(document: CaptionDocument, tag: string): Promise<string> {
    await this.beforeWrite?.();
    this.#arrive();
    if (this.refuses) {
      throw new RefusedError();
    }
    if (tag !== this.saved.tag) {
      throw new OutdatedError();
    }
    this.writes++;
    this.saved = { document: copyOf(document), tag: `r${this.writes}` };
    return this.saved.tag;
  }

  async read(): Promise<Saved> {
    this.#arrive();
    return { ...this.saved, document: copyOf(this.saved.document) };
  }

  async readOther(tag: string): Promise<Saved | null> {
    const saved = await this.read();
    return saved.tag === tag ? null : saved;
  }

  #arrive(): void {
    if (this.isAway) {
      throw new TypeError('fetch failed');
    }
  }
}

class FakeStore implements DraftStore {
  draft: Draft | null = null;

  load(): Promise<Draft | null> {
    return Promise.resolve(this.draft && (JSON.parse(JSON.stringify(this.draft)) as Draft));
  }

  keep(draft: Draft): Promise<void> {
    this.draft = draft;
    return Promise.resolve();
  }

  drop(): Promise<void> {
    this.draft = null;
    return Promise.resolve();
  }
}

class FakeClock implements Clock {
  #now = 0;
  #due: { at: number; callBack: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callBack: () => void): () => void {
    const due = { at: this.#now + milliseconds, callBack };
    this.#due.push(due);
    return () => {
      this.#due = this.#due.filter(other => other !== due);
    };
  }

  /** Lets time pass, and what follows from it happen. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#now = next.at;
      this.#due = this.#due.filter(due => due !== next);
      next.callBack();
      await settled();
    }
    this.#now = end;
    await settled();
  }

  #next(end: number) {
    return this.#due.filter(due => due.at <= end).sort((a, b) => a.at - b.at)[0];
  }
}

/** Lets all promises that can go on do so. */
async function settled(): Promise<void> {
  await new Promise(resolve => setImmediate(resolve));
}

class Person {
  readonly states: SaveState[] = [];
  readonly conflicts: Conflict[] = [];
  readonly save: Autosave;
  document: CaptionDocument;

  constructor(server: FakeServer, store: DraftStore, clock: Clock) {
    this.document = copyOf(server.saved.document);
    this.save = new Autosave({ document: this.document, tag: server.saved.tag }, server, store, {
      onState: state => this.states.push(state),
      onMerged: (document, conflicts) => {
        this.document = document;
        this.conflicts.push(...conflicts);
      },
    }, clock);
  }

  type(id: string, text: string): void {
    this.document = edited(this.document, id, text);
    this.save.changed(this.document);
  }
}

function studioOf(...texts: readonly string[]) {
  const server = new FakeServer(documentWith(...texts));
  const clock = new FakeClock();
  const store = new FakeStore();
  return { server, clock, store, person: () => new Person(server, store, clock), other: () => new Person(server, new FakeStore(), clock) };
}

test('typing is saved when it pauses, as one revision', async () => {
  const { server, clock, store, person } = studioOf('a');
  const ana = person();
  for (const text of ['ab', 'abc', 'abcd']) {
    ana.type('0', text);
    await clock.pass(500);
  }
  assert.equal(server.writes, 0);
  assert.equal(store.draft?.document.cues[0]!.text, 'abcd');
  await clock.pass(1500);
  assert.deepEqual([server.writes, server.saved.document.cues[0]!.text, ana.states.join(' '), store.draft], [1, 'abcd', 'unsaved saving saved', null]);
  assert.equal(ana.save.tag, server.saved.tag);
});

test('who never pauses is saved every ten seconds', async () => {
  const { server, clock, person } = studioOf('a');
  const ana = person();
  for (let i = 0; i < 21; i++) {
    ana.type('0', `a${i}`);
    await clock.pass(1000);
  }
  assert.equal(server.writes, 2);
});

test('what is typed while a save is under way is saved after it', async () => {
  const { server, clock, person } = studioOf('a');
  const ana = person();
  let release = () => {};
  server.beforeWrite = () => new Promise<void>(resolve => {
    release = resolve;
  });
  ana.type('0', 'first');
  await clock.pass(2000);
  ana.type('0', 'second');
  server.beforeWrite = null;
  release();
  await clock.pass(2000);
  assert.deepEqual([server.writes, server.saved.document.cues[0]!.text, ana.save.state], [2, 'second', 'saved']);
});

test('a minute without a connection loses nothing, and is tried again by itself', async () => {
  const { server, clock, store, person } = studioOf('a', 'b');
  const ana = person();
  server.isAway = true;
  ana.type('0', 'offline');
  await clock.pass(20_000);
  assert.equal(ana.save.state, 'offline');
  ana.type('1', 'still typing');
  await clock.pass(40_000);
  assert.equal(store.draft?.document.cues[1]!.text, 'still typing');
  server.isAway = false;
  await clock.pass(30_000);
  assert.deepEqual([server.writes, server.saved.document.cues.map(cue => cue.text), ana.save.state, store.draft], [1, ['offline', 'still typing'], 'saved', null]);
});

test('a page that is opened again goes on with what the closed one could not save', async () => {
  const { server, clock, person } = studioOf('a', 'b');
  const ana = person();
  server.isAway = true;
  ana.type('0', 'typed before the page was closed');
  await ana.save.whenKept();
  ana.save.end();
  server.isAway = false;
  server.saved = { document: edited(server.saved.document, '1', 'by somebody else meanwhile'), tag: 'r9' };

  const again = person();
  await again.save.restore();
  assert.deepEqual(again.document.cues.map(cue => cue.text), ['typed before the page was closed', 'by somebody else meanwhile']);
  await clock.pass(2000);
  assert.deepEqual(server.saved.document.cues.map(cue => cue.text), ['typed before the page was closed', 'by somebody else meanwhile']);
  assert.deepEqual(again.conflicts, []);
});

test('edits of different lines by two people both stand', async () => {
  const { server, clock, person, other } = studioOf('a', 'b', 'c');
  const [ana, bo] = [person(), other()];
  ana.type('0', 'by Ana');
  bo.type('2', 'by Bo');
  await clock.pass(5000);
  assert.deepEqual(server.saved.document.cues.map(cue => cue.text), ['by Ana', 'b', 'by Bo']);
  await ana.save.refresh();
  assert.equal(bytes(ana.document), bytes(bo.document));
  assert.deepEqual([...ana.conflicts, ...bo.conflicts], []);
});

test('who changes a line that somebody else has changed sees both texts', async () => {
  const { server, clock, person, other } = studioOf('a', 'b');
  const [ana, bo] = [person(), other()];
  ana.type('0', 'by Ana');
  await clock.pass(5000);
  bo.type('0', 'by Bo');
  bo.type('1', 'also by Bo');
  await clock.pass(5000);
  assert.deepEqual(server.saved.document.cues.map(cue => cue.text), ['by Ana', 'also by Bo']);
  assert.deepEqual(bo.conflicts.map(({ cue, base, mine, theirs }) => [cue, base?.text, mine?.text, theirs?.text]), [['0', 'a', 'by Bo', 'by Ana']]);
  assert.deepEqual(ana.conflicts, []);
});

test('a refusal is shown and not tried again for ever', async () => {
  const { server, clock, store, person } = studioOf('a');
  const ana = person();
  server.refuses = true;
  ana.type('0', 'x');
  await clock.pass(100_000);
  assert.deepEqual([ana.save.state, store.draft?.document.cues[0]!.text], ['refused', 'x']);
  server.refuses = false;
  ana.type('0', 'y');
  await clock.pass(2000);
  assert.deepEqual([ana.save.state, server.saved.document.cues[0]!.text], ['saved', 'y']);
});

test('one moves a cue while the other types in it: both stand', () => {
  const base = documentWith('a', 'b');
  const merged = mergeDocuments(base, edited(base, '0', 'typed'), copyOf(have(moveEdge(base, '0', 'end', 950))));
  assert.deepEqual([merged.conflicts, merged.document.cues[0]!.text, merged.document.cues[0]!.end], [[], 'typed', 950]);
});

test('what one deleted and the other changed stays, and is shown', () => {
  const base = documentWith('a', 'b');
  const without = { ...base, cues: base.cues.slice(1) };
  const changed = edited(base, '0', 'typed');
  for (const [mine, theirs] of [[without, changed], [changed, without]] as const) {
    const merged = mergeDocuments(base, mine, theirs);
    assert.deepEqual([merged.document.cues[0]!.text, merged.conflicts.map(conflict => conflict.cue)], ['typed', ['0']]);
  }
});

test('neighbours that two people move over each other give way', () => {
  const base = documentWith('a', 'b');
  const mine = have(moveEdge(base, '0', 'end', 1000));
  const theirs = have(moveEdge(base, '1', 'start', 950));
  const { document } = mergeDocuments(base, mine, theirs);
  assert.deepEqual(document.cues.map(({ start, end }) => [start, end]), [[0, 950], [950, 1900]]);
});

test('merging by chance: one side alone comes through whole, and both agree whoever saves first', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const chance = chanceOf(seed);
    const base = documentOf(chance);
    const draw = (author: string) => {
      let document = base;
      for (let i = 0; i < 3; i++) {
        const outcome = everyEdit[chance.pick(['setText', 'split', 'insert', 'remove', 'setSpeaker', 'moveEdge'])]!(document, chance, `${author}-${i}`);
        document = isRefused(outcome) ? document : outcome;
      }
      return document;
    };
    const [mine, theirs] = [draw('m'), draw('t')];
    assert.equal(bytes(mergeDocuments(base, mine, copyOf(base)).document), bytes(mine), `seed ${seed}: mine alone`);
    assert.equal(bytes(mergeDocuments(base, base, copyOf(theirs)).document), bytes(theirs), `seed ${seed}: theirs alone`);
    const merged = mergeDocuments(base, mine, theirs);
    const shown = new Set(merged.conflicts.map(conflict => conflict.cue));
    for (const cue of mine.cues.filter(cue => !shown.has(cue.id) && cue.text !== base.cues.find(old => old.id === cue.id)?.text)) {
      assert.equal(merged.document.cues.find(other => other.id === cue.id)?.text, cue.text, `seed ${seed}: ${cue.id} was overwritten and nobody has seen it`);
    }
    if (merged.conflicts.length === 0 && mergeDocuments(base, theirs, mine).conflicts.length === 0) {
      assert.deepEqual(mergeDocuments(base, theirs, mine).document.cues, merged.document.cues, `seed ${seed}: the other way round`);
    }
  }
});

test('undo after somebody else came in leaves what they did', () => {
  const base = documentWith('a', 'b', 'c');
  const history = new History(base);
  history.add(edited(history.document, '0', 'mine'));
  history.add(edited(history.document, '0', 'mine again'));
  history.add(edited(history.document, '1', 'mine as well'));
  history.undo();
  const theirs = copyOf(edited(base, '2', 'theirs'));
  history.rebase(mergeDocuments(base, history.document, theirs).document);
  const texts = () => history.document.cues.map(cue => cue.text);
  assert.deepEqual(texts(), ['mine again', 'b', 'theirs']);
  history.undo();
  history.undo();
  assert.deepEqual(texts(), ['a', 'b', 'theirs']);
  assert.equal(history.undo(), null);
  history.redo();
  history.redo();
  history.redo();
  assert.deepEqual(texts(), ['mine again', 'mine as well', 'theirs']);
  assert.equal(history.redo(), null);
});

test('two revisions are compared by what is read', () => {
  const before = documentWith('a', 'b', 'c', 'd');
  const [a, b, c, d] = before.cues;
  const moved = { ...before, cues: [a!, { ...b!, text: 'typed' }, { ...c!, words: [] }, { ...d!, id: 'new' }] };
  assert.deepEqual(compare(before, copyOf(before)), []);
  assert.deepEqual(compare(before, moved).map(({ cue, before: was, after: is }) => [cue, was?.text, is?.text]), [['1', 'b', 'typed'], ['3', 'd', undefined], ['new', undefined, 'd']]);
});

test('a draft is stored as what differs from its revision, and comes back whole', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const chance = chanceOf(seed);
    const base = { document: documentOf(chance), tag: 'r1' };
    const outcome = everyEdit[chance.pick(Object.keys(everyEdit))]!(base.document, chance, 'new');
    const document = isRefused(outcome) ? base.document : outcome;
    const stored = JSON.parse(JSON.stringify(pack(base, document))) as Packed;
    const again = { document: copyOf(base.document), tag: 'r1' };
    assert.equal(bytes(unpack(again, stored)!), bytes(document), `seed ${seed}`);
    assert.equal(unpack({ ...again, tag: 'r2' }, stored), null);
  }
  const large = { document: documentWith(...Array.from({ length: 5000 }, (_, i) => `line ${i}`)), tag: 'r1' };
  assert.ok(JSON.stringify(pack(large, edited(large.document, '2500', 'typed'))).length < 500);
});

test('letters of one word are one step, and older revisions are undone after the first step', () => {
  const revision = documentWith('a');
  const opened = edited(revision, '0', 'as opened');
  const history = new History(opened);
  for (const text of ['x', 'xy', 'xyz']) {
    history.add(edited(history.document, '0', text), 'typing 0');
  }
  history.close();
  history.add(edited(history.document, '0', 'later'), 'typing 0');
  assert.equal(history.extendBack(revision), false);
  history.undo();
  assert.equal(history.document.cues[0]!.text, 'xyz');
  history.undo();
  assert.equal(bytes(history.document), bytes(opened));
  assert.equal(history.extendBack(revision), true);
  history.undo();
  assert.equal(bytes(history.document), bytes(revision));
  history.redo();
  assert.equal(bytes(history.document), bytes(opened));
});

test('who has seen a conflict can have their own line after all, as far as there is room', () => {
  const theirs = documentWith('one', 'theirs', 'three');
  const mine = { ...theirs.cues[1]!, text: 'mine', start: 500, end: 2500 };
  const conflict = { cue: '1', base: theirs.cues[1]!, mine, theirs: theirs.cues[1]! };
  assert.deepEqual(have(keepMine(theirs, conflict)).cues[1], { ...mine, start: 900, end: 2000 });
  assert.deepEqual(have(keepMine(theirs, { ...conflict, mine: null })).cues.map(cue => cue.id), ['0', '2']);
  assert.deepEqual(keepMine(documentWith('one'), conflict), { refused: 'no_cue' });
  assert.deepEqual(keepMine(theirs, { ...conflict, mine: { ...mine, start: 0, end: 950 } }), { refused: 'no_room' });
});
