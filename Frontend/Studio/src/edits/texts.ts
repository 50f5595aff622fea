// Edits of texts and speakers.
import { longestText, placeOf, type CaptionDocument } from '../model/document.js';
import { refuse, type Outcome } from '../model/outcome.js';
import { retype } from '../model/retype.js';
import { mapCues, replaceCues } from './cues.js';

/** Replaces the text of a cue. Its times are kept, and so are those of the words that were not changed. */
export function setText(document: CaptionDocument, id: string, text: string): Outcome {
  const place = placeOf(document, id);
  const cue = document.cues[place];
  if (!cue) {
    return refuse('no_cue');
  }
  const typed = text.replaceAll('\r', '');
  if (typed.length > longestText) {
    return refuse('too_long');
  }
  return typed === cue.text ? refuse('nothing_changed') : replaceCues(document, place, 1, [retype(cue, typed)]);
}

/** Assigns cues to one speaker, from 1, or to nobody. Dashes that marked several speakers are removed. */
export function setSpeaker(document: CaptionDocument, ids: ReadonlySet<string>, speaker: number | null): Outcome {
  return mapCues(document, ids, cue => {
    const speakers = speaker === null ? null : [speaker];
    if (cue.speakers?.length === speakers?.length && cue.speakers?.[0] === speakers?.[0]) {
      return cue;
    }
    const undashed = (cue.speakers?.length ?? 0) > 1 ? cue.text.replaceAll(/^[-‐‑–—]\s*/gmu, '') : cue.text;
    const plain = undashed === cue.text ? cue : retype(cue, undashed);
    return { ...plain, speakers, words: plain.words && plain.words.map(word => ({ ...word, speaker })) };
  });
}

/** Names the speakers, starting with speaker 1. */
export function nameSpeakers(document: CaptionDocument, names: readonly string[]): Outcome {
  const trimmed = names.map(name => name.trim());
  const isSame = trimmed.length === document.speakers.length && trimmed.every((name, i) => name === document.speakers[i]);
  return isSame ? refuse('nothing_changed') : { ...document, speakers: trimmed };
}
