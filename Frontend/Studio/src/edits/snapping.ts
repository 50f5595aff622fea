// Snaps a dragged edge to the borders of words and speech, so that nobody has to hit the millisecond.
import { placeBefore, type CaptionDocument } from '../model/document.js';
import type { Edge } from './timing.js';

/** A stretch of sound in which somebody speaks. */
export interface Speech {
  readonly start: number;
  readonly end: number;
}

/** Returns the border of a word or of speech that is nearest to a time, within a number of milliseconds; the time itself if there is none. */
export function snap(document: CaptionDocument, speech: readonly Speech[], edge: Edge, time: number, reach: number): number {
  let best = Math.round(time);
  let distance = reach;
  const look = (candidate: number) => {
    const away = Math.abs(candidate - time);
    if (away <= distance) {
      [best, distance] = [candidate, away];
    }
  };

  // Words may lie outside their cue, but hardly beyond the neighbouring cues.
  const place = placeBefore(document, time);
  for (const cue of document.cues.slice(Math.max(0, place - 1), place + 3)) {
    cue.words?.forEach(word => look(word[edge]));
  }
  for (let i = firstAfter(speech, time - reach); i < speech.length && speech[i]!.start <= time + reach; i++) {
    look(speech[i]![edge]);
  }
  return best;
}

/** Returns the index of the first stretch that ends at or after a time. */
function firstAfter(speech: readonly Speech[], time: number): number {
  let low = 0;
  let high = speech.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (speech[middle]!.end < time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
