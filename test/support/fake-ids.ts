import type { IdSource } from '../../src/ports/id-source.ts';

/** Ids in a fixed order: `aaaa1`, `aaaa2` … and `secret-1`, `secret-2` …. */
export class FakeIds implements IdSource {
  #shorts = 0;
  #secrets = 0;

  short(): string {
    this.#shorts += 1;
    return `${this.#shorts}`.padStart(5, 'a');
  }

  secret(): string {
    this.#secrets += 1;
    return `secret-${this.#secrets}`;
  }
}
