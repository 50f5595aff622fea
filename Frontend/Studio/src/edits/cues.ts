// Helpers for edits: replace cues of a document, and move the times of a cue with its words.
import { type CaptionDocument, type Cue } from '../model/document.js';
import { refuse, type Outcome } from '../model/outcome.js';

/** Replaces some cues by others, which are in order and fit between their neighbours. */
export function replaceCues(document: CaptionDocument, at: number, count: number, cues: readonly Cue[]): CaptionDocument {
  return { ...document, cues: [...document.cues.slice(0, at), ...cues, ...document.cues.slice(at + count)] };
}

/** Changes some cues in place; cues that the change returns unchanged stay the same objects. */
export function mapCues(document: CaptionDocument, ids: ReadonlySet<string> | null, change: (cue: Cue) => Cue): Outcome {
  let changed = false;
  const cues = document.cues.map(cue => {
    const next = ids === null || ids.has(cue.id) ? change(cue) : cue;
    changed ||= next !== cue;
    return next;
  });
  return changed ? { ...document, cues } : refuse('nothing_changed');
}

/** Moves all times of a cue, including those of its words. */
export function retimeCue(cue: Cue, to: (time: number) => number): Cue {
  return {
    ...cue,
    start: to(cue.start),
    end: to(cue.end),
    words: cue.words && cue.words.map(word => ({ ...word, start: to(word.start), end: to(word.end) })),
  };
}
