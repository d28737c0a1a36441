import { type ConnectionName, connectionOf, type Instant, type UserRef } from '../domain/ids.ts';
import type { DirectoryUser, LastLogin, Seat } from '../domain/user.ts';
import { ByteArena, offsetOf } from './byte-arena.ts';
import { addresses, Column, instants } from './column.ts';
import { EMPTY_HASH, hashOn, spread } from './exact-index.ts';
import { detached, Interner } from './interner.ts';
import { hasRareFacts, RareFacts, rareNumbers } from './rare-facts.ts';
import { RecordReader, RecordWriter } from './record-bytes.ts';

/** What the users of one directory share: the front part of their references and the directory's name. */
export interface Dwelling {
  readonly connection: ConnectionName;
  readonly directory: string;
  readonly prefix: string;
  readonly prefixHash: number;
}

/** A group name as one connection writes it. */
export interface SeenGroup {
  readonly connection: ConnectionName;
  readonly name: string;
}

/** The facts of a record that sets are made of. */
export interface RecordFacts {
  readonly active: boolean;
  readonly login: LastLogin['kind'];
  readonly dwelling: number;
  readonly seat: Seat;
  readonly loginCount: number | null;
  readonly groups: readonly number[];
}

const ACTIVE = 1;
const SERVICE = 2;
const TWO_BYTE = 4;
const EXTRA = 8;
const LOGIN_SHIFT = 4;
const LOGIN_MASK = 3;
/** The record ends in facts that most users have not, see {@link RareFacts}. */
const RARE = 64;
const LOGIN_KINDS: readonly LastLogin['kind'][] = ['at', 'before', 'never', 'unknown'];
/** Bytes a number takes at most. */
const NUMBER_ROOM = 8;

/**
 * All users, each as one record of bytes: flags, dwelling, seat, logins, groups, then the lengths of its texts
 * and their characters, and at the end what few users have. A user object is made only when somebody asks for it.
 */
export class UserRecords {
  readonly dwellings = new Interner<Dwelling>();
  readonly groups = new Interner<SeenGroup>();
  readonly seats = new Interner<Seat>();
  /** See {@link loginKey}. */
  readonly loginKey = new Column(instants);
  /** NaN when unknown. */
  readonly createdAt = new Column(instants);
  /** Names of {@link groups} alone, because every user read needs several. */
  readonly #groupNames: string[] = [];
  readonly #shapes = new Interner<readonly string[]>();
  readonly #rare = new RareFacts();
  readonly #arena = new ByteArena();
  readonly #addresses = new Column(addresses);
  readonly #writer = new RecordWriter();
  readonly #reader = new RecordReader();

  get length(): number {
    return this.#addresses.length;
  }

