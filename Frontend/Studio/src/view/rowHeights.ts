// Where each row of a long list is, of which only those in view exist. Rows are guessed to be alike until they have been measured.

export class RowHeights {
  readonly #guess: number;
  readonly #measured = new Map<string, number>();
  #ids: readonly string[] = [];
  #tops: number[] | null = null;

  constructor(guess: number) {
    this.#guess = guess;
  }

  /** The rows in order. Heights are kept by id, wherever a row goes. */
  set ids(ids: readonly string[]) {
    this.#ids = ids;
    this.#tops = null;
    if (this.#measured.size > 2 * ids.length + 100) {
      const there = new Set(ids);
      for (const id of this.#measured.keys()) {
        if (!there.has(id)) {
          this.#measured.delete(id);
        }
      }
    }
  }

  /** Takes the height of a row; says whether it was another one before. */
  measure(id: string, height: number): boolean {
    if (height <= 0 || (this.#measured.get(id) ?? this.#guess) === height) {
      return false;
    }
    this.#measured.set(id, height);
    this.#tops = null;
    return true;
  }

  get total(): number {
    return this.top(this.#ids.length);
  }

  /** Where a row begins; where the list ends, for the place after the last. */
  top(place: number): number {
    return this.#all()[place] ?? 0;
  }

  /** The rows from the first that is seen to the place after the last, with some more on both sides. */
  window(scrolled: number, height: number, spare: number): { from: number; to: number } {
    const from = this.#placeAt(scrolled - spare);
    const to = this.#placeAt(scrolled + height + spare) + 1;
    return { from, to: Math.min(to, this.#ids.length) };
  }

  #placeAt(y: number): number {
    const tops = this.#all();
    let low = 0;
    let high = this.#ids.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (tops[middle + 1]! <= y) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  #all(): number[] {
    if (!this.#tops) {
      this.#tops = [0];
      let top = 0;
      for (const id of this.#ids) {
        top += this.#measured.get(id) ?? this.#guess;
        this.#tops.push(top);
      }
    }
    return this.#tops;
  }
}
