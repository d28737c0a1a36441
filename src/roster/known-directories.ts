import { caseless } from '../domain/caseless.ts';
import type { ConnectionName } from '../domain/ids.ts';
import type { DirectoryInfo } from '../domain/user.ts';

/** A directory some user lives in or some connection announced; `kind` is null when nobody announced it. */
export interface KnownDirectory {
  readonly connection: ConnectionName;
  readonly name: string;
  readonly kind: DirectoryInfo['kind'] | null;
}

const KINDS: readonly string[] = ['internal', 'crowd', 'ldap'] satisfies readonly DirectoryInfo['kind'][];
const EXTERNAL = 'external';

/** Directories by what a filter may call them: a name first, else a kind, or `external` for all but internal. */
export class KnownDirectories {
  readonly #all = new Map<string, KnownDirectory>();
  readonly #names = new Set<string>();

  get all(): Iterable<KnownDirectory> {
    return this.#all.values();
  }

  /** Announced facts replace what was only seen on users. */
  add(connection: ConnectionName, name: string, kind: DirectoryInfo['kind'] | null): void {
    const key = keyOf(connection, name);
    const known = this.#all.get(key);
    if (known !== undefined && (kind === null || known.kind !== null)) return;
    this.#all.set(key, { connection, name, kind });
    this.#names.add(caseless(name));
  }

  /** Whether a caseless name means any directory at all. */
  isKnown(key: string): boolean {
    if (this.#names.has(key) || key === EXTERNAL) return true;
    return KINDS.includes(key) && [...this.#all.values()].some(({ kind }) => kind === key);
  }

  /** Whether a directory is meant by a caseless name. */
  isNamed(key: string, connection: ConnectionName, directory: string): boolean {
    const name = caseless(directory);
    if (name === key || this.#names.has(key)) return name === key;
    const kind = this.#all.get(keyOf(connection, directory))?.kind ?? null;
    if (kind === null) return false;
    return key === EXTERNAL ? kind !== 'internal' : kind === key;
  }
}

function keyOf(connection: ConnectionName, name: string): string {
  return `${connection}\0${caseless(name)}`;
}
