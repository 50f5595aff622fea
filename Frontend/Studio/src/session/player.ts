// What the studio needs of a media player. Times are in milliseconds.
import { clamp, type Cue } from '../model/document.js';

export interface Player {
  readonly time: number;
  readonly isPlaying: boolean;
  rate: number;
  play(): void;
  pause(): void;
  seek(time: number): void;
}

/** The slowest and fastest speed, and the steps between, in tenths, because fractions would accumulate rounding errors. */
const slowest = 5;
const fastest = 20;

/** How far the keys seek, in milliseconds. */
const step = 5_000;
const frame = 40;

/** How much is played before and after an edge, in milliseconds. */
const around = 250;

/** Plays stretches of a recording: a cue in a loop, or the surroundings of an edge. */
export class Playback {
  readonly player: Player;
  #stretch: { start: number; end: number; isLoop: boolean } | null = null;

  constructor(player: Player) {
    this.player = player;
  }

  get isLooping(): boolean {
    return this.#stretch?.isLoop ?? false;
  }

  toggle(): void {
    if (this.player.isPlaying) {
      this.player.pause();
    } else {
      this.player.play();
    }
  }

  /** Changes the speed by a number of tenths. */
  changeRate(tenths: number): void {
    this.player.rate = clamp(Math.round(this.player.rate * 10) + tenths, slowest, fastest) / 10;
  }

  step(direction: 1 | -1): void {
    this.go(this.player.time + direction * step);
  }

  stepFrame(direction: 1 | -1): void {
    this.player.pause();
    this.go(this.player.time + direction * frame);
  }

  /** Seeks to a time, and ends the current stretch. */
  go(time: number): void {
    this.#stretch = null;
    this.player.seek(Math.max(0, time));
  }

  /** Starts to play a cue in a loop, or stops the loop. */
  toggleLoop(cue: Cue): void {
    if (this.isLooping) {
      this.#stretch = null;
    } else {
      this.#begin(cue.start, cue.end, true);
    }
  }

  /** Plays the half second around an edge. */
  playAround(edge: number): void {
    this.#begin(edge - around, edge + around, false);
  }

  /** Must be called as time passes: ends a stretch, or repeats it. */
  passed(): void {
    const stretch = this.#stretch;
    if (!stretch || this.player.time < stretch.end) {
      return;
    }
    if (stretch.isLoop) {
      this.player.seek(stretch.start);
    } else {
      this.#stretch = null;
      this.player.pause();
      this.player.seek(stretch.end);
    }
  }

  #begin(start: number, end: number, isLoop: boolean): void {
    this.#stretch = { start: Math.max(0, start), end, isLoop };
    this.player.seek(this.#stretch.start);
    this.player.play();
  }
}
