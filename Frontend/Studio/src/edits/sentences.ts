// Joins cues that a recogniser mistook for several sentences into one sentence.
import { longestText, placeOf, type CaptionDocument, type Cue } from '../model/document.js';
import { isRefused, refuse, type Outcome } from '../model/outcome.js';
import { retype } from '../model/retype.js';
import { replaceCues } from './cues.js';
import { gapBetween } from './joining.js';
import { merge, runOf } from './structure.js';

/** Words before which English has no comma. In other languages a superfluous comma is easier to delete than a missing one to notice. */
const joining = /^(?:and|or|that|than|to|of|as|if|when|while|because|with|for|in|on|at|by)\b/iu;

/** Merges cues as `merge` does, and corrects the transitions: the full stop becomes a comma or is removed, and the capital after it a small letter. */
export function mergeSentence(document: CaptionDocument, ids: ReadonlySet<string>): Outcome {
  const run = runOf(document, ids);
  if (!Array.isArray(run)) {
    return run;
  }
  const merged = merge(document, ids);
  if (isRefused(merged)) {
    return merged;
  }
  const [at, count] = run;
  const parts = document.cues.slice(at, at + count);
  const whole = merged.cues[at]!;
  if ((whole.speakers?.length ?? 0) > 1) {
    // Different speakers have different sentences.
    return merged;
  }
  const text = parts.slice(1).reduce((sentence, part) => mended(sentence, part.text, document.language), parts[0]!.text);
  return text.length > longestText ? refuse('too_long') : replaceCues(merged, placeOf(merged, whole.id), 1, [retyped(whole, text)]);
}

function retyped(cue: Cue, text: string): Cue {
  return text === cue.text ? cue : retype(cue, text);
}

function mended(first: string, second: string, language: string): string {
  const stop = /(?:\.{3}|[.…。．])$/u.exec(first);
  if (!stop || second.length === 0) {
    return `${first}${gapBetween(first, second)}${second}`;
  }
  const bare = first.slice(0, stop.index);
  const isWide = /[。．]/u.test(stop[0]);
  const comma = isWide ? '、' : joining.test(second) && isEnglish(language) ? '' : ',';
  return `${bare}${comma}${isWide ? '' : gapBetween(bare, second)}${uncapitalised(second, language)}`;
}

/** Names cannot be distinguished from other words. Words that certainly have a capital within a sentence keep it: "I", "NASA", "McKay", German nouns. */
function uncapitalised(text: string, language: string): string {
  const word = /^\p{L}[\p{L}\p{M}\p{N}'’]*/u.exec(text)?.[0] ?? '';
  const keeps = word.length === 0 || /^I(?:['’]|$)/u.test(word) || /\p{Lu}/u.test([...word].slice(1).join('')) || /^de\b/iu.test(language);
  const first = [...word][0] ?? '';
  return keeps ? text : first.toLocaleLowerCase(language) + text.slice(first.length);
}

function isEnglish(language: string): boolean {
  return /^en\b/iu.test(language);
}
