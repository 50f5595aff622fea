// Stores drafts in parts: the base revision once, and for each key only the difference, because a document of several hours has megabytes.
import { changeBetween } from '../model/change.js';
import type { CaptionDocument, Cue } from '../model/document.js';
import type { Saved } from './ports.js';

/** The difference between a draft and its base revision. */
export interface Packed {
  /** The tag of the base revision; if it differs from the stored one, the two do not belong together. */
  readonly tag: string;
  readonly at: number;
  readonly removed: number;
  readonly inserted: readonly Cue[];
  readonly speakers: readonly string[];
}

export function pack(base: Saved, document: CaptionDocument): Packed {
  const change = changeBetween(base.document, document);
  return { tag: base.tag, at: change?.at ?? 0, removed: change?.removed.length ?? 0, inserted: change?.inserted ?? [], speakers: document.speakers };
}

/** Restores the draft; null if it belongs to another base revision. */
export function unpack(base: Saved, packed: Packed): CaptionDocument | null {
  const { cues } = base.document;
  return packed.tag === base.tag
    ? { ...base.document, speakers: packed.speakers, cues: [...cues.slice(0, packed.at), ...packed.inserted, ...cues.slice(packed.at + packed.removed)] }
    : null;
}
