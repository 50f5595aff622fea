// Opens the form of an action, and makes the edit from its values.
import { shift, stretch } from '../edits/timing.js';
import type { BoundedSearch } from '../finding/boundedSearch.js';
import { jumpTarget } from '../finding/places.js';
import { replace, type Query } from '../finding/search.js';
import type { Refused } from '../model/outcome.js';
import type { Opening } from '../session/actions.js';
import type { Playback } from '../session/player.js';
import type { Studio } from '../session/studio.js';
import { ask, showHelp } from './dialogs.js';
import type { Words } from './words.js';

export interface OpeningsHost {
  readonly root: HTMLElement;
  readonly words: Words;
  /** Shows why something is impossible, or what was done. */
  say(text: string): void;
  sayRefused(refused: Refused | null): void;
  /** Has the selected stretch recognised again; times in milliseconds. */
  recogniseAgain(start: number, end: number): void;
}

export class Openings {
  readonly #studio: Studio;
  readonly #playback: Playback;
  readonly #search: BoundedSearch;
  readonly #host: OpeningsHost;

  constructor(studio: Studio, playback: Playback, search: BoundedSearch, host: OpeningsHost) {
    this.#studio = studio;
    this.#playback = playback;
    this.#search = search;
    this.#host = host;
  }

  async open(what: Opening): Promise<void> {
    const { root, words } = this.#host;
    switch (what) {
      case 'jump':
        return this.#jump((await ask(root, words, 'jump', [{ name: 'number_or_time', type: 'text' }]))?.['number_or_time']);
      case 'shift':
        return this.#shift((await ask(root, words, 'shift', [{ name: 'seconds', type: 'number', value: '0' }]))?.['seconds']);
      case 'stretch':
        return this.#stretch();
      case 'find':
        return this.#find();
      case 'recogniseAgain':
        return this.#recogniseAgain();
      case 'help':
        return showHelp(root, words);
    }
  }

  #jump(typed: string | undefined): void {
    const place = typed === undefined ? null : jumpTarget(this.#studio.document, typed);
    if (place !== null) {
      this.#studio.choose(place);
      this.#playback.go(this.#studio.document.cues[place]!.start);
    }
  }

  #shift(seconds: string | undefined): void {
    if (seconds !== undefined && Number.isFinite(Number(seconds))) {
      this.#host.sayRefused(this.#studio.edit(document => shift(document, this.#meant(), Math.round(Number(seconds) * 1000))));
    }
  }

  /** Stretches the captions by the times at which the first and the last of the selected cues should start. */
  async #stretch(): Promise<void> {
    const meant = this.#meant();
    const cues = this.#studio.document.cues.filter(cue => meant === null || meant.has(cue.id));
    const [first, last] = [cues[0], cues.at(-1)];
    if (!first || !last || first === last) {
      this.#host.sayRefused({ refused: 'no_neighbour' });
      return;
    }
    const answer = await ask(this.#host.root, this.#host.words, 'stretch', [
      { name: 'first_starts', type: 'number', value: `${first.start / 1000}` },
      { name: 'last_starts', type: 'number', value: `${last.start / 1000}` },
    ]);
    if (answer) {
      const to = [Number(answer['first_starts']) * 1000, Number(answer['last_starts']) * 1000] as const;
      this.#host.sayRefused(this.#studio.edit(document => stretch(document, meant, { from: [first.start, last.start], to })));
    }
  }

  async #find(): Promise<void> {
    const { root, words } = this.#host;
    const answer = await ask(root, words, 'find', [
      { name: 'find_text', type: 'text' }, { name: 'replace_by', type: 'text' }, { name: 'replace_all', type: 'checkbox' },
      { name: 'match_case', type: 'checkbox' }, { name: 'whole_word', type: 'checkbox' }, { name: 'is_pattern', type: 'checkbox' },
    ]);
    if (!answer) {
      return;
    }
    const query: Query = {
      text: answer['find_text'] ?? '', replacement: answer['replace_by'] ?? '',
      matchCase: answer['match_case'] === 'on', wholeWord: answer['whole_word'] === 'on', isPattern: answer['is_pattern'] === 'on',
    };
    const document = this.#studio.document;
    const result = await this.#search.find(document, query);
    if ('failed' in result) {
      this.#host.say(words(`find_${result.failed}`));
    } else if (answer['replace_all'] === 'on' && result.matches.length > 0) {
      // The text may have changed meanwhile, and the positions with it.
      this.#host.sayRefused(this.#studio.document === document ? this.#studio.edit(current => replace(current, result.matches)) : { refused: 'nothing_changed' });
      this.#host.say(words('replaced', result.matches.length));
    } else {
      this.#host.say(words('found', result.matches.length));
      const from = this.#studio.activePlace;
      const next = result.matches.find(match => document.cues.findIndex(cue => cue.id === match.cue) > from) ?? result.matches[0];
      if (next) {
        this.#studio.choose(document.cues.findIndex(cue => cue.id === next.cue));
      }
    }
  }

  #recogniseAgain(): void {
    const cues = this.#studio.document.cues.filter(cue => this.#studio.selection.selected.has(cue.id));
    if (cues.length > 0) {
      this.#host.recogniseAgain(cues[0]!.start, Math.max(...cues.map(cue => cue.end)));
    }
  }

  /** Returns the selected cues, if there are several; else all. */
  #meant(): ReadonlySet<string> | null {
    return this.#studio.selection.selected.size > 1 ? this.#studio.selection.selected : null;
  }
}
