// The waveform, with a region for each cue in view. Regions and their edges can be dragged.
import { snap, type Speech } from '../edits/snapping.js';
import { moveEdge, shift, type Edge } from '../edits/timing.js';
import { placeBefore, placeOf } from '../model/document.js';
import type { Studio } from '../session/studio.js';
import type WaveSurfer from 'wavesurfer.js';
import type Plugin from 'wavesurfer.js/plugins/regions';
import type { Region } from 'wavesurfer.js/plugins/regions';
import { element, setAttribute } from './elements.js';

type Regions = ReturnType<typeof Plugin.create>;

export interface WaveformSettings {
  readonly media: HTMLMediaElement;
  /** The largest amplitude of each stretch of the recording, 0 to 1: whole recordings are too long to be decoded in a browser. */
  readonly peaks: readonly number[];
  readonly speech: readonly Speech[];
  /** The accessible name. */
  readonly label: string;
  /** Called after a double click between cues, with its time in milliseconds. */
  readonly onGap: (time: number) => void;
}

/** How far an edge snaps to a word, in pixels. */
const reach = 8;
const pixelsPerSecond = 100;

/** The height in pixels, with space for a scroll bar (src/studio.css). */
const height = 96;

/** The maximum number of regions at a time; zoomed out further, they could not be distinguished. */
const mostRegions = 200;

export class Waveform {
  readonly #studio: Studio;
  readonly #surfer: WaveSurfer;
  readonly #regions: Regions;
  readonly #speech: readonly Speech[];
  readonly #shown = new Map<string, Region>();
  #view: readonly [number, number] = [0, 0];

  private constructor(studio: Studio, surfer: WaveSurfer, regions: Regions, speech: readonly Speech[], onGap: (time: number) => void) {
    this.#studio = studio;
    this.#surfer = surfer;
    this.#regions = regions;
    this.#speech = speech;
    surfer.on('scroll', (start, end) => {
      this.#view = [start * 1000, end * 1000];
      this.draw();
    });
    regions.on('region-clicked', (region, event) => {
      studio.choose(placeOf(studio.document, region.id), event.shiftKey);
    });
    // Only between cues: in a cue, its region receives the click.
    surfer.on('dblclick', relative => onGap(relative * studio.document.duration));
    regions.on('region-updated', (region, side) => this.#dragged(region, side));
  }

  /** Draws the waveform into an element. The library is loaded only now, so that the list appears before it. */
  static async into(container: HTMLElement, studio: Studio, settings: WaveformSettings): Promise<Waveform> {
    const from = (file: string) => new URL(`../wavesurfer/${file}`, import.meta.url).href;
    const [{ default: surfers }, { default: plugins }] = (await Promise.all([import(from('wavesurfer.esm.js')), import(from('regions.esm.js'))])) as [
      { default: typeof WaveSurfer },
      { default: typeof Plugin },
    ];
    // A canvas knows neither CSS variables nor colour schemes: these two properties contain the computed colours.
    const style = getComputedStyle(container);
    const regions = plugins.create();
    const inner = element('div', {});
    const surfer = surfers.create({
      container: inner,
      media: settings.media,
      peaks: [[...settings.peaks]],
      duration: studio.document.duration / 1000,
      minPxPerSec: pixelsPerSecond,
      height,
      normalize: true,
      waveColor: style.color,
      progressColor: style.caretColor,
      plugins: [regions],
    });
    prepare(inner, settings.label);
    container.append(inner);
    const waveform = new Waveform(studio, surfer, regions, settings.speech, settings.onGap);
    waveform.#view = [0, (container.clientWidth / pixelsPerSecond) * 1000];
    surfer.on('ready', () => waveform.draw());
    return waveform;
  }

  /** Synchronises the regions with the cues in view. */
  draw(): void {
    const { document: captions, selection } = this.#studio;
    const from = Math.max(0, placeBefore(captions, this.#view[0]));
    const to = placeBefore(captions, this.#view[1]) + 1;
    const cues = captions.cues.slice(from, Math.min(to, from + mostRegions));
    const there = new Set(cues.map(cue => cue.id));
    for (const [id, region] of this.#shown) {
      if (!there.has(id)) {
        region.remove();
        this.#shown.delete(id);
      }
    }
    for (const cue of cues) {
      const color = selection.selected.has(cue.id) ? 'rgb(76 91 212 / 35%)' : 'rgb(122 129 148 / 20%)';
      const [start, end] = [cue.start / 1000, cue.end / 1000];
      const region = this.#shown.get(cue.id);
      if (!region) {
        this.#shown.set(cue.id, this.#regions.addRegion({ id: cue.id, start, end, color, drag: true, resize: true }));
      } else if (region.start !== start || region.end !== end || region.color !== color) {
        region.setOptions({ start, end, color });
      }
    }
  }

  end(): void {
    this.#surfer.destroy();
  }

  #dragged(region: Region, side: Edge | undefined): void {
    const cue = this.#studio.document.cues[placeOf(this.#studio.document, region.id)];
    if (!cue) {
      return;
    }
    if (side) {
      const time = snap(this.#studio.document, this.#speech, side, region[side] * 1000, (reach / pixelsPerSecond) * 1000);
      this.#studio.edit(document => moveEdge(document, cue.id, side, time));
    } else {
      this.#studio.edit(document => shift(document, new Set([cue.id]), region.start * 1000 - cue.start));
    }
    // Moves the region back to its cue, if the cue could not follow all the way.
    this.draw();
  }
}

/**
 * The library inserts a style element into its shadow tree, which the page's content security policy forbids; the same rules as a constructed
 * style sheet are permitted. Scrollable elements have to be reachable by keyboard.
 */
function prepare(container: HTMLElement, label: string): void {
  for (const { shadowRoot } of container.children) {
    const styles = shadowRoot?.querySelector('style');
    if (shadowRoot && styles) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(styles.textContent ?? '');
      shadowRoot.adoptedStyleSheets = [sheet];
      styles.remove();
    }
    const scrolled = shadowRoot?.querySelector('[part="scroll"]');
    if (scrolled) {
      setAttribute(scrolled, 'tabindex', '0');
      setAttribute(scrolled, 'role', 'region');
      setAttribute(scrolled, 'aria-label', label);
    }
  }
}
