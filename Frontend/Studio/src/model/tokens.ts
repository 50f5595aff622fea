// Locates the words of a cue in its text, and divides a text into words.
import type { Word } from './document.js';

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Chinese and Japanese have no spaces, Thai, Lao, Burmese and Khmer only between phrases: each syllable or character counts as a word. */
const unspaced = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u312f\u31a0-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u{20000}-\u{3fffd}]/u;
const dashes = /^[-‐‑–—]\s+/u;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Checks whether a character is of a script without spaces between words. */
export function isUnspaced(character: string): boolean {
  return unspaced.test(character);
}

/** The span of each word in a text; null for a word that is not there. */
export function spansOf(text: string, words: readonly Word[]): (Span | null)[] {
  let from = 0;
  return words.map(word => {
    const wanted = word.text.trim();
    const found = wanted.length > 0 ? text.indexOf(wanted, from) : -1;
    if (found < 0) {
      return null;
    }
    from = found + wanted.length;
    return { from: found, to: from };
  });
}

/** The words of a typed text. The dash with which a speaker's line begins is none. */
export function tokensOf(text: string): Span[] {
  const tokens: Span[] = [];
  let lineStart = 0;
  for (const line of text.split('\n')) {
    const dash = dashes.exec(line)?.[0].length ?? 0;
    for (const found of line.slice(dash).matchAll(/\S+/gu)) {
      const from = lineStart + dash + found.index;
      tokens.push(...piecesOf(found[0]).map(piece => ({ from: from + piece.from, to: from + piece.to })));
    }
    lineStart += line.length + 1;
  }
  return tokens;
}

/** Returns the nearest position, at or before a position in a text, that does not divide a user-perceived character. */
export function wholeCharacter(text: string, offset: number): number {
  if (offset <= 0 || offset >= text.length) {
    return Math.max(0, Math.min(offset, text.length));
  }
  return segmenter.segment(text).containing(offset)?.index ?? offset;
}

function piecesOf(token: string): Span[] {
  if (!isUnspaced(token)) {
    return [{ from: 0, to: token.length }];
  }
  const pieces: Span[] = [];
  let from = 0;
  let last = '';
  for (const { segment, index } of segmenter.segment(token)) {
    // Marks such as a full stop belong to the preceding word, and words of other scripts stay whole.
    const continues = index > 0 && (/^\p{P}/u.test(segment) || (!isUnspaced(segment) && !isUnspaced(last)));
    if (!continues && index > from) {
      pieces.push({ from, to: index });
      from = index;
    }
    last = segment;
  }
  pieces.push({ from, to: token.length });
  return pieces;
}
