// Finds places in a document to go to: doubtful words, bookmarks, cue numbers and times.
import { placeBefore, type CaptionDocument, type Cue } from '../model/document.js';
import { spansOf } from '../model/tokens.js';

/** A word of a cue in which the recogniser had little confidence. */
export interface DoubtfulWord {
  readonly cue: Cue;
  readonly word: number;
  /** Its position in the text. */
  readonly from: number;
  readonly to: number;
  readonly time: number;
}

/** Words with less confidence than this are marked. */
export const doubtBelow = 0.6;

/** Returns the doubtful words of a cue that are in its text. */
export function doubtfulIn(cue: Cue, below = doubtBelow): DoubtfulWord[] {
  if (!cue.words?.some(word => word.confidence !== null && word.confidence < below)) {
    return [];
  }
  const spans = spansOf(cue.text, cue.words);
  return cue.words.flatMap((word, i) => {
    const span = spans[i];
    return span && word.confidence !== null && word.confidence < below ? [{ cue, word: i, from: span.from, to: span.to, time: word.start }] : [];
  });
}

/** Returns the nearest doubtful word after or before a position in a cue; null if there is none up to the end or the start of the document. */
export function nextDoubtful(document: CaptionDocument, place: number, offset: number, direction: 1 | -1, below = doubtBelow): DoubtfulWord | null {
  for (let i = Math.max(place, direction > 0 ? 0 : -1); i >= 0 && i < document.cues.length; i += direction) {
    const words = doubtfulIn(document.cues[i]!, below).filter(word => i !== place || (direction > 0 ? word.from > offset : word.from < offset));
    const found = direction > 0 ? words[0] : words.at(-1);
    if (found) {
      return found;
    }
  }
  return null;
}

/**
 * Returns the index of the cue that an input refers to: a number, from 1, or a time such as 1:02:03.5, 2:05 or 90.5s; null if it is neither.
 * A number beyond the last cue refers to the last one.
 */
export function jumpTarget(document: CaptionDocument, typed: string): number | null {
  const text = typed.trim();
  if (document.cues.length === 0) {
    return null;
  }
  if (/^\d{1,9}$/.test(text)) {
    return Math.max(0, Math.min(Number(text), document.cues.length) - 1);
  }
  const parts = /^(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6}(?:[.,]\d{1,3})?)s?$/i.exec(text);
  if (!parts || !/[:.,s]/i.test(text)) {
    return null;
  }
  const seconds = Number(parts[1] ?? 0) * 3600 + Number(parts[2] ?? 0) * 60 + Number(parts[3]!.replace(',', '.'));
  return Math.max(0, placeBefore(document, Math.round(seconds * 1000)));
}

/** Adds a bookmark, or removes the one in the same cue or at the same time. Returns the times of all bookmarks. */
export function toggleBookmark(bookmarks: readonly number[], document: CaptionDocument, time: number): readonly number[] {
  const cue = document.cues[placeBefore(document, time)];
  const isHere = (mark: number) => mark === time || (!!cue && time < cue.end && mark >= cue.start && mark < cue.end);
  return bookmarks.some(isHere) ? bookmarks.filter(mark => !isHere(mark)) : [...bookmarks, time].sort((a, b) => a - b);
}

/** Returns the nearest bookmark after or before a time, wrapping around at the ends; null if there is none. */
export function nextBookmark(bookmarks: readonly number[], time: number, direction: 1 | -1): number | null {
  const found = direction > 0 ? bookmarks.find(mark => mark > time) : bookmarks.findLast(mark => mark < time);
  return found ?? bookmarks.at(direction > 0 ? 0 : -1) ?? null;
}
