import type { Instant } from '../../../src/domain/ids.ts';
import { CAST, type CastMember, idOf } from './cast.ts';
import { type Name, nameOf } from './names.ts';
import { awkward } from './oddities.ts';
import {
  DIRECTORIES,
  EVERYBODY,
  NESTED_OFFICE,
  NESTED_TEAM,
  SEAT_GROUP,
  SHARED_GROUPS,
  TEAMS,
} from './organisation.ts';
import { fraction, hash, pick } from './prng.ts';

/** A user as the sandbox keeps it; `lastLogin` null means never. */
export interface Resident {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly displayName: string;
  readonly directory: string;
  readonly active: boolean;
  readonly createdAt: Instant;
  readonly lastLogin: Instant | null;
  readonly loginCount: number;
  /** Since when it is deactivated; null while enabled and when nobody knows. */
  readonly deactivatedAt: Instant | null;
  /** Memberships of its own, sorted; what comes through them is not among them. */
  readonly groups: readonly string[];
  readonly service: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** How the account is used; each 200 users in a row hold the same number of each. */
type Habit = 'current' | 'idle' | 'never' | 'once' | 'left';

interface Lot {
  readonly habit: Habit;
  readonly seat: boolean;
  /** Of every {@link LOTS_TOTAL}. */
  readonly count: number;
}

const LOTS: readonly Lot[] = [
  { habit: 'current', seat: true, count: 52 },
  { habit: 'idle', seat: true, count: 16 },
  { habit: 'never', seat: true, count: 5 },
  { habit: 'once', seat: true, count: 2 },
  { habit: 'current', seat: false, count: 22 },
  { habit: 'idle', seat: false, count: 22 },
  { habit: 'never', seat: false, count: 9 },
  { habit: 'once', seat: false, count: 2 },
  { habit: 'left', seat: false, count: 70 },
];
const LOTS_TOTAL = 200;
/** Has no divisor in common with {@link LOTS_TOTAL}: neighbours differ and every lot is drawn. */
const LOT_STRIDE = 83;

/** User `index` of the organisation with this seed, as it was when the sandbox first started at `epoch`. */
export function residentAt(seed: number, index: number, epoch: Instant): Resident {
  const member = CAST[index];
  return member === undefined ? inhabitant(seed, index, epoch) : castResident(member, index, epoch);
}

function castResident(member: CastMember, index: number, epoch: Instant): Resident {
  const { username, displayName, loginCount } = member;
  return {
    id: idOf(index),
    username,
    email: member.email ?? `${username}@example.com`,
    displayName,
    directory: DIRECTORIES[member.directory].name,
    active: true,
    createdAt: epoch - member.createdDaysAgo * DAY_MS,
    lastLogin: member.loginDaysAgo === null ? null : epoch - Math.round(member.loginDaysAgo * DAY_MS),
    loginCount,
    deactivatedAt: null,
    groups: [...member.groups].sort(),
    service: member.service === true,
  };
}

/** The username that user `index` had at the first start. */
export function usernameAt(seed: number, index: number): string {
  return CAST[index]?.username ?? loginNameOf(inhabitantName(seed, index), isService(seed, index));
}

function inhabitantName(seed: number, index: number): Name {
  return nameOf(index, hash(seed, 1) % 10_000);
}

function isService(seed: number, index: number): boolean {
  return hash(seed, index, 2) % 250 === 0;
}

function loginNameOf({ username }: Name, service: boolean): string {
  return service ? `svc-${username.replaceAll('.', '-')}` : username;
}

function inhabitant(seed: number, index: number, epoch: Instant): Resident {
  const lot = lotOf(seed, index);
  const name = inhabitantName(seed, index);
  const service = isService(seed, index);
  const times = timesOf(lot.habit, seed, index, epoch);
  const username = loginNameOf(name, service);
  return {
    id: idOf(index),
    username,
    email: service ? '' : mailOf(name, seed, index),
    displayName: service ? `Service account (${username})` : awkward(name.displayName, seed, index),
    directory: pick(PLACES, seed, index, 3),
    active: lot.habit !== 'left',
    ...times,
    deactivatedAt: lot.habit === 'left' ? deactivationOf(times, seed, index, epoch) : null,
    groups: groupsOf(lot, seed, index),
    service,
  };
}

const [internal, crowd, ldap] = [DIRECTORIES[0].name, DIRECTORIES[1].name, DIRECTORIES[2].name];
const PLACES: readonly [string, ...string[]] = [
  internal,
  internal,
  internal,
  crowd,
  crowd,
  crowd,
  crowd,
  ldap,
  ldap,
];

function lotOf(seed: number, index: number): Lot {
  let draw = (index * LOT_STRIDE + (seed % LOTS_TOTAL)) % LOTS_TOTAL;
  for (const lot of LOTS) {
    if (draw < lot.count) return lot;
    draw -= lot.count;
  }
  throw new RangeError(`No lot for user ${index}.`);
}

/** Days since the last login: recent ones crowd near today, leavers reach back four years. */
const SPANS: Readonly<Record<Habit, readonly [fewest: number, most: number, crowding: number]>> = {
  current: [0, 89, 2],
  idle: [90, 900, 2],
  never: [0, 0, 1],
  once: [5, 500, 1],
  left: [60, 1500, 1],
};

function timesOf(
  habit: Habit,
  seed: number,
  index: number,
  epoch: Instant,
): Pick<Resident, 'createdAt' | 'lastLogin' | 'loginCount'> {
  const age = fraction(seed, index, 10);
  if (habit === 'never' || (habit === 'left' && hash(seed, index, 11) % 8 === 0)) {
    return { createdAt: back(epoch, 1 + age * 900), lastLogin: null, loginCount: 0 };
  }
  const [fewest, most, crowding] = SPANS[habit];
  const days = fewest + (most - fewest) * fraction(seed, index, 12) ** crowding;
  const lastLogin = back(epoch, days);
  if (habit === 'once') return { createdAt: back(epoch, days + age), lastLogin, loginCount: 1 };
  return {
    createdAt: back(epoch, days + 20 + age * 2500),
    lastLogin,
    loginCount: 2 + (hash(seed, index, 13) % 1500),
  };
}

/** Accounts are closed some days after their last use, at most six weeks, and never ahead of today. */
function deactivationOf(
  { createdAt, lastLogin }: Pick<Resident, 'createdAt' | 'lastLogin'>,
  seed: number,
  index: number,
  epoch: Instant,
): Instant {
  const used = lastLogin ?? createdAt;
  const days = 1 + 41 * fraction(seed, index, 14);
  return used + Math.floor(Math.min(days * DAY_MS, (epoch - used) * 0.9));
}

function back(epoch: Instant, days: number): Instant {
  return epoch - Math.floor(days * DAY_MS);
}

/** Some people share a mailbox, some have none, some write from elsewhere. */
function mailOf(name: Name, seed: number, index: number): string {
  const draw = hash(seed, index, 20) % 1000;
  if (draw < 12) return `desk-${hash(seed, index, 21) % 40}@example.com`;
  if (draw < 17) return '';
  if (draw < 100) return `${name.username}@partner.example.net`;
  if (draw < 130) return `${name.username}@EXAMPLE.ORG`;
  return `${name.username}@example.com`;
}

function groupsOf(lot: Lot, seed: number, index: number): readonly string[] {
  const groups: string[] = [];
  for (const [n, [name, perMille]] of SHARED_GROUPS.entries()) {
    if (hash(seed, index, 60 + n) % 1000 < perMille) groups.push(name);
  }
  const team = lot.habit !== 'left' || hash(seed, index, 41) % 3 === 0 ? pick(TEAMS, seed, index, 40) : null;
  // Most leavers keep the group their seat came with, so that bringing them back takes a seat again.
  const seat = lot.seat || (lot.habit === 'left' && hash(seed, index, 42) % 5 < 3);
  if (team === EVERYBODY) groups.push(...everybodyGroups(seat, seed, index));
  else groups.push(...(team === null ? [] : [team]), ...(seat ? [SEAT_GROUP] : []));
  if (hash(seed, index, 43) % 1000 < 55) groups.push('support-staff');
  if (hash(seed, index, 44) % 1000 < 80) groups.push('confluence-contractors');
  return groups.sort();
}

/** Who is in `all hands` is so through team or office in most cases, and a seat may come the same way. */
function everybodyGroups(seat: boolean, seed: number, index: number): readonly string[] {
  const draw = hash(seed, index, 45) % 4;
  if (seat && draw > 0) return [NESTED_TEAM];
  return [draw === 1 ? NESTED_OFFICE : EVERYBODY, ...(seat ? [SEAT_GROUP] : [])];
}
