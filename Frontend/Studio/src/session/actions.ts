// Implements the actions of the keyboard map.
import { giveAfter, giveBefore, insert, merge, remove, split, splitAtTime } from '../edits/structure.js';
import { mergeSentence } from '../edits/sentences.js';
import { setSpeaker } from '../edits/texts.js';
import { markEdge, moveEdge, shift, type Edge } from '../edits/timing.js';
import { nextBookmark, nextDoubtful } from '../finding/places.js';
import { offsetAt } from '../edits/halves.js';
import { placeBefore } from '../model/document.js';
import { refuse, type Refused } from '../model/outcome.js';
import type { ActionName } from './keys.js';
import type { Playback } from './player.js';
import type { Studio } from './studio.js';

/** The dialogs that the page opens for actions that need input. */
export type Opening = 'jump' | 'shift' | 'stretch' | 'find' | 'recogniseAgain' | 'help';

/** What actions need of the view. */
export interface ActionView {
  /** The position of the cursor in the text of the active cue; null if it is not in it. */
  readonly cursor: number | null;
  open(what: Opening): void;
  /** Puts the cursor into the text of the active cue, and selects a range if one is given. */
  edit(from?: number, to?: number): void;
  leaveText(): void;
  save(): void;
  /** Requests an older revision, if there is one, because undo has reached the first step. */
  wantOlder(): void;
}

/** The smallest step of times by keys, in milliseconds. */
const nudge = 50;

export class Actions {
  readonly #studio: Studio;
  readonly #playback: Playback;
  readonly #view: ActionView;

  constructor(studio: Studio, playback: Playback, view: ActionView) {
    this.#studio = studio;
    this.#playback = playback;
    this.#view = view;
  }

  /** Runs an action. Returns the reason if it is impossible, null if it is done. */
  run(action: ActionName): Refused | null {
    return this.#table[action]() ?? null;
  }

  readonly #table: Readonly<Record<ActionName, () => Refused | null | void>> = {
    play: () => this.#playback.toggle(),
    slower: () => this.#playback.changeRate(-1),
    faster: () => this.#playback.changeRate(1),
    usualSpeed: () => {
      this.#playback.player.rate = 1;
    },
    back: () => this.#playback.step(-1),
    forth: () => this.#playback.step(1),
    frameBack: () => this.#playback.stepFrame(-1),
    frameForth: () => this.#playback.stepFrame(1),
    loop: () => this.#withActive(cue => this.#playback.toggleLoop(cue)),
    playAroundStart: () => this.#withActive(cue => this.#playback.playAround(cue.start)),
    playAroundEnd: () => this.#withActive(cue => this.#playback.playAround(cue.end)),

    previousCue: () => this.#go(-1, false),
    nextCue: () => this.#go(1, false),
    selectPrevious: () => this.#go(-1, true),
    selectNext: () => this.#go(1, true),
    selectAll: () => this.#studio.chooseAll(),
    jump: () => this.#view.open('jump'),
    nextDoubtful: () => this.#goToDoubtful(1),
    previousDoubtful: () => this.#goToDoubtful(-1),
    toggleBookmark: () => this.#studio.toggleBookmark(this.#playback.player.time),
    nextBookmark: () => this.#goToBookmark(1),
    previousBookmark: () => this.#goToBookmark(-1),
    nextFault: () => this.#goToFault(),

    markStart: () => this.#mark('start'),
    markEnd: () => this.#mark('end'),
    startEarlier: () => this.#nudgeEdge('start', -nudge),
    startLater: () => this.#nudgeEdge('start', nudge),
    endEarlier: () => this.#nudgeEdge('end', -nudge),
    endLater: () => this.#nudgeEdge('end', nudge),
    shiftEarlier: () => this.#shift(-nudge),
    shiftLater: () => this.#shift(nudge),
    shift: () => this.#view.open('shift'),
    stretch: () => this.#view.open('stretch'),

    edit: () => this.#withActive(() => this.#view.edit()),
    leaveText: () => this.#view.leaveText(),
    split: () => this.#split(),
    splitAndPlay: () => {
      const refused = this.#split();
      if (!refused) {
        this.#playback.player.play();
      }
      return refused;
    },
    giveBefore: () => this.#give(giveBefore),
    giveAfter: () => this.#give(giveAfter),
    merge: () => this.#studio.edit(document => merge(document, this.#studio.selection.selected)),
    mergeSentence: () => this.#studio.edit(document => mergeSentence(document, this.#studio.selection.selected)),
    insert: () => this.#insert(),
    remove: () => this.#studio.edit(document => remove(document, this.#studio.selection.selected)),
    recogniseAgain: () => this.#view.open('recogniseAgain'),

