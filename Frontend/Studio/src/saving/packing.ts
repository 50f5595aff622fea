// Drafts as they are stored: what they are made of once, and for each key only what differs from it. A document of hours is megabytes.
import { changeBetween } from '../model/change.js';
import type { CaptionDocument, Cue } from '../model/document.js';
import type { Saved } from './ports.js';

/** How a draft differs from the revision that it was made of. */
export interface Packed {
  /** The revision; another one means that both were not stored together. */
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

/** The draft again; null if it was made of another revision. */
export function unpack(base: Saved, packed: Packed): CaptionDocument | null {
  const { cues } = base.document;
  return packed.tag === base.tag
    ? { ...base.document, speakers: packed.speakers, cues: [...cues.slice(0, packed.at), ...packed.inserted, ...cues.slice(packed.at + packed.removed)] }
    : null;
}
