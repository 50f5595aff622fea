// Compares two revisions line by line, for display.
import type { CaptionDocument, Cue } from './document.js';

export interface Difference {
  readonly cue: string;
  /** Null if the line is new. */
  readonly before: Cue | null;
  /** Null if the line was deleted. */
  readonly after: Cue | null;
}

/** Returns the lines whose text, times or speakers differ, in the order of their start. Times of words are ignored, because readers do not see them. */
export function compare(before: CaptionDocument, after: CaptionDocument): readonly Difference[] {
  const old = new Map(before.cues.map(cue => [cue.id, cue]));
  const now = new Map(after.cues.map(cue => [cue.id, cue]));
  return [...new Set([...old.keys(), ...now.keys()])]
    .map(cue => ({ cue, before: old.get(cue) ?? null, after: now.get(cue) ?? null }))
    .filter(({ before: was, after: is }) => !was || !is || !readsAlike(was, is))
    .sort((a, b) => startOf(a) - startOf(b));
}

function readsAlike(a: Cue, b: Cue): boolean {
  return a.text === b.text && a.start === b.start && a.end === b.end && (a.speakers ?? []).join() === (b.speakers ?? []).join();
}

function startOf(difference: Difference): number {
  return (difference.after ?? difference.before)!.start;
}
