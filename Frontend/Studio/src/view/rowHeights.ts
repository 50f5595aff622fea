// Computes the position of each row of a long list, of which only the visible ones exist. Rows have an estimated height until they are measured.

export class RowHeights {
  readonly #guess: number;
  readonly #measured = new Map<string, number>();
  #ids: readonly string[] = [];
  #tops: number[] | null = null;

  constructor(guess: number) {
    this.#guess = guess;
  }

  /** The rows in order. Heights are stored by id, so that a row may move. */
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

  /** Stores the height of a row; returns whether it has changed. */
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

  /** Returns the top of a row; for the index after the last, the end of the list. */
  top(place: number): number {
    return this.#all()[place] ?? 0;
  }

  /** Returns the rows from the first visible one to the index after the last, with a margin on both sides. */
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
