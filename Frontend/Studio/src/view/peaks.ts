// Provides the largest amplitude of each stretch of a recording, of which a waveform is drawn. If the server has none, a short recording is
// decoded in the browser.

/** The number of stretches per second: finer than what is drawn. */
export const peaksPerSecond = 50;

/** The sample rate at which sound is decoded, in hertz: enough for a waveform. */
const sampleRate = 8000;

export interface PeakSource {
  /** The URL of the server's peaks, one byte for each stretch. */
  readonly url: string;
  /** The URL of the recording. */
  readonly mediaUrl: string;
  /** Whether the recording is small enough to be decoded in a browser, which takes far more memory than its size. */
  readonly mayDecode: boolean;
}

/** Computes the peaks of samples, 0 to 1. The last stretch may be shorter. */
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

/** Converts the server's peaks: bytes from silence to the largest amplitude. */
export function peaksFromBytes(bytes: Uint8Array): number[] {
  return Array.from(bytes, value => value / 255);
}

/** Fetches or computes the peaks; empty if the server has none and the recording is too large. */
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
