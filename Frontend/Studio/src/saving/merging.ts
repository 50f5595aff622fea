// Joins what two people did to one document since the revision that both had. Lines that one of them changed stand; of a line that both changed
// the saved text stays, and whoever saves later sees both texts.
import type { CaptionDocument, Cue } from '../model/document.js';

export interface Conflict {
  readonly cue: string;
  /** As both had it; null if both made it. */
  readonly base: Cue | null;
  /** As it is here; null if it was deleted here. */
  readonly mine: Cue | null;
  /** As it was saved by somebody else; null if it was deleted there. */
  readonly theirs: Cue | null;
}

export interface Merged {
  readonly document: CaptionDocument;
  readonly conflicts: readonly Conflict[];
}

/** Joins two documents that came of a third. */
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

/** Checks whether two cues say and show the same. */
export function isSameCue(a: Cue | null, b: Cue | null): boolean {
  return a === b || (!!a && !!b && a.start === b.start && a.end === b.end && a.text === b.text && isSame(a.speakers, b.speakers) && isSame(a.words, b.words));
}

function mergeLine(line: Conflict, conflicts: Conflict[]): Cue | null {
  const { base, mine, theirs } = line;
  // Objects from here rather than their copies from there: what did not change is known by its object.
  if (isSameCue(mine, theirs) || isSameCue(theirs, base)) {
    return mine;
  }
  if (isSameCue(mine, base)) {
    return theirs;
  }
  if (!base || !mine || !theirs) {
    conflicts.push(line);
    // What somebody wrote stays rather than what somebody deleted.
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

/** Whose text and words stand, where not both changed the text. Words move with their cue, which is more than to be given to a speaker. */
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

/** The value that one of two changed; null if both did, differently. */
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
 * Two people can move neighbours over each other. The earlier cue gives way, as far as it stays on the screen at all; what is left is in the list
 * of faults. Cues that overlap in what was saved are left as they are.
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
