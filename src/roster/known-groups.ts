import { caseless } from '../domain/caseless.ts';
import type { ConnectionName } from '../domain/ids.ts';
import type { DirectoryGroup } from '../domain/user.ts';

/** A group some connection announced or some user is a member of. */
export interface KnownGroup extends DirectoryGroup {
  readonly connection: ConnectionName;
  readonly key: string;
  /** Its numbers in the records; several when users write its name in different case. */
  readonly ids: readonly number[];
}

/** Groups by caseless name, over all connections. */
export class KnownGroups {
  readonly #all = new Map<string, KnownGroup>();
  readonly #byKey = new Map<string, KnownGroup[]>();

  get all(): Iterable<KnownGroup> {
    return this.#all.values();
  }

  /** The groups that a caseless name means, one a connection at most. */
  named(key: string): readonly KnownGroup[] {
    return this.#byKey.get(key) ?? [];
  }

  /** A group as its connection announced it. */
  announce(connection: ConnectionName, group: DirectoryGroup): void {
    this.#set(connection, group.name, (known) => ({ ...group, ids: known?.ids ?? [] }));
  }

  /** A group seen on a user, with its number in the records if it has one. */
  see(connection: ConnectionName, name: string, id?: number): void {
    const ids = id === undefined ? [] : [id];
    this.#set(connection, name, (known) =>
      known === undefined
        ? { name, grantsAdmin: false, grantsSeat: false, ids }
        : { ...known, ids: [...known.ids, ...ids] },
    );
  }

  #set(
    connection: ConnectionName,
    name: string,
    change: (known: KnownGroup | undefined) => DirectoryGroup & Pick<KnownGroup, 'ids'>,
  ): void {
    const key = caseless(name);
    const known = this.#all.get(`${connection}\0${key}`);
    const group: KnownGroup = { ...change(known), connection, key };
    this.#all.set(`${connection}\0${key}`, group);
    const others = (this.#byKey.get(key) ?? []).filter((other) => other.connection !== connection);
    this.#byKey.set(key, [...others, group]);
  }
}
