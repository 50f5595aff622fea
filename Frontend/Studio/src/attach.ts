// The entry point of the studio for the page: attach starts it in an element, and returns the means to control and stop it.
import { presets, type PresetName } from './checks/presets.js';
import { BoundedSearch, type SearchThread } from './finding/boundedSearch.js';
import { speechIn } from './finding/speech.js';
import { compare, type Difference } from './model/comparison.js';
import { fromWire, type WireDocument } from './model/wire.js';
import { keepMine } from './edits/keepMine.js';
import { replaceRange } from './edits/replaceRange.js';
import { takeTimes } from './edits/takeTimes.js';
import { nameSpeakers } from './edits/texts.js';
import { placeOf } from './model/document.js';
import { newAuthor } from './model/ids.js';
import type { Refused } from './model/outcome.js';
import { Autosave } from './saving/autosave.js';
import { BrowserDrafts } from './saving/browserDrafts.js';
import { HttpServer } from './saving/httpServer.js';
import { Actions, type ActionView } from './session/actions.js';
import { actionOf, type ActionName } from './session/keys.js';
import { Playback } from './session/player.js';
import { Studio } from './session/studio.js';
import { ConflictPanel } from './view/conflictPanel.js';
import { CueList } from './view/cueList.js';
import { element, setAttribute } from './view/elements.js';
import { FaultPanel } from './view/faultPanel.js';
import { MediaPlayer } from './view/mediaPlayer.js';
import { Openings } from './view/openings.js';
import { peaksFrom, peaksPerSecond, type PeakSource } from './view/peaks.js';
import { toolbar } from './view/toolbar.js';
import { Transcript } from './view/transcript.js';
import { Waveform } from './view/waveform.js';
import { wordsOf } from './view/words.js';

/** The settings that the page provides. */
export interface StudioSettings {
  /** The URL at which the document is read and written, on the page's own origin. */
  readonly documentUrl: string;
  readonly document: WireDocument;
  /** The ETag of the document. */
  readonly tag: string;
  /** The key of the drafts in this browser: it identifies the document and the user. */
  readonly draftKey: string;
  readonly preset: PresetName;
  /** The source of the waveform's amplitudes. */
  readonly peaks: PeakSource;
  /** The texts of the user interface by name, in the user's language. */
  readonly texts: Readonly<Record<string, string>>;
}

/** What the studio asks of the page. */
export interface StudioPage {
  /** Offers to recognise a stretch of the recording again, from start to end in milliseconds. */
  recogniseAgain(start: number, end: number): void;
  /** Returns the revision before the one that it returned last, at first before the opened one; null if there is none. */
  olderRevision(): Promise<WireDocument | null>;
}

/** What the page can ask of a running studio. */
export interface AttachedStudio {
  /** Merges a new revision that an event has announced to the page. */
  refresh(): Promise<void>;
  /** Names the speakers, starting with speaker 1. */
  nameSpeakers(names: readonly string[]): void;
  /** Returns the names of the speakers, starting with speaker 1; an empty name for those without. */
  speakers(): readonly string[];
  /** Saves all changes. Returns whether nothing is left to save. */
  save(): Promise<boolean>;
  /** The ETag of the captions as they were read or saved last. */
  tag(): string;
  /** The stretch of the selected cues in milliseconds; null if none is selected. */
  selection(): { readonly start: number; readonly end: number } | null;
  /** Takes in what was recognised anew of a stretch, in milliseconds, as an edit that can be undone. Returns whether anything was. */
  takeOver(recognised: WireDocument, start: number, end: number): boolean;
  /** Shows another track of the recording below each text; null for none. */
  showBeside(other: WireDocument | null): void;
  /** Begins an empty document with the times of another track, as an edit that can be undone. Returns whether it has. */
  takeTimes(other: WireDocument): boolean;
  /** Lists the differences between an older revision and the current document. */
  compareWith(older: WireDocument): readonly Difference[];
  /** Stops the studio. Changes that are not saved yet are saved, or stay in the browser. */
  detach(): void;
}

