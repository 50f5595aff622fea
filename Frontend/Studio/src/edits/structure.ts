// Edits that create cues, delete them, or move text from one to another.
import { placeBefore, placeOf, shortestCue, type CaptionDocument, type Cue } from '../model/document.js';
import { isRefused, refuse, type Outcome } from '../model/outcome.js';
import { replaceCues } from './cues.js';
import { halvesAt, offsetAt } from './halves.js';
import { joined } from './joining.js';

/** The maximum length of a cue that is created in a gap; the user can extend it. */
const usualCue = 2000;

/** Splits a cue at a position in its text; the second half becomes a new cue. */
export function split(document: CaptionDocument, id: string, offset: number, newId: string): Outcome {
  const place = placeOf(document, id);
  const cue = document.cues[place];
  if (!cue) {
    return refuse('no_cue');
  }
  const halves = halvesAt(cue, offset);
  return isRefused(halves) ? halves : replaceCues(document, place, 1, [halves.first, { ...halves.second, id: newId }]);
}

/** Splits the cue that is shown at a time, before the word that is spoken then. */
export function splitAtTime(document: CaptionDocument, time: number, newId: string): Outcome {
  const cue = document.cues[placeBefore(document, time)];
  return cue && time < cue.end ? split(document, cue.id, offsetAt(cue, time), newId) : refuse('no_cue');
}

/** Moves the text before a position to the previous cue, which then ends where the rest starts. */
export function giveBefore(document: CaptionDocument, id: string, offset: number): Outcome {
  const place = placeOf(document, id);
  const cue = document.cues[place];
  if (!cue) {
    return refuse('no_cue');
  }
  const before = document.cues[place - 1];
  if (!before) {
    return refuse('no_neighbour');
  }
  const halves = halvesAt(cue, offset);
  if (isRefused(halves)) {
    return halves;
  }
  const longer = joined(before, halves.first);
  return isRefused(longer) ? longer : replaceCues(document, place - 1, 2, [longer, halves.second]);
}

/** Moves the text after a position to the next cue, which then starts where the rest ends. */
export function giveAfter(document: CaptionDocument, id: string, offset: number): Outcome {
  const place = placeOf(document, id);
  const cue = document.cues[place];
  if (!cue) {
    return refuse('no_cue');
  }
  const after = document.cues[place + 1];
  if (!after) {
    return refuse('no_neighbour');
  }
  const halves = halvesAt(cue, offset);
  if (isRefused(halves)) {
    return halves;
  }
  const longer = joined(halves.second, after);
  return isRefused(longer) ? longer : replaceCues(document, place, 2, [halves.first, { ...longer, id: after.id }]);
}

/** Merges consecutive cues into the first of them; a single one with the next cue. */
export function merge(document: CaptionDocument, ids: ReadonlySet<string>): Outcome {
  const run = runOf(document, ids);
  if (!Array.isArray(run)) {
    return run;
  }
  const [at, count] = run;
  let whole: Cue = document.cues[at]!;
  for (const cue of document.cues.slice(at + 1, at + count)) {
    const longer = joined(whole, cue);
    if (isRefused(longer)) {
      return longer;
    }
    whole = longer;
  }
  return replaceCues(document, at, count, [whole]);
}

/** Creates a cue without text in the gap at a time. */
export function insert(document: CaptionDocument, time: number, newId: string): Outcome {
  const place = placeBefore(document, time);
  const before = document.cues[place];
  const low = before?.end ?? 0;
  const high = document.cues[place + 1]?.start ?? document.duration;
  if (high - low < shortestCue || time < low) {
    return refuse('no_room');
  }
  const start = Math.max(low, Math.min(Math.round(time), high - shortestCue));
  const cue: Cue = { id: newId, start, end: Math.min(high, start + usualCue), text: '', words: null, speakers: before?.speakers?.slice(-1) ?? null };
  return replaceCues(document, place + 1, 0, [cue]);
}

/** Deletes cues. */
export function remove(document: CaptionDocument, ids: ReadonlySet<string>): Outcome {
  const cues = document.cues.filter(cue => !ids.has(cue.id));
  return cues.length === document.cues.length ? refuse('no_cue') : { ...document, cues };
}

/** Returns the index of the first of some cues, and their number. */
export function runOf(document: CaptionDocument, ids: ReadonlySet<string>): [at: number, count: number] | ReturnType<typeof refuse> {
  const at = document.cues.findIndex(cue => ids.has(cue.id));
  if (at < 0) {
    return refuse('no_cue');
  }
  const count = Math.max(ids.size, 2);
  const run = document.cues.slice(at, at + count);
  if (run.length < 2) {
    return refuse('no_neighbour');
  }
  return ids.size > 1 && (run.length < count || !run.every(cue => ids.has(cue.id))) ? refuse('not_adjacent') : [at, count];
}