    speaker1: () => this.#setSpeaker(1),
    speaker2: () => this.#setSpeaker(2),
    speaker3: () => this.#setSpeaker(3),
    speaker4: () => this.#setSpeaker(4),
    speaker5: () => this.#setSpeaker(5),
    speaker6: () => this.#setSpeaker(6),
    noSpeaker: () => this.#setSpeaker(null),

    find: () => this.#view.open('find'),
    undo: () => {
      const refused = this.#studio.undo();
      if (refused) {
        this.#view.wantOlder();
      }
      return refused;
    },
    redo: () => this.#studio.redo(),
    save: () => this.#view.save(),
    help: () => this.#view.open('help'),
  };

  #withActive(then: (cue: NonNullable<Studio['active']>) => Refused | null | void): Refused | null {
    const cue = this.#studio.active;
    return cue ? (then(cue) ?? null) : refuse('no_cue');
  }

  #go(direction: 1 | -1, isExtended: boolean): Refused | null {
    const { cues } = this.#studio.document;
    const place = this.#studio.activePlace;
    const next = place >= 0 ? place + direction : Math.max(0, placeBefore(this.#studio.document, this.#playback.player.time));
    const cue = cues[next];
    if (!cue) {
      return refuse('no_neighbour');
    }
    this.#studio.choose(next, isExtended);
    if (!isExtended) {
      this.#playback.go(cue.start);
    }
    return null;
  }

  #goToDoubtful(direction: 1 | -1): Refused | null {
    const place = Math.max(0, this.#studio.activePlace);
    const offset = this.#view.cursor ?? (direction > 0 ? -1 : 0);
    const found = nextDoubtful(this.#studio.document, place, offset, direction);
    if (!found) {
      return refuse('no_neighbour');
    }
    this.#studio.choose(this.#studio.document.cues.indexOf(found.cue));
    this.#playback.go(found.time);
    this.#view.edit(found.from, found.to);
    return null;
  }

  #goToBookmark(direction: 1 | -1): Refused | null {
    const time = nextBookmark(this.#studio.bookmarks, this.#playback.player.time, direction);
    if (time === null) {
      return refuse('no_neighbour');
    }
    this.#playback.go(time);
    this.#studio.choose(placeBefore(this.#studio.document, time));
    return null;
  }

  #goToFault(): Refused | null {
    const { cues } = this.#studio.document;
    const from = this.#studio.activePlace;
    for (let i = 1; i <= cues.length; i++) {
      const place = (from + i) % cues.length;
      if (this.#studio.faultsAt(place).length > 0) {
        this.#studio.choose(place);
        this.#playback.go(cues[place]!.start);
        return null;
      }
    }
    return refuse('no_neighbour');
  }

  #mark(edge: Edge): Refused | null {
    return this.#withActive(cue => this.#studio.edit(document => markEdge(document, cue.id, edge, this.#playback.player.time)));
  }

  #nudgeEdge(edge: Edge, by: number): Refused | null {
    return this.#withActive(cue => this.#studio.edit(document => moveEdge(document, cue.id, edge, cue[edge] + by), `${edge} ${cue.id}`));
  }

  #shift(by: number): Refused | null {
    return this.#studio.edit(document => shift(document, this.#studio.selection.selected, by));
  }

  /** Splits at the cursor if it is in a text, else at the playhead. The second half becomes active, because work continues there. */
  #split(): Refused | null {
    const cursor = this.#view.cursor;
    const active = this.#studio.active;
    const { time } = this.#playback.player;
    const place = cursor !== null && active ? this.#studio.activePlace : placeBefore(this.#studio.document, time);
    const refused = this.#studio.edit((document, newId) => (cursor !== null && active ? split(document, active.id, cursor, newId()) : splitAtTime(document, time, newId())));
    if (refused) {
      return refused;
    }
    this.#studio.choose(place + 1);
    if (cursor !== null) {
      this.#view.edit(0, 0);
    }
    return null;
  }

  #give(to: typeof giveBefore): Refused | null {
    return this.#withActive(cue => {
      const offset = this.#view.cursor ?? offsetAt(cue, this.#playback.player.time);
      return this.#studio.edit(document => to(document, cue.id, offset));
    });
  }

  #insert(): Refused | null {
    const { time } = this.#playback.player;
    const refused = this.#studio.edit((document, newId) => insert(document, time, newId()));
    if (refused) {
      return refused;
    }
    this.#studio.choose(placeBefore(this.#studio.document, Math.max(time, this.#studio.document.cues[0]!.start)));
    this.#view.edit();
    return null;
  }

  #setSpeaker(speaker: number | null): Refused | null {
    return this.#studio.edit(document => setSpeaker(document, this.#studio.selection.selected, speaker));
  }
}
