// Shows the captions as continuous text: a paragraph for each turn of a speaker, with the spoken word highlighted. A click on a word seeks to it,
// and typed text goes into its cue, whose times are kept.
import { placeBefore, placeOf, type CaptionDocument, type Cue } from '../model/document.js';
import { spansOf } from '../model/tokens.js';
import type { Studio } from '../session/studio.js';
import { element } from './elements.js';
import type { Words } from './words.js';

/** The maximum number of cues in a paragraph, so that very long turns are divided, too. */
const longestParagraph = 12;

/** Returns the paragraphs of a document: turns of a speaker, as ranges of cues. */
export function paragraphsOf(document: CaptionDocument): readonly (readonly Cue[])[] {
  const paragraphs: Cue[][] = [];
  for (const cue of document.cues) {
    const last = paragraphs.at(-1);
    const before = last?.at(-1);
    const goesOn = last && before && last.length < longestParagraph && before.speakers?.at(-1) === cue.speakers?.[0];
    if (goesOn) {
      last.push(cue);
    } else {
      paragraphs.push([cue]);
    }
  }
  return paragraphs;
}

export class Transcript {
  readonly root: HTMLElement;
  readonly #studio: Studio;
  readonly #words: Words;
  readonly #drawn = new Map<string, { key: readonly Cue[]; names: readonly string[]; root: HTMLElement }>();
  /** Words are elements only near the visible part: several hours have a hundred thousand. */
  readonly #near: IntersectionObserver;
  readonly #waiting = new Map<Element, () => void>();
  #spoken: Element | null = null;
  #spokenKey: string | null = null;

  constructor(studio: Studio, words: Words, onSeek: (time: number) => void) {
    this.#studio = studio;
    this.#words = words;
    this.root = element('div', { class: 'studio-transcript', 'aria-label': words('transcript'), role: 'region', tabindex: '0' });
    this.#near = new IntersectionObserver(seen => {
      for (const { target } of seen.filter(entry => entry.isIntersecting)) {
        this.#near.unobserve(target);
        this.#waiting.get(target)?.();
        this.#waiting.delete(target);
      }
    }, { root: this.root, rootMargin: '600px 0px' });
    this.root.addEventListener('click', event => {
      const word = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-time]') : null;
      if (word) {
        onSeek(Number(word.dataset.time));
      }
    });
    this.root.addEventListener('focusin', event => {
      const place = placeOf(studio.document, cueOf(event.target)?.dataset.cue ?? '');
      if (place >= 0 && place !== studio.activePlace) {
        studio.choose(place);
      }
    });
    this.root.addEventListener('input', event => {
      const cue = cueOf(event.target);
      const refused = cue && studio.type(cue.dataset.cue!, cue.textContent ?? '')?.refused;
      if (refused === 'too_long') {
        cue!.textContent = studio.active?.text ?? '';
      }
    });
    this.root.addEventListener('focusout', () => {
      studio.pause();
      // Redrawn when the focus leaves, so that the typed text is divided into words.
      setTimeout(() => this.draw());
    });
  }

  /** Redraws the changed paragraphs; by their style, the browser computes the layout of invisible ones only when they become visible. */
  draw(): void {
    const paragraphs = paragraphsOf(this.#studio.document);
    const roots = paragraphs.map(cues => this.#paragraph(cues));
    const first = new Set(paragraphs.map(cues => cues[0]!.id));
    for (const [id, { root }] of this.#drawn) {
      if (!first.has(id)) {
        this.#forget(root);
        this.#drawn.delete(id);
      }
    }
    const wanted = new Set<Element>(roots);
    for (const child of [...this.root.children]) {
      if (!wanted.has(child)) {
        child.remove();
      }
    }
    let at = this.root.firstElementChild;
    for (const root of roots) {
      if (root === at) {
        at = at.nextElementSibling;
      } else {
        this.root.insertBefore(root, at);
      }
    }
  }

  /** Highlights the spoken word. */
  passed(time: number): void {
    const cue = this.#studio.document.cues[placeBefore(this.#studio.document, time)];
    const place = cue && time < cue.end ? (cue.words?.findLastIndex(word => word.start <= time) ?? -1) : -1;
    const key = cue && place >= 0 ? `${cue.id} ${place}` : null;
    if (key === this.#spokenKey && (key === null || this.#spoken?.isConnected)) {
      return;
    }
    this.#spokenKey = key;
    this.#spoken?.removeAttribute('aria-current');
    this.#spoken = key === null ? null : this.root.querySelector(`[data-word="${CSS.escape(key)}"]`);
    this.#spoken?.setAttribute('aria-current', 'true');
  }

  end(): void {
    this.#near.disconnect();
  }

  #paragraph(cues: readonly Cue[]): HTMLElement {
    const { speakers } = this.#studio.document;
    const known = this.#drawn.get(cues[0]!.id);
    const isDrawn = known && known.names === speakers && known.key.length === cues.length && known.key.every((cue, i) => cue === cues[i]);
    // Redrawing would lose the cursor of a user who types in it. After an undo it is necessary.
    const isTyped = known?.root.contains(document.activeElement) && hasTexts(known.root, cues);
    if (known && (isDrawn || isTyped)) {
      return known.root;
    }
    if (known) {
      this.#forget(known.root);
    }
    const speaker = cues[0]!.speakers?.[0];
    const name = speaker === undefined ? null : speakers[speaker - 1] || this.#words('speaker', speaker);
    const text = element('span', {}, cues.map(cue => cue.text).join(' '));
    const root = element('p', { dir: 'auto' }, ...(name === null ? [] : [element('strong', {}, name), ' ']), text);
    this.#waiting.set(root, () => text.replaceChildren(...cues.flatMap(cue => [this.#editable(cue), ' '])));
    this.#near.observe(root);
    this.#drawn.set(cues[0]!.id, { key: cues, names: speakers, root });
    return root;
  }

  #editable(cue: Cue): HTMLElement {
    return element('span', { 'data-cue': cue.id, contenteditable: 'plaintext-only', role: 'textbox', 'aria-multiline': 'true', 'aria-label': this.#words('transcript_text') }, ...piecesOf(cue));
  }

  #forget(root: HTMLElement): void {
    this.#near.unobserve(root);
    this.#waiting.delete(root);
  }
}

function hasTexts(paragraph: HTMLElement, cues: readonly Cue[]): boolean {
  const shown = [...paragraph.querySelectorAll<HTMLElement>('[data-cue]')];
  return shown.length === cues.length && shown.every((text, i) => text.dataset.cue === cues[i]!.id && text.textContent === cues[i]!.text);
}

function piecesOf(cue: Cue): (Node | string)[] {
  const pieces: (Node | string)[] = [];
  const words = cue.words ?? [];
  let from = 0;
  spansOf(cue.text, words).forEach((span, i) => {
    if (span) {
      pieces.push(cue.text.slice(from, span.from), element('span', { 'data-time': `${words[i]!.start}`, 'data-word': `${cue.id} ${i}` }, cue.text.slice(span.from, span.to)));
      from = span.to;
    }
  });
  const rest = cue.text.slice(from);
  pieces.push(words.length > 0 ? rest : element('span', { 'data-time': `${cue.start}` }, rest));
  return pieces;
}

function cueOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-cue]') : null;
}
