import Database from 'libsql';
import type { Order } from '../../src/domain/filter.ts';
import type { DirectoryUser } from '../../src/domain/user.ts';
import type { Question } from './filter-shapes.ts';

export interface Answered {
  readonly total: number;
  readonly refs: readonly string[];
}

/** Array.filter over user objects with hand-written tests and lower-case texts made beforehand; then a sort. */
export class PlainArray {
  readonly #users: readonly DirectoryUser[];
  readonly #texts: readonly string[];
  readonly #sortNames: ReadonlyMap<DirectoryUser, string>;
  /** Processor time of the filter alone, of the last answer. */
  filterMs = 0;

  constructor(users: readonly DirectoryUser[]) {
    this.#users = users;
    this.#texts = users.map(({ username, displayName, email }) =>
      `${username}\n${displayName}\n${email}`.toLowerCase(),
    );
    this.#sortNames = new Map(users.map((user) => [user, user.displayName.toLowerCase()]));
  }

  answer({ test, offset, limit }: Question, order: Order): Answered {
    const texts = this.#texts;
    const startedAt = process.cpuUsage();
    const found = this.#users.filter((user, n) => test(user, texts[n] as string));
    const { user, system } = process.cpuUsage(startedAt);
    this.filterMs = (user + system) / 1000;
    const sign = order.descending ? -1 : 1;
    if (order.by === 'login') found.sort((a, b) => sign * (loginOf(a) - loginOf(b) || tie(a, b)));
    else {
      const keyed = found.map((user) => ({ user, name: this.#sortNames.get(user) as string }));
      keyed.sort((a, b) => sign * (compare(a.name, b.name) || tie(a.user, b.user)));
      return { total: found.length, refs: keyed.slice(offset, offset + limit).map(({ user }) => user.ref) };
    }
    return { total: found.length, refs: found.slice(offset, offset + limit).map(({ ref }) => ref) };
  }
}

/** SQLite FTS5 with trigrams in memory, rows numbered in the order of last login. */
export class TrigramTable {
  readonly #database: Database.Database;
  readonly #refs: readonly string[];

  /** Members are stored only of the groups that questions may name. */
  constructor(users: readonly DirectoryUser[], groups: ReadonlySet<string>) {
    const sorted = users.toSorted((a, b) => loginOf(a) - loginOf(b) || tie(a, b));
    this.#refs = sorted.map(({ ref }) => ref);
    this.#database = new Database(':memory:');
    this.#database.exec(`
      create table user (id integer primary key, active integer, login real);
      create table member (user integer, name text, primary key (user, name)) without rowid;
      create virtual table names using fts5 (username, display, email, tokenize = 'trigram', detail = full);
      begin`);
    const user = this.#database.prepare('insert into user values (?, ?, ?)');
    const member = this.#database.prepare('insert into member values (?, ?)');
    const names = this.#database.prepare(
      'insert into names (rowid, username, display, email) values (?, ?, ?, ?)',
    );
    for (const [id, one] of sorted.entries()) {
      user.run(id, one.active ? 1 : 0, 'at' in one.lastLogin ? one.lastLogin.at : null);
      for (const name of one.groups) if (groups.has(name)) member.run(id, name);
      names.run(id, one.username, one.displayName, one.email);
    }
    this.#database.exec(`commit; insert into names (names) values ('optimize')`);
  }

  /** By last login ascending only. */
  answer({ sql, limit }: Question): Answered {
    const { needle, groups, from } = sql as NonNullable<Question['sql']>;
    const conditions = [
      'names match ?',
      ...(groups === undefined ? ['user.active'] : []),
      ...(from === undefined ? [] : ['user.login >= ?']),
      ...(groups === undefined
        ? []
        : ['exists (select 1 from member where member.user = user.id and member.name in (?, ?))']),
    ];
    const where = `from names join user on user.id = names.rowid where ${conditions.join(' and ')}`;
    const values = [
      `"${needle.replaceAll('"', '""')}"`,
      ...(from === undefined ? [] : [from]),
      ...(groups ?? []),
    ];
    const counted = this.#database.prepare(`select count(*) as total ${where}`).get(values) as {
      total: number;
    };
    const rows = this.#database
      .prepare(`select user.id as id ${where} order by user.id limit ?`)
      .all([...values, limit]) as readonly { id: number }[];
    return { total: counted.total, refs: rows.map(({ id }) => this.#refs[id] as string) };
  }
}

function loginOf({ lastLogin }: DirectoryUser): number {
  if (lastLogin.kind === 'never') return -1;
  return lastLogin.kind === 'unknown' ? 1e15 : lastLogin.at;
}

function tie(a: DirectoryUser, b: DirectoryUser): number {
  return compare(a.username, b.username) || compare(a.ref, b.ref);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
