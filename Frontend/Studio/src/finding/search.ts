// Finds a text in all cues, and replaces it.
import { longestText, type CaptionDocument, type Cue } from '../model/document.js';
import { refuse, type Outcome } from '../model/outcome.js';
import { retype } from '../model/retype.js';
import { mapCues } from '../edits/cues.js';

export interface Query {
  readonly text: string;
  readonly matchCase: boolean;
  readonly wholeWord: boolean;
  readonly isPattern: boolean;
  /** The replacement, with $1, $<name> and $& if the text is a pattern. */
  readonly replacement: string;
}

export interface Match {
  readonly cue: string;
  readonly from: number;
  readonly to: number;
  /** The text to insert instead. */
  readonly replacement: string;
}

/** The part of a cue that a search needs. */
export interface Searched {
  readonly id: string;
  readonly text: string;
}

/** The maximum length of a searched text, and the maximum number of matches. */
export const longestQuery = 200;
export const mostMatches = 20_000;

/** Returns the pattern of a query; null if it is invalid. */
export function patternOf(query: Query): RegExp | null {
  if (query.text.length === 0 || query.text.length > longestQuery) {
    return null;
  }
  // A literal text also matches across a line break.
  const literal = query.text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, character => `\\${character}`).replaceAll(/\s+/gu, '\\s+');
  const inner = query.isPattern ? `(?:${query.text})` : literal;
  const whole = query.wholeWord ? `(?<![\\p{L}\\p{M}\\p{N}_])${inner}(?![\\p{L}\\p{M}\\p{N}_])` : inner;
  try {
    return new RegExp(whole, `gmu${query.matchCase ? '' : 'i'}`);
  } catch {
    return null;
  }
}

/** Returns all matches in order. A user's pattern may take for ever: run it with `BoundedSearch`. */
export function search(cues: Iterable<Searched>, query: Query): Match[] {
  const pattern = patternOf(query);
  const matches: Match[] = [];
  if (!pattern) {
    return matches;
  }
  for (const cue of cues) {
    for (const found of cue.text.matchAll(pattern)) {
      if (found[0].length > 0) {
        const replacement = query.isPattern ? expanded(query.replacement, found) : query.replacement;
        matches.push({ cue: cue.id, from: found.index, to: found.index + found[0].length, replacement });
        if (matches.length === mostMatches) {
          return matches;
        }
      }
    }
  }
  return matches;
}

/** Replaces matches, which are in order and belong to this document. */
export function replace(document: CaptionDocument, matches: readonly Match[]): Outcome {
  const byCue = new Map<string, Match[]>();
  for (const match of matches) {
    const others = byCue.get(match.cue);
    if (others) {
      others.push(match);
    } else {
      byCue.set(match.cue, [match]);
    }
  }
  const texts = new Map<string, string>();
  for (const cue of document.cues) {
    const found = byCue.get(cue.id);
    if (found) {
      const text = replaced(cue, found);
      if (text.length > longestText) {
        return refuse('too_long');
      }
      texts.set(cue.id, text);
    }
  }
  return mapCues(document, new Set(texts.keys()), cue => {
    const text = texts.get(cue.id)!;
    return text === cue.text ? cue : retype(cue, text);
  });
}

function replaced(cue: Cue, matches: readonly Match[]): string {
  let text = '';
  let from = 0;
  for (const match of matches) {
    text += cue.text.slice(from, match.from) + match.replacement;
    from = match.to;
  }
  return text + cue.text.slice(from);
}

function expanded(replacement: string, found: RegExpMatchArray): string {
  return replacement.replaceAll(/\$(?:(\$)|(&)|(\d)|<([^>]*)>)/g, (_, dollar?: string, whole?: string, number?: string, name?: string) =>
    dollar ?? (whole ? found[0] : number ? found[Number(number)] : found.groups?.[name ?? '']) ?? '');
}
