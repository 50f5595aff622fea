// Divides a cue at a position in its text, at the times of its words.
import { clamp, shortestCue, type Cue, type Word } from '../model/document.js';
import { refuse, type Refused } from '../model/outcome.js';
import { spansOf, wholeCharacter } from '../model/tokens.js';

/** The longest pause over which two halves stay joined; an empty screen for so short a time would flicker. */
const chained = 300;

export interface Halves {
  readonly first: Cue;
  readonly second: Cue;
}

/** Returns both halves, each with the id of the cue. The first ends with its last word, the second starts with its first. */
export function halvesAt(cue: Cue, offset: number): Halves | Refused {
  if (cue.end - cue.start < 2 * shortestCue) {
    return refuse('too_short');
  }
  const cut = wholeCharacter(cue.text, offset);
  const texts = [cue.text.slice(0, cut).trimEnd(), cue.text.slice(cut).trimStart()] as const;
  if (texts[0].length === 0 || texts[1].length === 0) {
    return refuse('empty_half');
  }
  const words = cue.words && dividedWords(cue.text, cue.words, cut);
  const [end, start] = timesOf(cue, words, cut);
  const speakers = cue.speakers && speakersOf(cue.speakers, texts[0]);
  return {
    first: { ...cue, end, text: texts[0], words: words && words[0], speakers: speakers && speakers[0] },
    second: { ...cue, start, text: texts[1], words: words && words[1], speakers: speakers && speakers[1] },
  };
}

/** Returns the position in the text that is spoken at a time: the start of the first word whose middle is later. */
export function offsetAt(cue: Cue, time: number): number {
  const words = cue.words ?? [];
  const spans = spansOf(cue.text, words);
  const next = words.findIndex((word, i) => spans[i] && (word.start + word.end) / 2 > time);
  if (next >= 0) {
    return spans[next]!.from;
  }
  if (spans.some(span => span !== null)) {
    return cue.text.length;
  }
  // The times of the words are unknown: take the space nearest to where a steady reader would be.
  const guess = Math.round((cue.text.length * (time - cue.start)) / (cue.end - cue.start));
  const spaces = [...cue.text.matchAll(/\s+/gu)].map(found => found.index + found[0].length);
  return spaces.reduce((best, space) => (Math.abs(space - guess) < Math.abs(best - guess) ? space : best), spaces[0] ?? guess);
}

function dividedWords(text: string, words: readonly Word[], cut: number): readonly [readonly Word[], readonly Word[]] {
  const spans = spansOf(text, words);
  const first: Word[] = [];
  const second: Word[] = [];
  let isSecond = false;
  words.forEach((word, i) => {
    const span = spans[i];
    if (span && span.from < cut && cut < span.to) {
      // The word after it may begin before it has ended, but not before its second half.
      const even = word.start + Math.round(((word.end - word.start) * (cut - span.from)) / (span.to - span.from));
      const middle = Math.min(even, words[i + 1]?.start ?? even);
      first.push({ ...word, text: text.slice(span.from, cut), end: middle });
      second.push({ ...word, text: text.slice(cut, span.to), start: middle });
      isSecond = true;
      return;
    }
    // A word that is not in the text stays with the previous one.
    isSecond ||= !!span && span.from >= cut;
    (isSecond ? second : first).push(word);
  });
  return [first, second];
}

function timesOf(cue: Cue, words: readonly [readonly Word[], readonly Word[]] | null, cut: number): [end: number, start: number] {
  const within = (time: number) => clamp(time, cue.start + shortestCue, cue.end - shortestCue);
  const last = words?.[0].at(-1)?.end;
  const next = words?.[1][0]?.start;
  if (last === undefined || next === undefined) {
    const time = within(next ?? last ?? cue.start + Math.round(((cue.end - cue.start) * cut) / cue.text.length));
    return [time, time];
  }
  const start = within(next);
  return [start - last <= chained ? start : Math.min(within(last), start), start];
}

/** Assigns the speakers: each speaker's lines begin with a dash, so the first half has as many speakers as dashes, the second the rest. */
function speakersOf(speakers: readonly number[], first: string): readonly [readonly number[], readonly number[]] {
  if (speakers.length < 2) {
    return [speakers, speakers];
  }
  const begun = clamp(first.split('\n').filter(line => /^[-‐‑–—]/u.test(line)).length, 1, speakers.length);
  return [speakers.slice(0, begun), begun < speakers.length ? speakers.slice(begun) : speakers.slice(-1)];
}
