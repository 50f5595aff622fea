// Converts captions from and to the form of the public API: seconds, and fields in snake_case.
import { clamp, type CaptionDocument, type Cue, type Word } from './document.js';

export interface WireWord {
  text: string;
  start: number;
  end: number;
  confidence?: number | null;
  speaker?: number | null;
}

export interface WireCue {
  /** Absent if a recogniser created the cue: its index is then the id, the same for every user. */
  id?: string | null;
  index: number;
  start: number;
  end: number;
  text: string;
  words?: WireWord[] | null;
  speakers?: number[] | null;
}

export interface WireDocument {
  language: string;
  duration_seconds: number;
  revision: number;
  cues: WireCue[];
  speakers?: string[] | null;
}

/** Reads a document of the API. */
export function fromWire(wire: WireDocument): CaptionDocument {
  return {
    language: wire.language,
    duration: milliseconds(wire.duration_seconds),
    speakers: wire.speakers ?? [],
    cues: wire.cues.map(cueFromWire),
  };
}

/** A whole document in the form of the API. It has neither the indexes of cues, which are their positions, nor the recording, which does not change. */
export interface WireReplacement {
  cues: Omit<WireCue, 'index'>[];
  speakers: string[] | null;
  /** Saved while the user types: such saves within some minutes become one revision. */
  autosave: true;
}

/** Writes a document for the API. Words are clamped to their cue, because other readers of captions expect them within it. */
export function toWire(document: CaptionDocument): WireReplacement {
  return {
    cues: document.cues.map(cue => ({
      id: cue.id,
      start: cue.start / 1000,
      end: cue.end / 1000,
      text: cue.text,
      words: cue.words && cue.words.map(word => wordToWire(word, cue)),
      speakers: cue.speakers && [...cue.speakers],
    })),
    speakers: document.speakers.length > 0 ? [...document.speakers] : null,
    autosave: true,
  };
}

function cueFromWire(cue: WireCue): Cue {
  return {
    id: cue.id ?? `cue-${cue.index}`,
    start: milliseconds(cue.start),
    end: milliseconds(cue.end),
    text: cue.text,
    words: cue.words ? cue.words.map(wordFromWire) : null,
    speakers: cue.speakers ?? null,
  };
}

function wordFromWire(word: WireWord): Word {
  return {
    text: word.text,
    start: milliseconds(word.start),
    end: milliseconds(word.end),
    confidence: word.confidence ?? null,
    speaker: word.speaker ?? null,
  };
}

function wordToWire(word: Word, cue: Cue): WireWord {
  return {
    text: word.text,
    start: clamp(word.start, cue.start, cue.end) / 1000,
    end: clamp(word.end, cue.start, cue.end) / 1000,
    confidence: word.confidence,
    speaker: word.speaker,
  };
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}
