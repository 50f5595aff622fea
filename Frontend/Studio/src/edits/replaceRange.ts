// Takes in what was recognised anew of a stretch of the recording.
import { shortestCue, type CaptionDocument, type Cue } from '../model/document.js';
import { refuse, type Outcome } from '../model/outcome.js';

/**
 * Replaces the cues that lie in a stretch, by their middle, by others. These are cut to the room between the neighbours that stay; who speaks stays
 * as it was where one person did, because speakers of another recognition have numbers of their own.
 */
export function replaceRange(document: CaptionDocument, recognised: readonly Cue[], start: number, end: number, newId: () => string): Outcome {
  const isIn = (cue: Cue) => cue.start + cue.end >= 2 * start && cue.start + cue.end < 2 * end;
  const from = document.cues.findIndex(cue => cue.start + cue.end >= 2 * start);
  const at = from < 0 ? document.cues.length : from;
  const replaced = document.cues.slice(at).filter(isIn);
  const after = document.cues.slice(at + replaced.length);
  let low = Math.max(0, document.cues[at - 1]?.end ?? 0);
  const high = Math.min(document.duration, after[0]?.start ?? document.duration);
  const speakers = onlySpeakerOf(replaced);
  const cues: Cue[] = [];
  for (const cue of recognised.filter(isIn)) {
    const [cut, last] = [Math.max(low, cue.start), Math.min(high, cue.end)];
    if (last - cut >= shortestCue) {
      cues.push({ ...cue, id: newId(), start: cut, end: last, speakers, words: cue.words && cue.words.map(word => ({ ...word, speaker: speakers?.[0] ?? null })) });
      low = last;
    }
  }
  return cues.length === 0 ? refuse('nothing_changed') : { ...document, cues: [...document.cues.slice(0, at), ...cues, ...after] };
}

function onlySpeakerOf(cues: readonly Cue[]): readonly number[] | null {
  const speakers = new Set(cues.flatMap(cue => cue.speakers ?? []));
  return speakers.size === 1 && cues.every(cue => cue.speakers) ? [...speakers] : null;
}
