// Joins consecutive cues into one.
import { longestText, type Cue, type Word } from '../model/document.js';
import { refuse, type Refused } from '../model/outcome.js';
import { spread } from '../model/retype.js';
import { isUnspaced } from '../model/tokens.js';

/** Returns one cue with the id of the first. Lines of different speakers stay separate, each with its dash. */
export function joined(first: Cue, second: Cue): Cue | Refused {
  const speakers = speakersOf(first, second);
  const text = speakers && speakers.length > 1 ? dashed(first, second) : `${first.text}${gapBetween(first.text, second.text)}${second.text}`;
  if (text.length > longestText) {
    return refuse('too_long');
  }
  return { ...first, end: Math.max(first.end, second.end), text, words: wordsOf(first, second), speakers };
}

/** Returns the separator of two texts that are joined: nothing if one is empty or the script has no spaces. */
export function gapBetween(first: string, second: string): string {
  const last = [...first].at(-1);
  const next = [...second][0];
  return last === undefined || next === undefined || (isUnspaced(last) && isUnspaced(next)) ? '' : ' ';
}

function wordsOf(first: Cue, second: Cue): readonly Word[] | null {
  if (!first.words && !second.words) {
    return null;
  }
  const words = [...(first.words ?? spread(first.text, first.start, first.end)), ...(second.words ?? spread(second.text, second.start, second.end))];
  // Shifted cues may have words that are later than those of the next cue.
  let latest = 0;
  return words.map(word => {
    const isBehind = word.start < latest;
    latest = Math.max(latest, word.start);
    return isBehind ? { ...word, start: latest, end: Math.max(latest, word.end) } : word;
  });
}

function speakersOf(first: Cue, second: Cue): readonly number[] | null {
  if (!first.speakers || !second.speakers) {
    return first.speakers ?? second.speakers;
  }
  // If the last speaker of the first cue continues, the second cue adds no speaker.
  return first.speakers.at(-1) === second.speakers[0] ? [...first.speakers, ...second.speakers.slice(1)] : [...first.speakers, ...second.speakers];
}

function dashed(first: Cue, second: Cue): string {
  const begin = second.text.replace(/^[-‐‑–—]\s*/u, '');
  const goesOn = first.speakers?.at(-1) === second.speakers?.[0];
  const before = (first.speakers?.length ?? 0) > 1 ? first.text : `- ${first.text}`;
  return goesOn ? `${before} ${begin}` : `${before}\n- ${begin}`;
}
