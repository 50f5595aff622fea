// Begins a track with the times of another one, to be translated by hand.
import { shortestCue, type CaptionDocument, type Cue } from '../model/document.js';
import { refuse, type Outcome } from '../model/outcome.js';

/** Gives a document without cues the cues of another one of the same recording, without their texts. */
export function takeTimes(document: CaptionDocument, other: CaptionDocument, newId: () => string): Outcome {
  if (document.cues.length > 0) {
    return refuse('not_empty');
  }
  const cues: Cue[] = [];
  other.cues.forEach(({ start, end }, i) => {
    const last = Math.min(end, document.duration, other.cues[i + 1]?.start ?? end);
    if (last - start >= shortestCue) {
      cues.push({ id: newId(), start, end: last, text: '', words: null, speakers: null });
    }
  });
  return cues.length > 0 ? { ...document, cues } : refuse('no_cue');
}