  add(user: DirectoryUser): void {
    const { ref, lastLogin, extra } = user;
    const front = ref.lastIndexOf('/') + 1;
    const texts = [ref.slice(front), user.username, user.email, user.displayName];
    if (extra !== undefined) texts.push(...Object.values(extra));
    const joined = texts.join('');
    const isTwoByte = hasWideCharacter(joined);
    const writer = this.#writer;
    const isRare = hasRareFacts(user);
    const room = 6 + user.groups.length + texts.length + (isRare ? rareNumbers(user) : 0);
    writer.start(room * NUMBER_ROOM + 2 * joined.length);
    writer.number(
      (user.active ? ACTIVE : 0) |
        (user.service ? SERVICE : 0) |
        (isTwoByte ? TWO_BYTE : 0) |
        (extra === undefined ? 0 : EXTRA) |
        (isRare ? RARE : 0) |
        (LOGIN_KINDS.indexOf(lastLogin.kind) << LOGIN_SHIFT),
    );
    writer.number(this.#dwellingOf(ref.slice(0, front), user));
    writer.number(this.seats.id(seatKey(user.seat), () => seatOf(user.seat)));
    writer.number(user.loginCount === null ? 0 : user.loginCount + 1);
    this.#writeGroups(user);
    if (extra !== undefined) writer.number(this.#shapeOf(Object.keys(extra)));
    for (const { length } of texts) writer.number(length);
    writer.text(joined, isTwoByte);
    if (isRare) this.#rare.write(writer, user);
    this.#addresses.push(this.#arena.add(writer.bytes, writer.length));
    this.loginKey.push(loginKey(lastLogin));
    this.createdAt.push(user.createdAt ?? Number.NaN);
  }

  read(row: number): DirectoryUser {
    const reader = this.#open(row);
    const flags = reader.number();
    const { prefix, directory } = this.dwellings.value(reader.number());
    const seat = this.seats.value(reader.number());
    const loginCount = reader.number() - 1;
    const groups = this.#readGroups();
    const shape = (flags & EXTRA) === 0 ? NO_NAMES : this.#shapes.value(reader.number());
    const suffix = reader.number();
    const username = suffix + reader.number();
    const email = username + reader.number();
    const end = email + reader.number();
    const values = shape.length === 0 ? NO_NUMBERS : shape.map(() => reader.number());
    const whole = values.reduce((sum, length) => sum + length, end);
    const text = reader.text(whole, (flags & TWO_BYTE) !== 0);
    const createdAt = this.createdAt.array[row] as number;
    const user: DirectoryUser = {
      ref: (prefix + text.slice(0, suffix)) as UserRef,
      username: text.slice(suffix, username),
      email: text.slice(username, email),
      displayName: text.slice(email, end),
      directory,
      active: (flags & ACTIVE) !== 0,
      createdAt: Number.isNaN(createdAt) ? null : createdAt,
      lastLogin: this.#lastLogin(flags, row),
      loginCount: loginCount < 0 ? null : loginCount,
      groups,
      seat,
      service: (flags & SERVICE) !== 0,
    };
    if ((flags & (EXTRA | RARE)) === 0) return user;
    return {
      ...user,
      ...((flags & EXTRA) === 0 ? {} : { extra: extraOf(shape, values, text.slice(end)) }),
      ...((flags & RARE) === 0 ? {} : this.#rare.read(reader)),
    };
  }

  /** The reference alone. */
  ref(row: number): UserRef {
    const { prefix, length, isTwoByte } = this.#openRef(row);
    return (prefix + this.#reader.text(length, isTwoByte)) as UserRef;
  }

  /** What {@link hashText} gives for the reference, without making it. */
  refHash(row: number): number {
    const { prefixHash, length, isTwoByte } = this.#openRef(row);
    return spread(this.#reader.hash(prefixHash, length, isTwoByte));
  }

  facts(row: number): RecordFacts {
    const reader = this.#open(row);
    const flags = reader.number();
    const dwelling = reader.number();
    const seat = this.seats.value(reader.number());
    const loginCount = reader.number() - 1;
    const groups: number[] = [];
    for (let left = reader.number(); left > 0; left -= 1) groups.push(reader.number());
    return {
      active: (flags & ACTIVE) !== 0,
      login: LOGIN_KINDS[(flags >> LOGIN_SHIFT) & LOGIN_MASK] as LastLogin['kind'],
      dwelling,
      seat,
      loginCount: loginCount < 0 ? null : loginCount,
      groups,
    };
  }

  /** Moves user `order[i]` to row `i`, in steps between which the event loop may turn. */
  *reorder(order: Int32Array): Generator<void, void> {
    yield* this.#addresses.reorder(order);
    yield* this.loginKey.reorder(order);
    yield* this.createdAt.reorder(order);
  }

  #open(row: number): RecordReader {
    const address = this.#addresses.array[row] as number;
    this.#reader.start(this.#arena.chunkOf(address), offsetOf(address));
    return this.#reader;
  }

  /** Goes to the characters of the reference that follow its prefix. */
  #openRef(row: number) {
    const reader = this.#open(row);
    const flags = reader.number();
    const { prefix, prefixHash } = this.dwellings.value(reader.number());
    reader.number();
    reader.number();
    for (let left = reader.number(); left > 0; left -= 1) reader.number();
    const shape = (flags & EXTRA) === 0 ? NO_NAMES : this.#shapes.value(reader.number());
    const length = reader.number();
    for (let left = 3 + shape.length; left > 0; left -= 1) reader.number();
    return { prefix, prefixHash, length, isTwoByte: (flags & TWO_BYTE) !== 0 };
  }

  #writeGroups({ ref, groups }: DirectoryUser): void {
    const connection = connectionOf(ref);
    this.#writer.number(groups.length);
    for (const name of groups) {
      const id = this.groups.id(`${connection}\0${name}`, () => ({ connection, name: detached(name) }));
      if (id === this.#groupNames.length) this.#groupNames.push(this.groups.value(id).name);
      this.#writer.number(id);
    }
  }

  #readGroups(): readonly string[] {
    const names = new Array<string>(this.#reader.number());
    this.#reader.values(names, this.#groupNames);
    return names;
  }

  #dwellingOf(prefix: string, { ref, directory }: DirectoryUser): number {
    return this.dwellings.id(`${prefix}\0${directory}`, () => ({
      connection: connectionOf(ref),
      directory: detached(directory),
      prefix: detached(prefix),
      prefixHash: Array.from(prefix).reduce((hash, char) => hashOn(hash, char.charCodeAt(0)), EMPTY_HASH),
    }));
  }

  #shapeOf(names: readonly string[]): number {
    return this.#shapes.id(names.join('\0'), () => names.map(detached));
  }

  #lastLogin(flags: number, row: number): LastLogin {
    const kind = LOGIN_KINDS[(flags >> LOGIN_SHIFT) & LOGIN_MASK] as LastLogin['kind'];
    return kind === 'at' || kind === 'before' ? { kind, at: this.loginKey.array[row] as number } : { kind };
  }
}

/** A number that sorts as last logins do: never used before all, unknown after all. */
export function loginKey(login: LastLogin): Instant {
  if (login.kind === 'never') return Number.NEGATIVE_INFINITY;
  return login.kind === 'unknown' ? Number.POSITIVE_INFINITY : login.at;
}

const NO_NAMES: readonly string[] = [];
const NO_NUMBERS: readonly number[] = [];

function extraOf(
  names: readonly string[],
  lengths: readonly number[],
  text: string,
): Readonly<Record<string, string>> {
  let from = 0;
  const entries = names.map((name, n) => {
    const start = from;
    from += lengths[n] as number;
    return [name, text.slice(start, from)] as const;
  });
  return Object.fromEntries(entries);
}

function hasWideCharacter(text: string): boolean {
  for (let n = 0; n < text.length; n += 1) if (text.charCodeAt(n) > 255) return true;
  return false;
}

function seatKey(seat: Seat): string {
  return seat.kind === 'group' ? `group\0${seat.group}` : seat.kind;
}

function seatOf(seat: Seat): Seat {
  return seat.kind === 'group' ? { kind: 'group', group: detached(seat.group) } : { kind: seat.kind };
}
