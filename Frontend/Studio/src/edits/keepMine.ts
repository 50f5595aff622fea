// Takes one's own line after all, of which somebody else's was saved.
import { placeOf, shortestCue, type CaptionDocument } from '../model/document.js';
import { refuse, type Outcome } from '../model/outcome.js';
import type { Conflict } from '../saving/merging.js';
import { replaceCues } from './cues.js';

/** The line as it was here, as far as its neighbours now leave room; gone, if it was deleted here. */
export function keepMine(document: CaptionDocument, { cue: id, mine }: Conflict): Outcome {
  const place = placeOf(document, id);
  const now = document.cues[place];
  if (!now) {
    return refuse('no_cue');
  }
  if (!mine) {
    return replaceCues(document, place, 1, []);
  }
  const start = Math.max(mine.start, document.cues[place - 1]?.end ?? 0);
  const end = Math.min(mine.end, document.cues[place + 1]?.start ?? document.duration);
  if (end - start < shortestCue) {
    return refuse('no_room');
  }
  return now === mine ? refuse('nothing_changed') : replaceCues(document, place, 1, [{ ...mine, start, end }]);
}
