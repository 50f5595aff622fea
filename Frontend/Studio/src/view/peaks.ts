// The largest amplitude of each stretch of a recording, which is what a waveform is drawn of. Where the server has none, a short recording is
// decoded here.

/** Stretches for each second: finer than what is drawn. */
export const peaksPerSecond = 50;

/** At which rate sound is decoded here: enough for its outline. */
const sampleRate = 8000;

export interface PeakSource {
  /** Where the server has them, one byte for each stretch. */
  readonly url: string;
  /** Where the recording is. */
  readonly mediaUrl: string;
  /** Whether the recording is small enough to be decoded in a browser, in which it takes far more memory than its size. */
  readonly mayDecode: boolean;
}

/** The peaks of samples, 0 to 1. The last stretch may be shorter. */
export function peaksOf(channels: readonly Float32Array[], rate: number): number[] {
  const length = channels[0]?.length ?? 0;
  const stretch = rate / peaksPerSecond;
  return Array.from({ length: Math.ceil(length / stretch) }, (_, i) => {
    let peak = 0;
    const end = Math.min(length, Math.round((i + 1) * stretch));
    for (const samples of channels) {
      for (let at = Math.round(i * stretch); at < end; at++) {
        peak = Math.max(peak, Math.abs(samples[at]!));
      }
    }
    return Math.min(1, peak);
  });
}

/** Peaks as the server has them: bytes from silence to the largest amplitude. */
export function peaksFromBytes(bytes: Uint8Array): number[] {
  return Array.from(bytes, value => value / 255);
}

/** Fetches or makes the peaks; none where there are none and the recording is too large. */
export async function peaksFrom(source: PeakSource, signal: AbortSignal): Promise<readonly number[]> {
  const known = await fetch(source.url, { credentials: 'same-origin', signal });
  if (known.ok) {
    return peaksFromBytes(new Uint8Array(await known.arrayBuffer()));
  }
  if (!source.mayDecode) {
    return [];
  }
  const recording = await fetch(source.mediaUrl, { credentials: 'same-origin', signal });
  if (!recording.ok) {
    throw new Error(`${recording.status}`);
  }
  const decoder = new OfflineAudioContext(1, 1, sampleRate);
  const sound = await decoder.decodeAudioData(await recording.arrayBuffer());
  return peaksOf(Array.from({ length: sound.numberOfChannels }, (_, channel) => sound.getChannelData(channel)), sound.sampleRate);
}
