// Where somebody speaks, by loudness: what is clearly louder than the background of the recording. It is there for every recording of which there
// are peaks, recognised or not.
import type { Speech } from '../edits/snapping.js';

/** How much of the way from the background to loud speech a stretch is to be above, for it to count as speech. */
const share = 0.15;

/** The loudest background beside which speech can be told, as a share of the loud parts: music or noise alone has no edges. */
const mostBackground = 0.6;

/** Quieter than this there is nothing, whatever is quieter still. */
const silence = 0.004;

/** As many peaks tell how loud a recording is; to sort those of a day would hold the page up. */
const mostSorted = 50_000;

/** Pauses within speech, and sounds that are none, in milliseconds. */
const shortestPause = 200;
const shortestSpeech = 100;

/** The stretches of speech in peaks, 0 to 1, of which there are so many for each second; in milliseconds, in order. */
export function speechIn(peaks: readonly number[], perSecond: number): readonly Speech[] {
  const step = Math.max(1, Math.floor(peaks.length / mostSorted));
  const sorted = Float64Array.from({ length: Math.ceil(peaks.length / step) }, (_, i) => peaks[i * step]!).sort();
  const background = sorted[Math.floor(sorted.length * 0.1)] ?? 0;
  const loud = sorted[Math.floor(sorted.length * 0.95)] ?? 0;
  if (loud < silence || background > loud * mostBackground) {
    return [];
  }
  const threshold = Math.max(silence, background + (loud - background) * share);
  const found: { start: number; end: number }[] = [];
  const timeOf = (place: number) => Math.round((place * 1000) / perSecond);
  peaks.forEach((peak, place) => {
    if (peak < threshold) {
      return;
    }
    const last = found.at(-1);
    if (last && timeOf(place) - last.end < shortestPause) {
      last.end = timeOf(place + 1);
    } else {
      found.push({ start: timeOf(place), end: timeOf(place + 1) });
    }
  });
  return found.filter(speech => speech.end - speech.start >= shortestSpeech);
}
