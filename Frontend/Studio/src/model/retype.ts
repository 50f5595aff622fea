// Assigns times to the words of a changed text: unchanged words keep theirs, new ones share the time between them.
import type { Cue, Word } from './document.js';
import { spansOf, tokensOf, type Span } from './tokens.js';

/** Replaces the text of a cue. Its times are kept; so are the words outside the changed stretch. */
export function retype(cue: Cue, text: string): Cue {
  return { ...cue, text, words: cue.words && wordsAfter(cue, cue.words, text) };
}

/** Creates words for a text that has none, which share a time by their lengths. */
export function spread(text: string, start: number, end: number): Word[] {
  return spreadTokens(text, tokensOf(text), start, end, null);
}

function wordsAfter(cue: Cue, words: readonly Word[], text: string): Word[] {
  const old = cue.text;
  const shorter = Math.min(old.length, text.length);
  let head = 0;
  while (head < shorter && old[head] === text[head]) {
    head++;
  }
  let tail = 0;
  while (tail < shorter - head && old[old.length - 1 - tail] === text[text.length - 1 - tail]) {
    tail++;
  }

  // A word is unchanged only as a whole: "go" in "going" is another word.
  const spans = spansOf(old, words);
  const tokens = tokensOf(text);
  const isHead = (i: number, j: number) => same(spans[i], tokens[j], 0, words[i]!, text) && tokens[j]!.to <= head;
  let kept = 0;
  while (kept < words.length && kept < tokens.length && isHead(kept, kept)) {
    kept++;
  }
  const moved = text.length - old.length;
  let back = 0;
  while (back < Math.min(words.length, tokens.length) - kept) {
    const [i, j] = [words.length - 1 - back, tokens.length - 1 - back];
    if (!same(spans[i], tokens[j], moved, words[i]!, text) || tokens[j]!.from < text.length - tail) {
      break;
    }
    back++;
  }

  const replaced = words.slice(kept, words.length - back);
  const typed = tokens.slice(kept, tokens.length - back);
  return [...words.slice(0, kept), ...retimed(cue, words, replaced, typed, text, kept, back), ...words.slice(words.length - back)];
}

function retimed(cue: Cue, words: readonly Word[], replaced: readonly Word[], typed: readonly Span[], text: string, kept: number, back: number): Word[] {
  if (replaced.length === typed.length) {
    // One word replaced by one: the correction gets the time of the mistake.
    return typed.map((token, i) => {
      const typedText = text.slice(token.from, token.to);
      return replaced[i]!.text === typedText ? replaced[i]! : { ...replaced[i]!, text: typedText, confidence: null };
    });
  }
  const start = replaced[0]?.start ?? words[kept - 1]?.end ?? Math.min(cue.start, words[kept]?.start ?? cue.start);
  const end = replaced.at(-1)?.end ?? words[words.length - back]?.start ?? Math.max(cue.end, start);
  const speaker = (replaced[0] ?? words[kept - 1] ?? words[0])?.speaker ?? null;
  return spreadTokens(text, typed, Math.min(start, end), end, speaker);
}

function same(span: Span | null | undefined, token: Span | undefined, moved: number, word: Word, text: string): boolean {
  return !!span && !!token && span.from + moved === token.from && span.to + moved === token.to && text.slice(token.from, token.to) === word.text.trim();
}

function spreadTokens(text: string, tokens: readonly Span[], start: number, end: number, speaker: number | null): Word[] {
  const total = tokens.reduce((sum, token) => sum + token.to - token.from, 0);
  let before = 0;
  return tokens.map(token => {
    const from = start + Math.round(((end - start) * before) / total);
    before += token.to - token.from;
    const to = start + Math.round(((end - start) * before) / total);
    return { text: text.slice(token.from, token.to), start: from, end: to, confidence: null, speaker };
  });
}
