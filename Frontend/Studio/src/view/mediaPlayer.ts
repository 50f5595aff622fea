// Adapts the page's video or audio element to the studio's player.
import type { Player } from '../session/player.js';

export class MediaPlayer implements Player {
  readonly #media: HTMLMediaElement;

  constructor(media: HTMLMediaElement) {
    this.#media = media;
  }

  get time(): number {
    return Math.round(this.#media.currentTime * 1000);
  }

  get isPlaying(): boolean {
    return !this.#media.paused;
  }

  get rate(): number {
    return this.#media.playbackRate;
  }

  set rate(rate: number) {
    this.#media.playbackRate = rate;
  }

  play(): void {
    // Rejected if there is nothing to play yet; the element shows that itself.
    this.#media.play().catch(() => undefined);
  }

  pause(): void {
    this.#media.pause();
  }

  seek(time: number): void {
    const end = Number.isFinite(this.#media.duration) ? this.#media.duration : Infinity;
    this.#media.currentTime = Math.min(time / 1000, end);
  }

  /** Calls back with each frame while it plays, and after each seek, because timeupdate events come only four times a second. */
  onPassed(callBack: () => void, signal: AbortSignal): void {
    let frame = 0;
    const next = () => {
      callBack();
      frame = this.isPlaying ? requestAnimationFrame(next) : 0;
    };
    const begin = () => {
      frame ||= requestAnimationFrame(next);
    };
    this.#media.addEventListener('play', begin, { signal });
    this.#media.addEventListener('seeked', callBack, { signal });
    // A page in the background gets no frames, but loops should end there as well.
    this.#media.addEventListener('timeupdate', callBack, { signal });
    signal.addEventListener('abort', () => cancelAnimationFrame(frame));
  }
}
