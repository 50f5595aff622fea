// Describes what an edit changed, so that it can be undone: the replaced cues, and the names of speakers.
import type { CaptionDocument, Cue } from './document.js';

export interface Change {
  /** The index of the first changed cue. */
  readonly at: number;
  readonly removed: readonly Cue[];
  readonly inserted: readonly Cue[];
  /** Null if the names did not change. */
  readonly speakers: { readonly before: readonly string[]; readonly after: readonly string[] } | null;
}

/** Returns the change from one document to another; null if they do not differ. Unchanged cues are the same objects in both. */
export function changeBetween(before: CaptionDocument, after: CaptionDocument): Change | null {
  const [old, now] = [before.cues, after.cues];
  const shorter = Math.min(old.length, now.length);
  let at = 0;
  while (at < shorter && old[at] === now[at]) {
    at++;
  }
  let tail = 0;
  while (tail < shorter - at && old[old.length - 1 - tail] === now[now.length - 1 - tail]) {
    tail++;
  }
  const removed = old.slice(at, old.length - tail);
  const inserted = now.slice(at, now.length - tail);
  const speakers = before.speakers === after.speakers ? null : { before: before.speakers, after: after.speakers };
  return removed.length > 0 || inserted.length > 0 || speakers ? { at, removed, inserted, speakers } : null;
}

/** Applies a change to the document that it was made for. */
export function apply(document: CaptionDocument, change: Change): CaptionDocument {
  const { at, removed, inserted } = change;
  if (removed.some((cue, i) => document.cues[at + i] !== cue)) {
    throw new Error('The change belongs to another document.');
  }
  return {
    ...document,
    speakers: change.speakers ? change.speakers.after : document.speakers,
    cues: [...document.cues.slice(0, at), ...inserted, ...document.cues.slice(at + removed.length)],
  };
}

/** Returns the change that undoes another one. */
export function inverse(change: Change): Change {
  return {
    at: change.at,
    removed: change.inserted,
    inserted: change.removed,
    speakers: change.speakers && { before: change.speakers.after, after: change.speakers.before },
  };
}