/** Starts the studio in an element that contains the media element, marked by [data-media]. */
export function attach(root: HTMLElement, settings: StudioSettings, page: StudioPage): AttachedStudio {
  const words = wordsOf(settings.texts);
  const media = root.querySelector<HTMLMediaElement>('[data-media]')!;
  const ending = new AbortController();
  const status = element('p', { class: 'studio-status', role: 'status' });
  const state = element('span', { class: 'studio-state' }, words('state_saved'));
  const say = (text: string) => {
    status.textContent = text;
  };
  const sayRefused = (refused: Refused | null) => say(refused ? words(`refused_${refused.refused}`) : '');

  const saved = { document: fromWire(settings.document), tag: settings.tag };
  const autosave = new Autosave(saved, new HttpServer(settings.documentUrl), new BrowserDrafts(settings.draftKey), {
    onState: now => {
      state.textContent = words(`state_${now}`);
      root.dataset.state = now;
    },
    onMerged: (document, conflicts) => studio.takeIn(document, conflicts),
  });
  const studio: Studio = new Studio(saved.document, newAuthor(), presets[settings.preset], document => autosave.changed(document), {
    onChange: () => changed(),
    onConflicts: lines => conflicts.add(lines),
  });
  const player = new MediaPlayer(media);
  const playback = new Playback(player);
  const list = new CueList(studio, words, { onSeek: time => playback.go(time) });
  const transcript = new Transcript(studio, words, time => playback.go(time));
  const search = new BoundedSearch(() => new Worker(new URL('./finding/searchWorker.js', import.meta.url), { type: 'module' }) as unknown as SearchThread);
  const openings = new Openings(studio, playback, search, {
    root, words, say, sayRefused,
    recogniseAgain: (start, end) => page.recogniseAgain(start, end),
  });
  const view: ActionView = {
    get cursor() {
      return list.cursor;
    },
    open: what => void openings.open(what),
    edit: (from, to) => list.edit(from, to),
    leaveText: () => list.root.focus(),
    save: () => void autosave.flush(),
    wantOlder: () => void undoRevision(),
  };
  const actions = new Actions(studio, playback, view);
  const run = (action: ActionName) => sayRefused(actions.run(action));
  const goTo = (place: number) => {
    const cue = studio.document.cues[place];
    if (cue) {
      studio.choose(place);
      playback.go(cue.start);
    }
  };
  const faults = new FaultPanel(studio, words, settings.preset, goTo);
  const conflicts = new ConflictPanel(words, {
    onMine: conflict => {
      const refused = studio.edit(current => keepMine(current, conflict));
      sayRefused(refused);
      return refused === null;
    },
    onGo: cue => goTo(placeOf(studio.document, cue)),
  });
  const wave = element('div', { class: 'studio-wave' });
  const style = element('link', { rel: 'stylesheet', href: new URL('./studio.css', import.meta.url).href });
  const board = element('div', { class: 'studio-board' }, style, wave, toolbar(words, run), element('div', { class: 'studio-bar' }, state, status), conflicts.root, faults.root, list.root, transcript.root);
  let waveform: Waveform | null = null;
  let shownActive = -1;

  function changed(): void {
    list.draw();
    transcript.draw();
    faults.draw();
    waveform?.draw();
    if (studio.activePlace !== shownActive && studio.activePlace >= 0) {
      list.reveal(studio.activePlace);
    }
    shownActive = studio.activePlace;
  }

  async function undoRevision(): Promise<void> {
    const older = await page.olderRevision();
    if (older && studio.extendBack(fromWire(older))) {
      studio.undo();
    }
  }

  const { signal } = ending;
  document.addEventListener('keydown', event => {
    const target = event.target instanceof Element ? event.target : document.body;
    // After opening, or after a click on the background, the focus is on the heading or the page; keys pressed in other elements are ignored.
    const isElsewhere = !root.contains(target) && target.matches('a, button, input, textarea, select, summary, [contenteditable]');
    if (event.defaultPrevented || target.closest('dialog') || isElsewhere) {
      return;
    }
    const isInText = target.matches('input, textarea, select, [contenteditable]');
    const isPressed = (event.key === ' ' || event.key === 'Enter') && !event.ctrlKey && !event.altKey && target.matches('button, a, summary');
    const action = isPressed || target === media ? null : actionOf(event, isInText);
    if (action) {
      event.preventDefault();
      run(action);
    }
  }, { signal });
  addEventListener('online', () => void autosave.flush(), { signal });
  addEventListener('pagehide', () => void autosave.flush(), { signal });
  player.onPassed(() => {
    playback.passed();
    list.passed(player.time);
    transcript.passed(player.time);
  }, signal);

  root.append(board);
  setAttribute(root, 'data-studio', 'attached');
  changed();
  void autosave.restore().catch(() => say(words('drafts_unavailable')));
  void drawWave().catch(() => {
    // The waveform is optional: the list works without it.
    if (!signal.aborted) {
      say(words('waveform_failed'));
    }
  });

  async function drawWave(): Promise<void> {
    const peaks = await peaksFrom(settings.peaks, signal);
    if (signal.aborted) {
      return;
    }
    if (peaks.length === 0) {
      wave.remove();
      say(words('waveform_too_large'));
      return;
    }
    const onGap = (time: number) => {
      playback.go(time);
      run('insert');
    };
    const made = await Waveform.into(wave, studio, { media, peaks, speech: speechIn(peaks, peaksPerSecond), label: words('waveform'), onGap });
    if (signal.aborted) {
      made.end();
    } else {
      waveform = made;
      setAttribute(root, 'data-waveform', true);
    }
  }

  return {
    refresh: () => autosave.refresh(),
    nameSpeakers: names => sayRefused(studio.edit(document => nameSpeakers(document, names))),
    speakers: () => {
      const said = studio.document.cues.flatMap(cue => cue.speakers ?? []);
      const count = said.reduce((most, speaker) => Math.max(most, speaker), studio.document.speakers.length);
      return Array.from({ length: count }, (_, i) => studio.document.speakers[i] ?? '');
    },
    save: async () => {
      await autosave.flush();
      return autosave.state === 'saved';
    },
    tag: () => autosave.tag,
    selection: () => {
      const cues = studio.document.cues.filter(cue => studio.selection.selected.has(cue.id));
      return cues.length === 0 ? null : { start: cues[0]!.start, end: Math.max(...cues.map(cue => cue.end)) };
    },
    takeOver: (recognised, start, end) => {
      const refused = studio.edit((document, newId) => replaceRange(document, fromWire(recognised).cues, start, end, newId));
      sayRefused(refused);
      return refused === null;
    },
    showBeside: other => {
      list.beside = other && fromWire(other);
    },
    takeTimes: other => {
      const refused = studio.edit((document, newId) => takeTimes(document, fromWire(other), newId));
      sayRefused(refused);
      return refused === null;
    },
    compareWith: older => compare(fromWire(older), studio.document),
    detach: () => {
      ending.abort();
      void autosave.flush().finally(() => autosave.end());
      waveform?.end();
      list.end();
      transcript.end();
      faults.end();
      board.remove();
      setAttribute(root, 'data-studio', null);
    },
  };
}
