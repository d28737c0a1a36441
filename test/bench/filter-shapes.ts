import {
  type Day,
  DEFAULT_PAGE_SIZE,
  type FrozenFilter,
  type Order,
  type Term,
} from '../../src/domain/filter.ts';
import type { DirectoryUser } from '../../src/domain/user.ts';
import { DAY_MS, DIRECTORIES, groupName, NOW, pick } from './filter-people.ts';

/** One question, as a filter and as a hand-written test of one user with its lower-case names. */
export interface Question {
  readonly filter: FrozenFilter;
  readonly test: (user: DirectoryUser, text: string) => boolean;
  readonly offset: number;
  readonly limit: number;
  readonly descending: boolean;
  /** Present on text shapes: what SQLite is asked. */
  readonly sql?: { readonly needle: string; readonly groups?: readonly string[]; readonly from?: number };
}

export interface Shape {
  readonly name: string;
  readonly what: string;
  readonly isText: boolean;
  ask(random: () => number, users: readonly DirectoryUser[]): Question;
}

/** What the research asked Q2 and Q10 for; the others show a page as people see it. */
const LARGE_PAGE = 100;
const ACTIVE: Term = { kind: 'status', status: 'active' };
const ANY: Term = { kind: 'status', status: 'any' };
const LICENSED: Term = { kind: 'licensed', licensed: 'yes' };

export const SHAPES: readonly Shape[] = [
  shape('Q1', 'all active, newest login', (random) => ({
    ...frozen(ACTIVE),
    test: (user) => user.active,
    offset: Math.floor(random() * 10) * DEFAULT_PAGE_SIZE,
    descending: true,
  })),
  shape('Q2', 'licensed, last login 90-365 days ago', (random) => {
    const [from, to] = daysAgo(300 + random() * 100, 60 + random() * 60);
    return {
      ...frozen(ACTIVE, LICENSED, { kind: 'login', range: { from: from.day, to: to.day } }),
      test: (user) => user.active && user.seat.kind === 'group' && isWithin(user, from.at, to.at),
      limit: LARGE_PAGE,
    };
  }),
  shape('Q3', 'never used, licensed, directory', (random) => {
    const { name } = pick(DIRECTORIES, random);
    return {
      ...frozen(ACTIVE, LICENSED, { kind: 'never' }, { kind: 'dir', names: [name] }),
      test: (user) =>
        user.active &&
        user.seat.kind === 'group' &&
        user.lastLogin.kind === 'never' &&
        user.directory === name,
    };
  }),
  shape('Q4', 'any of 3 large groups, not in 1', (random) => {
    const names = [0, 1, 2].map(() => rank(2, 14, random));
    const not = rank(1, 4, random);
    return {
      ...frozen(ACTIVE, group(names), group([not], true)),
      test: ({ active, groups }) =>
        active && groups.some((name) => names.includes(name)) && !groups.includes(not),
    };
  }),
  shape('Q5', 'in both of 2 mid groups', (random) => {
    const [a, b] = [rank(30, 100, random), rank(100, 200, random)];
    return {
      ...frozen(ANY, group([a]), group([b])),
      test: ({ groups }) => groups.includes(a) && groups.includes(b),
    };
  }),
  shape('Q6', 'one small group', (random) => {
    const name = rank(400, 2000, random);
    return { ...frozen(ANY, group([name])), test: ({ groups }) => groups.includes(name) };
  }),
  shape('Q7', 'licensed, in none of 50 groups', (random) => {
    const names = new Set<string>();
    while (names.size < 50) names.add(rank(11, 2000, random));
    return {
      ...frozen(ACTIVE, LICENSED, group([...names], true)),
      test: (user) =>
        user.active && user.seat.kind === 'group' && !user.groups.some((name) => names.has(name)),
    };
  }),
  shape('Q8', '3 letters', (random, users) => {
    const needle = partOf(pick(users, random).username, 3, random);
    return {
      ...frozen(ACTIVE, { kind: 'text', text: needle }),
      test: (user, text) => user.active && text.includes(needle),
      sql: { needle },
    };
  }),
  shape('Q9', '8 letters, any of 2 groups, date', (random, users) => {
    const needle = partOf(pick(users, random).username, 8, random);
    const groups = [rank(2, 10, random), rank(10, 20, random)];
    const [from] = daysAgo(400 + random() * 300, 0);
    return {
      ...frozen(ANY, { kind: 'text', text: needle }, group(groups), {
        kind: 'login',
        range: { from: from.day },
      }),
      test: (user, text) =>
        text.includes(needle) &&
        user.groups.some((name) => groups.includes(name)) &&
        isWithin(user, from.at, Number.POSITIVE_INFINITY),
      sql: { needle, groups, from: from.at },
    };
  }),
  shape('Q10', '30-60 days, directory, not in group, deep page', (random, users) => {
    const [from, to] = daysAgo(55 + random() * 10, 28 + random() * 4);
    const { name } = DIRECTORIES[0] as { name: string };
    const not = rank(3, 20, random);
    return {
      ...frozen(
        ANY,
        { kind: 'login', range: { from: from.day, to: to.day } },
        { kind: 'dir', names: [name] },
        group([not], true),
      ),
      test: (user) => user.directory === name && isWithin(user, from.at, to.at) && !user.groups.includes(not),
      offset: Math.floor((users.length * 0.02) / LARGE_PAGE) * LARGE_PAGE,
      limit: LARGE_PAGE,
    };
  }),
];

type Draft = Pick<Question, 'filter' | 'test'> & Partial<Question>;

function shape(
  name: string,
  what: string,
  draft: (random: () => number, users: readonly DirectoryUser[]) => Draft,
): Shape {
  return {
    name,
    what,
    isText: name === 'Q8' || name === 'Q9',
    ask: (random, users) => ({
      offset: 0,
      limit: DEFAULT_PAGE_SIZE,
      descending: false,
      ...draft(random, users),
    }),
  };
}

/** Orders as lists have them: by last login as the shape wants it, and by name. */
export function ordersOf({ descending }: Question): readonly Order[] {
  return [
    { by: 'login', descending },
    { by: 'name', descending: false },
  ];
}

function frozen(...terms: readonly Term[]): { readonly filter: FrozenFilter } {
  return { filter: { filter: { terms }, frozenAt: NOW, zone: 'UTC' } };
}

function group(names: readonly string[], negated = false): Term {
  return { kind: 'group', names, negated };
}

function rank(from: number, to: number, random: () => number): string {
  return groupName(from + Math.floor(random() * (to - from)));
}

/** The days so many days ago, with the instants they start at and end before. */
function daysAgo(far: number, near: number): readonly [{ day: Day; at: number }, { day: Day; at: number }] {
  const today = Math.floor(NOW / DAY_MS) * DAY_MS;
  const from = today - Math.round(far) * DAY_MS;
  const to = today - Math.round(near) * DAY_MS;
  return [
    { day: new Date(from).toISOString().slice(0, 10), at: from },
    { day: new Date(to).toISOString().slice(0, 10), at: to + DAY_MS },
  ];
}

function isWithin({ lastLogin }: DirectoryUser, from: number, to: number): boolean {
  return lastLogin.kind === 'at' && lastLogin.at >= from && lastLogin.at < to;
}

function partOf(text: string, length: number, random: () => number): string {
  const start = Math.floor(random() * Math.max(1, text.length - length));
  return text.slice(start, start + length);
}
