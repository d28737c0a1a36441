/** Numbers distinct values from 0 in the order they first came, so that each is kept once. */
export class Interner<T> {
  readonly values: T[] = [];
  readonly #ids = new Map<string, number>();

  /** The number of the value known by `key`; `make` gives the value the first time. */
  id(key: string, make: () => T): number {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.values.length;
    this.values.push(make());
    this.#ids.set(detached(key), id);
    return id;
  }

  /** The keys in the order of their numbers. */
  get keys(): Iterable<string> {
    return this.#ids.keys();
  }

  /** The value of a number given by {@link id}. */
  value(id: number): T {
    return this.values[id] as T;
  }
}

/** A copy of its own: a text cut from a file read in pieces would keep its whole piece in memory. */
export function detached(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
