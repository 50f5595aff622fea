// Restores the user's own version of a line after a conflict in which another user's version was saved.
import { placeOf, shortestCue, type CaptionDocument } from '../model/document.js';
import { refuse, type Outcome } from '../model/outcome.js';
import type { Conflict } from '../saving/merging.js';
import { replaceCues } from './cues.js';

/** Restores the own line, as far as its neighbours now leave room; deletes it if it was deleted here. */
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
