// Edits of times. None makes cues overlap or leave the recording.
import { clamp, placeOf, shortestCue, type CaptionDocument } from '../model/document.js';
import { isRefused, refuse, type Outcome } from '../model/outcome.js';
import { replaceCues, retimeCue } from './cues.js';

export type Edge = 'start' | 'end';

/** Moves an edge towards a time, as far as the neighbouring cues leave room. Words keep their times, because the sound has not moved. */
export function moveEdge(document: CaptionDocument, id: string, edge: Edge, time: number): Outcome {
  const place = placeOf(document, id);
  const cue = document.cues[place];
  if (!cue) {
    return refuse('no_cue');
  }
  const low = edge === 'start' ? (document.cues[place - 1]?.end ?? 0) : cue.start + shortestCue;
  const high = edge === 'start' ? cue.end - shortestCue : (document.cues[place + 1]?.start ?? document.duration);
  if (low > high) {
    return refuse('no_room');
  }
  const moved = clamp(Math.round(time), low, high);
  return moved === cue[edge] ? refuse('nothing_changed') : replaceCues(document, place, 1, [{ ...cue, [edge]: moved }]);
}

/**
 * Makes a cue start or end at the playhead. A neighbour that is in the way is shortened, because a user who marks a time by ear trusts what
 * they hear more than the times that were there before.
 */
export function markEdge(document: CaptionDocument, id: string, edge: Edge, playhead: number): Outcome {
  const place = placeOf(document, id);
  const cue = document.cues[place];
  if (!cue) {
    return refuse('no_cue');
  }
  const time = clamp(Math.round(playhead), 0, document.duration);
  if (edge === 'start' ? time > cue.end - shortestCue : time < cue.start + shortestCue) {
    return refuse('too_short');
  }
  const neighbour = document.cues[edge === 'start' ? place - 1 : place + 1];
  const isInTheWay = neighbour && (edge === 'start' ? neighbour.end > time : neighbour.start < time);
  if (!isInTheWay) {
    return moveEdge(document, id, edge, time);
  }
  const other = edge === 'start' ? 'end' : 'start';
  const room = moveEdge(document, neighbour.id, other, time);
  if (isRefused(room)) {
    return refuse('no_room');
  }
  const freed = room.cues[edge === 'start' ? place - 1 : place + 1]!;
  return freed[other] === time ? moveEdge(room, id, edge, time) : refuse('no_room');
}

/** Shifts the cues with these ids, or all, by a number of milliseconds, as far as other cues and the ends of the recording leave room. */
export function shift(document: CaptionDocument, ids: ReadonlySet<string> | null, by: number): Outcome {
  const isMoved = (id: string) => ids === null || ids.has(id);
  let low = -Infinity;
  let high = Infinity;
  document.cues.forEach((cue, place) => {
    if (!isMoved(cue.id)) {
      return;
    }
    const before = document.cues[place - 1];
    const after = document.cues[place + 1];
    if (!before || !isMoved(before.id)) {
      low = Math.max(low, (before?.end ?? 0) - cue.start);
    }
    if (!after || !isMoved(after.id)) {
      high = Math.min(high, (after?.start ?? document.duration) - cue.end);
    }
  });
  if (low === -Infinity) {
    return refuse('no_cue');
  }
  const moved = clamp(Math.round(by), Math.min(low, 0), Math.max(high, 0));
  return moved === 0
    ? refuse(by === 0 ? 'nothing_changed' : 'no_room')
    : { ...document, cues: document.cues.map(cue => (isMoved(cue.id) ? retimeCue(cue, time => time + moved) : cue)) };
}

/** Two times of a recording, and the times that they should have. */
export interface Stretch {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

/**
 * Stretches the cues with these ids, or all, evenly, so that two times become the given ones: for captions of a copy that runs faster or
 * slower. The edit is refused as a whole if cues would overlap others or leave the recording.
 */
export function stretch(document: CaptionDocument, ids: ReadonlySet<string> | null, by: Stretch): Outcome {
  const scale = (by.to[1] - by.to[0]) / (by.from[1] - by.from[0]);
  if (!Number.isFinite(scale) || scale <= 0) {
    return refuse('no_room');
  }
  const moved = (time: number) => Math.round(by.to[0] + (time - by.from[0]) * scale);
  const cues = document.cues.map(cue => (ids === null || ids.has(cue.id) ? retimeCue(cue, moved) : cue));
  const isChanged = cues.some((cue, place) => cue.start !== document.cues[place]!.start || cue.end !== document.cues[place]!.end);
  if (!isChanged) {
    return refuse('nothing_changed');
  }
  for (const [place, cue] of cues.entries()) {
    const old = document.cues[place]!;
    // Cues that overlapped before, as in some imported captions, may overlap afterwards.
    const crosses = cue.start < (cues[place - 1]?.end ?? 0) && old.start >= (document.cues[place - 1]?.end ?? 0);
    if (crosses || cue.end > Math.max(document.duration, old.end)) {
      return refuse('no_room');
    }
    if (cue.end - cue.start < Math.min(shortestCue, old.end - old.start)) {
      return refuse('too_short');
    }
  }
  return { ...document, cues };
}
