import { type ConnectionName, connectionOf, type UserRef } from '../domain/ids.ts';
import type { DirectoryUser, LastLogin, Seat } from '../domain/user.ts';
import { addresses, bytes, Column, instants, ints } from './column.ts';
import { detached, Interner } from './interner.ts';
import { TextArena } from './text-arena.ts';

/** What the users of one directory share: the front part of their references and the directory's name. */
export interface Dwelling {
  readonly connection: ConnectionName;
  readonly directory: string;
  readonly prefix: string;
}

/** A group name as one connection writes it. */
export interface SeenGroup {
  readonly connection: ConnectionName;
  readonly name: string;
}

const ACTIVE = 1;
const SERVICE = 2;
const LOGIN_SHIFT = 2;
const LOGIN_KINDS: readonly LastLogin['kind'][] = ['at', 'before', 'never', 'unknown'];
/** Id suffix, username, address, display name; then the shape and the values of extra columns, if any. */
const SHAPE_AT = 4;

/** All users as columns; a user object is made only when somebody asks for it. */
export class UserRecords {
  readonly dwellings = new Interner<Dwelling>();
  readonly groups = new Interner<SeenGroup>();
  readonly seats = new Interner<Seat>();
  readonly dwelling = new Column(ints);
  readonly seat = new Column(ints);
  /** The `at` of a last login; NaN for never and unknown. */
  readonly loginAt = new Column(instants);
  /** NaN when unknown. */
  readonly createdAt = new Column(instants);
  /** Logins since creation; -1 when unknown. */
  readonly loginCount = new Column(ints);
  /** Group numbers of all users, user after user. */
  memberships = new Column(ints);
  /** Where a user's groups start in {@link memberships}; one more entry than users. */
  membershipsAt = new Column(ints);
  readonly #shapes = new Interner<readonly string[]>();
  readonly #arena = new TextArena();
  readonly #texts = new Column(addresses);
  readonly #flags = new Column(bytes);

  constructor() {
    this.membershipsAt.push(0);
  }

  get length(): number {
    return this.#flags.length;
  }

