// Finds what makes captions hard to read, while the user types.
import { longestText, type CaptionDocument, type Cue } from '../model/document.js';
import { columnsOf } from './columns.js';
import type { Preset } from './presets.js';

export type FaultKind =
  | 'empty' | 'too_many_characters' | 'too_fast' | 'too_short' | 'too_long' | 'line_too_long' | 'too_many_lines' | 'gap_too_small' | 'overlap' | 'outside';

export interface Fault {
  readonly cue: string;
  readonly kind: FaultKind;
  /** The measured value, in the unit of the limit: columns per second, milliseconds, columns, lines or characters. */
  readonly is: number;
  readonly limit: number;
}

/** Checks a whole document. A cue is checked again only when it or the next one has changed, because the check runs for each key with 5,000 cues. */
export class FaultList {
  #preset: Preset;
  #known = new WeakMap<Cue, { next: Cue | undefined; duration: number; faults: readonly Fault[] }>();

  constructor(preset: Preset) {
    this.#preset = preset;
  }

  get preset(): Preset {
    return this.#preset;
  }

  set preset(preset: Preset) {
    this.#preset = preset;
    this.#known = new WeakMap();
  }

  /** All faults, in the order of the cues. */
  of(document: CaptionDocument): Fault[] {
    return document.cues.flatMap((_, place) => this.ofCue(document, place));
  }

  /** The faults of one cue. Faults between two cues belong to the first one. */
  ofCue(document: CaptionDocument, place: number): readonly Fault[] {
    const cue = document.cues[place]!;
    const next = document.cues[place + 1];
    const known = this.#known.get(cue);
    if (known && known.next === next && known.duration === document.duration) {
      return known.faults;
    }
    const faults = [...faultsAlone(cue, document.duration, this.#preset), ...faultsBetween(cue, next, this.#preset)];
    this.#known.set(cue, { next, duration: document.duration, faults });
    return faults;
  }
}

/** Computes how fast a cue has to be read, in columns per second. */
export function readingSpeed(cue: Cue): number {
  return columnsOf(cue.text.replaceAll('\n', ' ')) / Math.max((cue.end - cue.start) / 1000, 0.001);
}

function faultsAlone(cue: Cue, duration: number, preset: Preset): Fault[] {
  const faults: Fault[] = [];
  const check = (isFault: boolean, kind: FaultKind, is: number, limit: number) => {
    if (isFault) {
      faults.push({ cue: cue.id, kind, is, limit });
    }
  };
  const length = cue.end - cue.start;
  const lines = cue.text.split('\n');
  const widest = Math.max(...lines.map(columnsOf));
  const speed = Math.round(readingSpeed(cue) * 10) / 10;
  check(cue.text.trim().length === 0, 'empty', 0, 1);
  check(cue.text.length > longestText, 'too_many_characters', cue.text.length, longestText);
  check(speed > preset.readingSpeed, 'too_fast', speed, preset.readingSpeed);
  check(length < preset.shortest, 'too_short', length, preset.shortest);
  check(length > preset.longest, 'too_long', length, preset.longest);
  check(widest > preset.lineLength, 'line_too_long', widest, preset.lineLength);
  check(lines.length > preset.lines, 'too_many_lines', lines.length, preset.lines);
  check(cue.end > duration, 'outside', cue.end, duration);
  return faults;
}

/** Cues without any gap between them were joined on purpose. */
function faultsBetween(cue: Cue, next: Cue | undefined, preset: Preset): Fault[] {
  const gap = next ? next.start - cue.end : 0;
  return gap < 0 ? [{ cue: cue.id, kind: 'overlap', is: -gap, limit: 0 }]
    : gap > 0 && gap < preset.smallestGap ? [{ cue: cue.id, kind: 'gap_too_small', is: gap, limit: preset.smallestGap }]
    : [];
}
