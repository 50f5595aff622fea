// Draws documents and edits by chance, the same for the same seed: a failure names its seed and can be drawn again.
import type { CaptionDocument, Cue, Word } from '../src/model/document.js';

export interface Chance {
  /** A whole number from low to high, both included. */
  whole(low: number, high: number): number;
  pick<T>(items: readonly T[]): T;
  truth(share?: number): boolean;
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  // mulberry32
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const whole = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return { whole, pick: items => items[whole(0, items.length - 1)]!, truth: (share = 0.5) => next() < share };
}

const vocabulary = [
  'we', 'Then', 'nobody', 'I', 'went', 'home.', 'What?', 'NASA', 'a', '10.5', 'naïve', '--', '<b>', '&', 'don’t', '你好', '世界。', 'สวัสดี', 'مرحبا', '👩‍👩‍👧', 'é', 'x'.repeat(30),
];

/** A document whose cues are in order and do not cross. */
export function documentOf(chance: Chance, cues = chance.whole(1, 12)): CaptionDocument {
  const made: Cue[] = [];
  let time = chance.whole(0, 500);
  for (let i = 1; i <= cues; i++) {
    const words = wordsOf(chance, time);
    const end = words.at(-1)!.end + chance.whole(0, 300);
    const isSpaced = chance.truth(0.8);
    made.push({
      id: `cue-${i}`,
      start: time,
      end,
      text: words.map((word, j) => (j === 0 ? '' : isSpaced ? ' ' : '\n') + word.text).join(''),
      words: chance.truth(0.85) ? words : null,
      speakers: chance.truth() ? [chance.whole(1, 3)] : null,
    });
    time = end + (chance.truth(0.3) ? 0 : chance.whole(1, 3000));
  }
  return { language: chance.pick(['en', 'pt-BR', 'de', 'zh']), duration: time + chance.whole(0, 5000), speakers: chance.truth() ? ['Ana', 'Bo'] : [], cues: made };
}

function wordsOf(chance: Chance, start: number): Word[] {
  let time = start;
  return Array.from({ length: chance.whole(1, 7) }, () => {
    const from = time + chance.whole(0, 200);
    time = from + chance.whole(120, 900);
    return { text: chance.pick(vocabulary), start: from, end: time, confidence: chance.truth(0.8) ? chance.whole(0, 100) / 100 : null, speaker: null };
  });
}
