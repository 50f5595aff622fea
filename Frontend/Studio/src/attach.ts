// The way into the studio for the page: one module with attach, which gives back how to detach.
import { presets, type PresetName } from './checks/presets.js';
import { BoundedSearch, type SearchThread } from './finding/boundedSearch.js';
import { compare, type Difference } from './model/comparison.js';
import { fromWire, type WireDocument } from './model/wire.js';
import type { Speech } from './edits/snapping.js';
import { nameSpeakers } from './edits/texts.js';
import type { Refused } from './model/outcome.js';
import { Autosave } from './saving/autosave.js';
import { BrowserDrafts } from './saving/browserDrafts.js';
import { HttpServer } from './saving/httpServer.js';
import { Actions, type ActionView } from './session/actions.js';
import { actionOf, type ActionName } from './session/keys.js';
import { Playback } from './session/player.js';
import { Studio } from './session/studio.js';
import { CueList } from './view/cueList.js';
import { element, setAttribute } from './view/elements.js';
import { FaultPanel } from './view/faultPanel.js';
import { MediaPlayer } from './view/mediaPlayer.js';
import { Openings } from './view/openings.js';
import { toolbar } from './view/toolbar.js';
import { Transcript } from './view/transcript.js';
import { Waveform } from './view/waveform.js';
import { wordsOf } from './view/words.js';

/** What the page hands over. */
export interface StudioSettings {
  /** Where the document is read and written, on the page's own origin. */
  readonly documentUrl: string;
  readonly document: WireDocument;
  /** The ETag that came with it. */
  readonly tag: string;
  /** Names the document and the person among drafts in this browser. */
  readonly draftKey: string;
  readonly preset: PresetName;
  /** Largest amplitudes of the recording, 0 to 1; none if there is no waveform. */
  readonly peaks: readonly number[];
  /** Where somebody speaks, in milliseconds. */
  readonly speech: readonly Speech[];
  /** Texts by name, in the person's language. */
  readonly texts: Readonly<Record<string, string>>;
}

/** The page's own component, where it has to do something. */
export interface StudioPage {
  invokeMethodAsync(method: 'RecogniseAgain', startMilliseconds: number, endMilliseconds: number): Promise<void>;
  invokeMethodAsync(method: 'Conflicts', json: string): Promise<void>;
  invokeMethodAsync(method: 'OlderRevision'): Promise<WireDocument | null>;
}

/** What the page can ask of a studio that runs. */
export interface AttachedStudio {
  /** Takes in a new revision, of which an event told the page. */
  refresh(): Promise<void>;
  /** Names the speakers, starting with speaker 1. */
  nameSpeakers(names: readonly string[]): void;
  /** Gives a cue a text, such as one's own after a conflict. */
  setText(cue: string, text: string): void;
  /** What differs between an older revision and what is shown. */
  compareWith(older: WireDocument): readonly Difference[];
  /** Ends it. What is not saved yet is, or stays in the browser. */
  detach(): void;
}

/** Starts the studio in an element that holds the recording as [data-media]. */
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
  const studio: Studio = new Studio(saved.document, crypto.randomUUID().slice(0, 8), presets[settings.preset], document => autosave.changed(document), {
    onChange: () => changed(),
    onConflicts: conflicts => void page.invokeMethodAsync('Conflicts', JSON.stringify(conflicts)),
  });
  const player = new MediaPlayer(media);
  const playback = new Playback(player);
  const list = new CueList(studio, words, { onSeek: time => playback.go(time) });
  const transcript = new Transcript(studio, words, time => playback.go(time));
  const search = new BoundedSearch(() => new Worker(new URL('./finding/searchWorker.js', import.meta.url), { type: 'module' }) as unknown as SearchThread);
  const openings = new Openings(studio, playback, search, {
    root, words, say, sayRefused,
    recogniseAgain: (start, end) => void page.invokeMethodAsync('RecogniseAgain', start, end),
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
  const faults = new FaultPanel(studio, words, settings.preset, place => {
    studio.choose(place);
    playback.go(studio.document.cues[place]!.start);
  });
  const wave = element('div', { class: 'studio-wave' });
  const style = element('link', { rel: 'stylesheet', href: new URL('./studio.css', import.meta.url).href });
  const board = element('div', { class: 'studio-board' }, style, wave, toolbar(words, run), element('div', { class: 'studio-bar' }, state, status), faults.root, list.root, transcript.root);
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
    const older = await page.invokeMethodAsync('OlderRevision');
    if (older && studio.extendBack(fromWire(older))) {
      studio.undo();
    }
  }

  const { signal } = ending;
  document.addEventListener('keydown', event => {
    const target = event.target instanceof Element ? event.target : document.body;
    if (event.defaultPrevented || target.closest('dialog') || (!root.contains(target) && target !== document.body)) {
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
  if (settings.peaks.length > 0) {
    // The list works without it.
    const onGap = (time: number) => {
      playback.go(time);
      run('insert');
    };
    Waveform.into(wave, studio, { media, peaks: settings.peaks, speech: settings.speech, onGap }).then(
      made => {
        waveform = made;
        if (signal.aborted) {
          made.end();
        }
      },
      () => say(words('waveform_failed')));
  }

  return {
    refresh: () => autosave.refresh(),
    nameSpeakers: names => sayRefused(studio.edit(document => nameSpeakers(document, names))),
    setText: (cue, text) => {
      studio.pause();
      sayRefused(studio.type(cue, text));
      studio.pause();
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
