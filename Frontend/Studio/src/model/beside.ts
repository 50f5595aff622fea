// What another track of the same recording says while a cue is shown.
import { cueAt, placeBefore, type CaptionDocument, type Cue } from './document.js';

/** The texts of the cues whose middle lies in this one; where there are none, of the one that is shown in its middle. Empty if there is nothing. */
export function textBeside(other: CaptionDocument, cue: Cue): string {
  const found: string[] = [];
  for (let i = Math.max(0, placeBefore(other, cue.start)); i < other.cues.length && other.cues[i]!.start < cue.end; i++) {
    const { start, end, text } = other.cues[i]!;
    if (start + end >= 2 * cue.start && start + end < 2 * cue.end) {
      found.push(text);
    }
  }
  return found.length > 0 ? found.join('\n') : (cueAt(other, (cue.start + cue.end) / 2)?.text ?? '');
}
