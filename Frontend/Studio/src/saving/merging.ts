// Merges what two users did to one document since their last common revision. Lines that only one of them changed are taken; if both changed
// a line, the saved text is kept, and whoever saves later sees both texts.
import type { CaptionDocument, Cue } from '../model/document.js';

export interface Conflict {
  readonly cue: string;
  /** The line in the common revision; null if both created it. */
  readonly base: Cue | null;
  /** The line in this document; null if it was deleted here. */
  readonly mine: Cue | null;
  /** The line that another user saved; null if it was deleted there. */
  readonly theirs: Cue | null;
}

export interface Merged {
  readonly document: CaptionDocument;
  readonly conflicts: readonly Conflict[];
}

/** Merges two documents that have a common revision. */
export function mergeDocuments(base: CaptionDocument, mine: CaptionDocument, theirs: CaptionDocument): Merged {
  const [old, here, there] = [base, mine, theirs].map(document => new Map(document.cues.map(cue => [cue.id, cue])));
  const conflicts: Conflict[] = [];
  const cues: Cue[] = [];
  for (const id of new Set([...there!.keys(), ...here!.keys()])) {
    const line = { cue: id, base: old!.get(id) ?? null, mine: here!.get(id) ?? null, theirs: there!.get(id) ?? null };
    const cue = mergeLine(line, conflicts);
    if (cue) {
      cues.push(cue);
    }
  }
  cues.sort((a, b) => a.start - b.start || a.end - b.end || (a.id < b.id ? -1 : 1));
  return { document: { ...theirs, speakers: mergeNames(base, mine, theirs), cues: withoutOverlaps(cues, theirs) }, conflicts };
}

/** Checks whether two cues are equal to readers. */
export function isSameCue(a: Cue | null, b: Cue | null): boolean {
  return a === b || (!!a && !!b && a.start === b.start && a.end === b.end && a.text === b.text && isSame(a.speakers, b.speakers) && isSame(a.words, b.words));
}

function mergeLine(line: Conflict, conflicts: Conflict[]): Cue | null {
  const { base, mine, theirs } = line;
  // Use the objects of this document instead of equal copies: unchanged cues are recognised by their identity.
  if (isSameCue(mine, theirs) || isSameCue(theirs, base)) {
    return mine;
  }
  if (isSameCue(mine, base)) {
    return theirs;
  }
  if (!base || !mine || !theirs) {
    conflicts.push(line);
    // An edit takes precedence over a deletion.
    return theirs ?? mine;
  }

  const start = mergeValue(base.start, mine.start, theirs.start);
  const end = mergeValue(base.end, mine.end, theirs.end);
  const isTextFree = theirs.text === base.text || mine.text === base.text || mine.text === theirs.text;
  const areSpeakersMine = isSame(theirs.speakers, base.speakers);
  const areSpeakersFree = areSpeakersMine || isSame(mine.speakers, base.speakers) || isSame(mine.speakers, theirs.speakers);
  if (start === null || end === null || start >= end || !isTextFree || !areSpeakersFree) {
    conflicts.push(line);
    return theirs;
  }
  const said = saidBy(base, mine, theirs);
  const speakers = areSpeakersMine ? mine.speakers : theirs.speakers;
  const areWordsOfOthers = !isSame(speakers, said.speakers) && (speakers?.length ?? 0) < 2;
  const words = areWordsOfOthers ? said.words && said.words.map(word => ({ ...word, speaker: speakers?.[0] ?? null })) : said.words;
  return { ...said, start, end, speakers, words };
}

/** Chooses whose text and words are kept if only one user changed the text. Words move with their cue, which counts more than another speaker. */
function saidBy(base: Cue, mine: Cue, theirs: Cue): Cue {
  if (theirs.text !== base.text) {
    return theirs;
  }
  const areMine = mine.text !== base.text || (!isSame(mine.words, base.words) && (hasMoved(mine, base) || isSame(theirs.words, base.words)));
  return areMine ? mine : theirs;
}

function hasMoved(cue: Cue, base: Cue): boolean {
  return cue.start !== base.start || cue.end !== base.end;
}

/** Returns the value that one of two users changed; null if both did, differently. */
function mergeValue(base: number, mine: number, theirs: number): number | null {
  return mine === base || mine === theirs ? theirs : theirs === base ? mine : null;
}

function mergeNames(base: CaptionDocument, mine: CaptionDocument, theirs: CaptionDocument): readonly string[] {
  const length = Math.max(mine.speakers.length, theirs.speakers.length);
  return isSame(mine.speakers, base.speakers) ? theirs.speakers
    : isSame(theirs.speakers, base.speakers) ? mine.speakers
    : Array.from({ length }, (_, i) => {
      const [old, here, there] = [base, mine, theirs].map(document => document.speakers[i] ?? '');
      return there === old ? here! : there!;
    });
}

/**
 * Resolves overlaps: two users may move neighbouring cues over each other. The earlier cue is shortened, down to the minimum length; the rest
 * is in the list of faults. Cues that overlap in the saved document are left as they are.
 */
function withoutOverlaps(cues: readonly Cue[], theirs: CaptionDocument): readonly Cue[] {
  const saved = new Map(theirs.cues.map((cue, place) => [cue.id, place]));
  return cues.map((cue, place) => {
    const next = cues[place + 1];
    if (!next || cue.end <= next.start || next.start <= cue.start) {
      return cue;
    }
    const before = theirs.cues[saved.get(cue.id) ?? -1];
    const after = theirs.cues[saved.get(next.id) ?? -1];
    return before?.end === cue.end && after?.start === next.start ? cue : { ...cue, end: next.start };
  });
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
