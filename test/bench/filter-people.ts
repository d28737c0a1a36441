import { type ConnectionName, formatUserRef } from '../../src/domain/ids.ts';
import type { DirectoryInfo, DirectoryUser, LastLogin, Seat } from '../../src/domain/user.ts';
import type { ReadHeader } from '../../src/ports/user-directory.ts';

export const NOW = Date.parse('2026-11-24T08:14:00Z');
export const DAY_MS = 24 * 60 * 60 * 1000;
export const CONNECTION = 'bench' as ConnectionName;
const GROUPS = 2000;
/** Share of users in the largest group; the n-th largest has an n-th of it. */
const LARGEST = 0.98;
const SEAT_RANKS = [2, 5, 10];

const FIRST = [
  'an',
  'bel',
  'chi',
  'da',
  'el',
  'fio',
  'gab',
  'han',
  'in',
  'jo',
  'kat',
  'lu',
  'mi',
  'no',
  'ol',
  'pri',
];
const MIDDLE = ['', 'na', 'ra', 'sa', 'ri', 'lo', 'mi', 'ta'];
const LAST = [
  'berg',
  'son',
  'wood',
  'field',
  'ova',
  'ez',
  'stein',
  'ford',
  'gren',
  'land',
  'ni',
  'kar',
  'mann',
  'dot',
];
const STEM = [
  'al',
  'bran',
  'cor',
  'dun',
  'esk',
  'far',
  'gold',
  'hart',
  'iv',
  'jens',
  'kel',
  'lind',
  'mont',
  'nor',
];
const DOMAINS = ['example.com', 'example.com', 'example.com', 'example.org', 'corp.example.net'];

export const DIRECTORIES: readonly DirectoryInfo[] = [
  { name: 'Internal Directory', kind: 'internal', writable: true },
  { name: 'Crowd', kind: 'crowd', writable: true },
  { name: 'Partners', kind: 'ldap', writable: false },
];

/** Numbers in [0, 1) from a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The group of a rank, 1 the largest. */
export function groupName(rank: number): string {
  return NAMES[rank] as string;
}
const NAMES = Array.from({ length: GROUPS + 1 }, (_, rank) => `group-${String(rank).padStart(4, '0')}`);

export const HEADER: ReadHeader = {
  directories: DIRECTORIES,
  groups: NAMES.slice(1).map((name, n) => ({
    name,
    grantsAdmin: n === 400,
    grantsSeat: SEAT_RANKS.includes(n + 1),
  })),
  seats: null,
};

/**
 * The organisation of research/performance.md §1: group sizes by zipf, eight memberships a user, three
 * directories, 88 % active, 20 % never used, last logins skewed to recent. `unknown` is the share of
 * users whose last login nobody knows.
 */
export function* people(count: number, seed: number, unknown = 0): Generator<DirectoryUser> {
  const random = randomFrom(seed);
  const memberships = new Memberships(count, random);
  for (let n = 0; n < count; n += 1) {
    const first = `${pick(FIRST, random)}${pick(MIDDLE, random)}`;
    const last = `${pick(STEM, random)}${pick(LAST, random)}`;
    const username = `${first}.${last}${n}`;
    const share = random();
    const { name: directory } = DIRECTORIES[share < 0.7 ? 0 : share < 0.95 ? 1 : 2] as DirectoryInfo;
    const ranks = memberships.of(n);
    const age = Math.floor(random() ** 3 * 1500 * DAY_MS);
    const active = random() < 0.88;
    yield {
      ref: formatUserRef({ connection: CONNECTION, directory, id: (n * 2654435761 + 97).toString(36) }),
      username,
      email: `${username}@${pick(DOMAINS, random)}`,
      displayName: `${capital(first)} ${capital(last)}`,
      directory,
      active,
      createdAt: NOW - age - Math.floor(random() * 900 * DAY_MS),
      lastLogin: lastLoginOf(age, random, unknown),
      loginCount: Math.floor(random() * 40),
      groups: ranks.map(groupName),
      seat: seatOf(ranks),
      service: false,
    };
  }
}

function lastLoginOf(age: number, random: () => number, unknown: number): LastLogin {
  if (random() < unknown) return { kind: 'unknown' };
  return random() < 0.2 ? { kind: 'never' } : { kind: 'at', at: NOW - age };
}

const SEATS = new Map<number, Seat>(
  SEAT_RANKS.map((rank) => [rank, { kind: 'group', group: groupName(rank) }]),
);
const NO_SEAT: Seat = { kind: 'none' };

function seatOf(ranks: readonly number[]): Seat {
  const rank = ranks.find((one) => SEATS.has(one));
  return rank === undefined ? NO_SEAT : (SEATS.get(rank) as Seat);
}

/** For each user the groups whose turn it is; a group waits in the list of its next member. */
class Memberships {
  readonly #heads: Int32Array;
  readonly #next = new Int32Array(GROUPS + 1);
  readonly #random: () => number;

  constructor(count: number, random: () => number) {
    this.#heads = new Int32Array(count);
    this.#random = random;
    for (let rank = 1; rank <= GROUPS; rank += 1) this.#await(rank, -1);
  }

  /** Ranks in ascending order; asked for each user in turn. */
  of(user: number): readonly number[] {
    const ranks: number[] = [];
    for (let rank = this.#heads[user] as number; rank !== 0; rank = this.#next[rank] as number)
      ranks.push(rank);
    for (const rank of ranks) this.#await(rank, user);
    return ranks.sort((a, b) => a - b);
  }

  #await(rank: number, after: number): void {
    const share = LARGEST / rank;
    const gap = 1 + Math.floor(Math.log(1 - this.#random()) / Math.log(1 - share));
    const user = after + gap;
    if (user >= this.#heads.length) return;
    this.#next[rank] = this.#heads[user] as number;
    this.#heads[user] = rank;
  }
}

export function pick<T>(choices: readonly T[], random: () => number): T {
  return choices[Math.floor(random() * choices.length)] as T;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
