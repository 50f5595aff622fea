// The limits that captions are checked against. "usual" has those of the automatic layout; the others are common in the industry.

export interface Preset {
  /** In columns per second; wide characters are two columns. */
  readonly readingSpeed: number;
  /** In milliseconds. */
  readonly shortest: number;
  readonly longest: number;
  readonly smallestGap: number;
  readonly lines: number;
  readonly lineLength: number;
}

export type PresetName = 'usual' | 'calm' | 'children' | 'dense';

const usual: Preset = { readingSpeed: 20, shortest: 833, longest: 7000, smallestGap: 83, lines: 2, lineLength: 42 };

export const presets: Readonly<Record<PresetName, Preset>> = {
  usual,
  calm: { ...usual, readingSpeed: 17, shortest: 1000, lineLength: 37 },
  children: { ...usual, readingSpeed: 13, shortest: 1200, lineLength: 37 },
  dense: { ...usual, readingSpeed: 25, shortest: 700, lines: 3 },
};
