import type { DirectoryUser } from '../domain/user.ts';
import { detached, Interner } from './interner.ts';
import type { RecordReader, RecordWriter } from './record-bytes.ts';

const DEACTIVATED = 1;
const INHERITED = 2;

type Rare = Pick<DirectoryUser, 'deactivatedAt' | 'inherited'>;

/** True for a user with a fact that most have not. */
export function hasRareFacts({ deactivatedAt, inherited }: Rare): boolean {
  return deactivatedAt !== undefined || inherited !== undefined;
}

/** How many numbers these facts take in a record at most. */
export function rareNumbers({ inherited = {} }: Rare): number {
  return 3 + 2 * Object.keys(inherited).length;
}

/** The end of a record: since when a user is deactivated, and what of its membership is inherited. */
export class RareFacts {
  readonly #groups = new Interner<string>();

  write(writer: RecordWriter, { deactivatedAt, inherited }: Rare): void {
    writer.number(
      (deactivatedAt === undefined ? 0 : DEACTIVATED) | (inherited === undefined ? 0 : INHERITED),
    );
    if (deactivatedAt !== undefined) writer.double(deactivatedAt ?? Number.NaN);
    if (inherited === undefined) return;
    const entries = Object.entries(inherited);
    writer.number(entries.length);
    for (const name of entries.flat()) writer.number(this.#groups.id(name, () => detached(name)));
  }

  read(reader: RecordReader): Rare {
    const which = reader.number();
    const deactivatedAt = (which & DEACTIVATED) === 0 ? undefined : reader.double();
    const inherited = (which & INHERITED) === 0 ? undefined : this.#readInherited(reader);
    return {
      ...(deactivatedAt === undefined
        ? {}
        : { deactivatedAt: Number.isNaN(deactivatedAt) ? null : deactivatedAt }),
      ...(inherited === undefined ? {} : { inherited }),
    };
  }

  #readInherited(reader: RecordReader): Readonly<Record<string, string>> {
    const entries: [string, string][] = [];
    for (let left = reader.number(); left > 0; left -= 1) {
      const name = this.#groups.value(reader.number());
      entries.push([name, this.#groups.value(reader.number())]);
    }
    return Object.fromEntries(entries);
  }
}
