// Undo and redo. Steps are stored as changes; changes made before the page was opened are undone revision by revision.
import { apply, changeBetween, inverse, type Change } from '../model/change.js';
import type { CaptionDocument } from '../model/document.js';
import { mergeDocuments } from '../saving/merging.js';

interface Step {
  readonly change: Change;
  /** Consecutive steps with the same key are one: the letters of a word, the pixels of a drag. Null for a step of its own. */
  readonly key: string | null;
}

/** The maximum number of cues in all steps together; older steps are dropped, and can still be undone by revisions. */
const mostCues = 1_000_000;

/** The maximum number of steps that are rebased on another user's edits; each requires a comparison of the whole document. */
const mostCarried = 100;

export class History {
  #undone: Step[] = [];
  #done: Step[] = [];
  #held = 0;
  #document: CaptionDocument;
  #isClosed = false;

  constructor(document: CaptionDocument) {
    this.#document = document;
  }

  get document(): CaptionDocument {
    return this.#document;
  }

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  /** Records an edit of the current document. Returns false if it changed nothing. */
  add(document: CaptionDocument, key: string | null = null): boolean {
    const change = changeBetween(this.#document, document);
    if (!change) {
      return false;
    }
    const last = this.#done.at(-1);
    if (key !== null && last?.key === key && !this.#isClosed) {
      this.#done.pop();
      this.#held -= weightOf(last.change);
      const whole = changeBetween(apply(this.#document, inverse(last.change)), document);
      if (whole) {
        this.#push({ change: whole, key });
      }
    } else {
      this.#push({ change, key });
    }
    this.#isClosed = false;
    this.#document = document;
    this.#dropUndone();
    return true;
  }

  /** Ends a step that would continue with the same key, for example when typing pauses. */
  close(): void {
    this.#isClosed = true;
  }

  /** Undoes the last step. Returns the change; null if there is none. */
  undo(): Change | null {
    const step = this.#done.pop();
    if (!step) {
      return null;
    }
    this.#undone.push(step);
    this.#isClosed = true;
    const change = inverse(step.change);
    this.#document = apply(this.#document, change);
    return change;
  }

  /** Redoes the last undone step. */
  redo(): Change | null {
    const step = this.#undone.pop();
    if (!step) {
      return null;
    }
    this.#done.push(step);
    this.#isClosed = true;
    this.#document = apply(this.#document, step.change);
    return step.change;
  }

  /**
   * Adds an older revision as the state before the first step, to which the next undo leads. Only if there is no other step to undo.
   */
  extendBack(older: CaptionDocument): boolean {
    const change = this.canUndo ? null : changeBetween(older, this.#document);
    if (!change) {
      return false;
    }
    this.#done.push({ change, key: null });
    this.#held += weightOf(change);
    return true;
  }

  /** Continues with the document after another user's edits were merged. Steps are rebased: undoing one's own leaves theirs unchanged. */
  rebase(document: CaptionDocument): void {
    const current = this.#document;
    const carry = (steps: readonly Step[], isBack: boolean): Step[] => {
      const carried: Step[] = [];
      let [from, to] = [current, document];
      for (const step of steps.slice(-mostCarried).reverse()) {
        from = apply(from, isBack ? inverse(step.change) : step.change);
        const next = mergeDocuments(current, from, document).document;
        const change = isBack ? changeBetween(next, to) : changeBetween(to, next);
        if (change) {
          carried.push({ change, key: null });
          to = next;
        }
      }
      return carried.reverse();
    };
    this.#done = carry(this.#done, true);
    this.#undone = carry(this.#undone, false);
    this.#held = [...this.#done, ...this.#undone].reduce((sum, step) => sum + weightOf(step.change), 0);
    this.#document = document;
  }

  #push(step: Step): void {
    this.#done.push(step);
    this.#held += weightOf(step.change);
    let dropped = 0;
    while (this.#held > mostCues && dropped < this.#done.length - 1) {
      this.#held -= weightOf(this.#done[dropped++]!.change);
    }
    this.#done = dropped > 0 ? this.#done.slice(dropped) : this.#done;
  }

  #dropUndone(): void {
    for (const step of this.#undone) {
      this.#held -= weightOf(step.change);
    }
    this.#undone = [];
  }
}

function weightOf(change: Change): number {
  return change.removed.length + change.inserted.length + 1;
}
