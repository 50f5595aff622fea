// The result of an edit: the new document, or the reason why it is impossible, by a stable name that the page translates.
import type { CaptionDocument } from './document.js';

export type Refusal =
  | 'no_cue'          // there is no such cue any more
  | 'no_neighbour'    // there is no cue before or after
  | 'no_room'         // the neighbours, or the ends of the recording, leave no room
  | 'too_short'       // a cue would become too short to be seen
  | 'empty_half'      // nothing would be left of the text on one side
  | 'too_long'        // a text would have more characters than a cue may have
  | 'not_adjacent'    // other cues lie between
  | 'not_empty'       // there are cues already
  | 'nothing_changed';

export interface Refused {
  readonly refused: Refusal;
}

export type Outcome = CaptionDocument | Refused;

export function refuse(refused: Refusal): Refused {
  return { refused };
}

export function isRefused<T extends object>(outcome: T | Refused): outcome is Refused {
  return 'refused' in outcome;
}
