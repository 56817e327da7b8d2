interface Entry {
  readonly at: number;
  /** Entries of one moment are done in the order in which they were made. */
  readonly turn: number;
  readonly act: () => void;
}

/** What is still to happen, in the order of its time: a binary heap. */
export class Agenda {
  /** The time of what happens right now, in seconds from the scenario's start. */
  now: number;
  #turn = 0;
  readonly #heap: Entry[] = [];

  constructor(now: number) {
    this.now = now;
  }

  /** Has `act` happen at `at`, but never in the past. */
  add(at: number, act: () => void): void {
    const entry = { at: Math.max(at, this.now), turn: this.#turn++, act };
    const heap = this.#heap;
    let place = heap.length;
    heap.push(entry);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || isBefore(above, entry)) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = entry;
  }

  /** All that happens before `end`, what is added meanwhile included. */
  run(end: number): void {
    for (let next = this.#heap[0]; next !== undefined && next.at < end; next = this.#heap[0]) {
      this.#removeFirst();
      this.now = next.at;
      next.act();
    }
    this.now = end;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const [a, b] = [heap[left], heap[left + 1]];
      if (a === undefined) break;
      const [child, at] = b !== undefined && isBefore(b, a) ? [b, left + 1] : [a, left];
      if (isBefore(last, child)) break;
      heap[place] = child;
      place = at;
    }
    heap[place] = last;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.turn < b.turn);
}
