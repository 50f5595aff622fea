// Every edit of the studio with arguments drawn by chance, sensible and not.
import { moveEdge, markEdge, shift, stretch } from '../src/edits/timing.js';
import { giveAfter, giveBefore, insert, merge, remove, split, splitAtTime } from '../src/edits/structure.js';
import { replaceRange } from '../src/edits/replaceRange.js';
import { mergeSentence } from '../src/edits/sentences.js';
import { nameSpeakers, setSpeaker, setText } from '../src/edits/texts.js';
import { snap } from '../src/edits/snapping.js';
import { replace, search } from '../src/finding/search.js';
import type { CaptionDocument } from '../src/model/document.js';
import type { Outcome } from '../src/model/outcome.js';
import type { Chance } from './chance.js';

type Draw = (document: CaptionDocument, chance: Chance, newId: string) => Outcome;

const idOf = (document: CaptionDocument, chance: Chance) => (document.cues.length > 0 ? chance.pick(document.cues).id : 'none');
const timeOf = (document: CaptionDocument, chance: Chance) => chance.whole(-500, document.duration + 500);
const edgeOf = (chance: Chance) => chance.pick(['start', 'end'] as const);

function textOf(document: CaptionDocument, id: string): string {
  return document.cues.find(cue => cue.id === id)?.text ?? '';
}

function someOf(document: CaptionDocument, chance: Chance): ReadonlySet<string> {
  const at = chance.whole(0, Math.max(0, document.cues.length - 1));
  return chance.truth(0.7)
    ? new Set(document.cues.slice(at, at + chance.whole(1, 4)).map(cue => cue.id))
    : new Set(document.cues.filter(() => chance.truth(0.3)).map(cue => cue.id));
}

export const everyEdit: Readonly<Record<string, Draw>> = {
  moveEdge: (document, chance) => moveEdge(document, idOf(document, chance), edgeOf(chance), timeOf(document, chance)),
  snapEdge: (document, chance) => {
    const edge = edgeOf(chance);
    return moveEdge(document, idOf(document, chance), edge, snap(document, [{ start: 300, end: 900 }], edge, timeOf(document, chance), 200));
  },
  markEdge: (document, chance) => markEdge(document, idOf(document, chance), edgeOf(chance), timeOf(document, chance)),
  shift: (document, chance) => shift(document, chance.truth(0.3) ? null : someOf(document, chance), chance.whole(-3000, 3000)),
  stretch: (document, chance) => {
    const from = chance.whole(0, document.duration);
    return stretch(document, chance.truth(0.6) ? null : someOf(document, chance), {
      from: [from, from + chance.whole(0, 5000)],
      to: [from + chance.whole(-200, 200), from + chance.whole(0, 5000)],
    });
  },
  split: (document, chance, newId) => {
    const id = idOf(document, chance);
    return split(document, id, chance.whole(-1, textOf(document, id).length + 1), newId);
  },
  splitAtTime: (document, chance, newId) => splitAtTime(document, timeOf(document, chance), newId),
  giveBefore: (document, chance) => {
    const id = idOf(document, chance);
    return giveBefore(document, id, chance.whole(0, textOf(document, id).length));
  },
  giveAfter: (document, chance) => {
    const id = idOf(document, chance);
    return giveAfter(document, id, chance.whole(0, textOf(document, id).length));
  },
  merge: (document, chance) => merge(document, someOf(document, chance)),
  mergeSentence: (document, chance) => mergeSentence(document, someOf(document, chance)),
  insert: (document, chance, newId) => insert(document, timeOf(document, chance), newId),
  remove: (document, chance) => remove(document, new Set([idOf(document, chance)])),
  setText: (document, chance) => {
    const id = idOf(document, chance);
    const text = textOf(document, id);
    const [at, to] = [chance.whole(0, text.length), chance.whole(0, text.length)].sort((a, b) => a - b) as [number, number];
    return setText(document, id, text.slice(0, at) + chance.pick(['', 'x', ' and so ', '世', '\n', '  ']) + text.slice(to));
  },
  replaceRange: (document, chance, newId) => {
    const start = timeOf(document, chance);
    const recognised = Array.from({ length: chance.whole(0, 3) }, (_, i) => {
      const from = start + i * 700;
      return { id: `cue-${i + 1}`, start: from, end: from + chance.whole(1, 900), text: 'again', words: null, speakers: null };
    });
    let made = 0;
    return replaceRange(document, recognised, start, start + chance.whole(0, 3000), () => `${newId}-${++made}`);
  },
  setSpeaker: (document, chance) => setSpeaker(document, someOf(document, chance), chance.pick([null, 1, 2, 3])),
  nameSpeakers: (document, chance) => nameSpeakers(document, chance.pick([[], ['Ana'], ['Bo', 'Cy']])),
  replace: (document, chance) => {
    const query = { text: chance.pick(['a', 'home', 'e', '世']), matchCase: chance.truth(), wholeWord: chance.truth(), isPattern: false, replacement: chance.pick(['', 'b', 'home home']) };
    return replace(document, search(document.cues, query));
  },
};
