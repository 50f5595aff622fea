// The document that the studio edits. It is immutable: an edit creates a new one that shares the unchanged parts. Times are integer milliseconds
// from the start of the recording, because fractions of seconds would accumulate rounding errors.

/** A word with the time at which it is spoken, which may lie outside the time of its cue. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** 0 to 1; null if the recogniser did not provide it, or a user typed the word. */
  readonly confidence: number | null;
  /** From 1; null if unknown. */
  readonly speaker: number | null;
}

/** One caption on the screen. */
export interface Cue {
  /** Identifies the cue for as long as the document exists, wherever it moves. */
  readonly id: string;
  readonly start: number;
  readonly end: number;
  /** Lines, separated by LF; empty only until the user has typed a text. */
  readonly text: string;
  readonly words: readonly Word[] | null;
  /** The speakers, from 1; several if each starts a line with a dash. */
  readonly speakers: readonly number[] | null;
}

/** Captions of one recording in one language. */
export interface CaptionDocument {
  /** A BCP 47 tag. */
  readonly language: string;
  /** The length of the recording. */
  readonly duration: number;
  /** The names of the speakers, starting with speaker 1; empty for none. */
  readonly speakers: readonly string[];
  /** In the order of their start. */
  readonly cues: readonly Cue[];
}

/** The minimum length of a cue after an edit: two frames of film and a little more. */
export const shortestCue = 100;

/** The maximum number of characters in a cue, in UTF-16 units; the API refuses more. */
export const longestText = 500;

/** Creates a document without cues, to be filled by hand. */
export function emptyDocument(language: string, duration: number): CaptionDocument {
  return { language, duration, speakers: [], cues: [] };
}

/** Returns the index of a cue; -1 if there is none with this id. */
export function placeOf(document: CaptionDocument, id: string): number {
  return document.cues.findIndex(cue => cue.id === id);
}

/** Returns the index of the last cue that starts at or before a time; -1 if all start later. */
export function placeBefore(document: CaptionDocument, time: number): number {
  let low = 0;
  let high = document.cues.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (document.cues[middle]!.start <= time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}

/** Returns the cue that is shown at a time; null between cues. */
export function cueAt(document: CaptionDocument, time: number): Cue | null {
  const cue = document.cues[placeBefore(document, time)];
  return cue && time < cue.end ? cue : null;
}

/** Limits a number to a range; the lower limit wins. */
export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