  add(user: DirectoryUser): void {
    const { ref, username, email, displayName, extra } = user;
    const front = ref.lastIndexOf('/') + 1;
    const texts = [ref.slice(front), username, email, displayName];
    if (extra !== undefined) texts.push(...this.#extraTexts(extra));
    this.#texts.push(this.#arena.add(texts));
    this.dwelling.push(this.#dwellingOf(ref.slice(0, front), user));
    this.seat.push(this.seats.id(seatKey(user.seat), () => seatOf(user.seat)));
    const { lastLogin } = user;
    this.#flags.push(
      (user.active ? ACTIVE : 0) |
        (user.service ? SERVICE : 0) |
        (LOGIN_KINDS.indexOf(lastLogin.kind) << LOGIN_SHIFT),
    );
    this.loginAt.push('at' in lastLogin ? lastLogin.at : Number.NaN);
    this.createdAt.push(user.createdAt ?? Number.NaN);
    this.loginCount.push(user.loginCount ?? -1);
    const connection = connectionOf(ref);
    for (const name of user.groups) {
      this.memberships.push(
        this.groups.id(`${connection}\0${name}`, () => ({ connection, name: detached(name) })),
      );
    }
    this.membershipsAt.push(this.memberships.length);
  }

  read(row: number): DirectoryUser {
    const texts = this.#arena.read(this.#texts.array[row] as number);
    const [suffix, username, email, displayName] = texts as [string, string, string, string];
    const { prefix, directory } = this.dwellings.value(this.dwelling.array[row] as number);
    const createdAt = this.createdAt.array[row] as number;
    const loginCount = this.loginCount.array[row] as number;
    const user: DirectoryUser = {
      ref: (prefix + suffix) as UserRef,
      username,
      email,
      displayName,
      directory,
      active: this.isActive(row),
      createdAt: Number.isNaN(createdAt) ? null : createdAt,
      lastLogin: this.#lastLogin(row),
      loginCount: loginCount < 0 ? null : loginCount,
      groups: this.#groupNames(row),
      seat: this.seats.value(this.seat.array[row] as number),
      service: ((this.#flags.array[row] as number) & SERVICE) !== 0,
    };
    return texts.length === SHAPE_AT ? user : { ...user, extra: this.#extraOf(texts) };
  }

  ref(row: number): UserRef {
    const [suffix] = this.#arena.read(this.#texts.array[row] as number);
    return (this.dwellings.value(this.dwelling.array[row] as number).prefix + suffix) as UserRef;
  }

  isActive(row: number): boolean {
    return ((this.#flags.array[row] as number) & ACTIVE) !== 0;
  }

  loginKind(row: number): LastLogin['kind'] {
    return LOGIN_KINDS[(this.#flags.array[row] as number) >> LOGIN_SHIFT] as LastLogin['kind'];
  }

  /** Moves user `order[i]` to row `i`, in steps between which the event loop may turn. */
  *reorder(order: Int32Array): Generator<void, void> {
    const { dwelling, seat, loginAt, createdAt, loginCount } = this;
    for (const column of [this.#texts, this.#flags, dwelling, seat, loginAt, createdAt, loginCount]) {
      column.reorder(order);
      yield;
    }
    yield* this.#reorderMemberships(order);
  }

  *#reorderMemberships(order: Int32Array): Generator<void, void> {
    const [from, starts] = [this.memberships.array, this.membershipsAt.array];
    const memberships = ints(this.memberships.length);
    const membershipsAt = ints(order.length + 1);
    let length = 0;
    for (let row = 0; row < order.length; row += 1) {
      const old = order[row] as number;
      const end = starts[old + 1] as number;
      for (let at = starts[old] as number; at < end; at += 1) memberships[length++] = from[at] as number;
      membershipsAt[row + 1] = length;
      if ((row & 0x7fff) === 0) yield;
    }
    this.memberships = filled(memberships);
    this.membershipsAt = filled(membershipsAt);
  }

  #dwellingOf(prefix: string, { ref, directory }: DirectoryUser): number {
    return this.dwellings.id(`${prefix}\0${directory}`, () => ({
      connection: connectionOf(ref),
      directory: detached(directory),
      prefix: detached(prefix),
    }));
  }

  #lastLogin(row: number): LastLogin {
    const kind = this.loginKind(row);
    return kind === 'at' || kind === 'before' ? { kind, at: this.loginAt.array[row] as number } : { kind };
  }

  #groupNames(row: number): readonly string[] {
    const end = this.membershipsAt.array[row + 1] as number;
    const names: string[] = [];
    for (let at = this.membershipsAt.array[row] as number; at < end; at += 1) {
      names.push(this.groups.value(this.memberships.array[at] as number).name);
    }
    return names;
  }

  #extraTexts(extra: Readonly<Record<string, string>>): readonly string[] {
    const names = Object.keys(extra);
    return [String(this.#shapes.id(names.join('\0'), () => names.map(detached))), ...Object.values(extra)];
  }

  #extraOf(texts: readonly string[]): Readonly<Record<string, string>> {
    const names = this.#shapes.value(Number(texts[SHAPE_AT]));
    return Object.fromEntries(names.map((name, n) => [name, texts[SHAPE_AT + 1 + n] as string]));
  }
}

function filled(array: Int32Array): Column<Int32Array> {
  const column = new Column(() => array);
  column.length = array.length;
  return column;
}

function seatKey(seat: Seat): string {
  return seat.kind === 'group' ? `group\0${seat.group}` : seat.kind;
}

function seatOf(seat: Seat): Seat {
  return seat.kind === 'group' ? { kind: 'group', group: detached(seat.group) } : { kind: seat.kind };
}
