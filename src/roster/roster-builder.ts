import type { ConnectionName, Instant, UserRef } from '../domain/ids.ts';
import type { DirectoryInfo, DirectoryUser } from '../domain/user.ts';
import type { ReadHeader } from '../ports/user-directory.ts';
import { BitmapRoster } from './bitmap-roster.ts';
import { buildIndex } from './build-index.ts';
import { DraftNames } from './draft-names.ts';
import { KnownDirectories } from './known-directories.ts';
import { KnownGroups } from './known-groups.ts';
import { Pace } from './pace.ts';
import { Restarts } from './restarts.ts';
import { type RosterIndex, rowOf } from './roster-index.ts';
import { UserRecords } from './user-records.ts';

/** Takes all users of all connections, batch by batch, and makes a roster of them; used once. */
export interface RosterBuilder {
  /** Announces what one connection has; before or after its users. */
  addHeader(connection: ConnectionName, header: ReadHeader): void;
  /** Takes users, each once; nothing of the batch is kept but its facts. */
  add(users: readonly DirectoryUser[]): void;
  /**
   * Sorts and indexes everything. `breathe` lets the event loop turn and is called every few milliseconds of
   * work; without it the build runs through.
   */
  finish(clockStarts: ReadonlyMap<UserRef, Instant>, breathe?: () => Promise<void>): Promise<BitmapRoster>;
}

/** A builder without users. */
export function createRosterBuilder(): RosterBuilder {
  const records = new UserRecords();
  const names = new DraftNames();
  const groups = new KnownGroups();
  const directories = new KnownDirectories();
  const announced: DirectoryInfo[] = [];
  return {
    addHeader(connection, header) {
      announced.push(...header.directories);
      for (const { name, kind } of header.directories) directories.add(connection, name, kind);
      for (const group of header.groups) groups.announce(connection, group);
    },
    add(users) {
      for (const user of users) {
        records.add(user);
        names.add(user);
      }
    },
    async finish(clockStarts, breathe = async () => {}) {
      const pace = new Pace(breathe);
      const index = await buildIndex(records, names, pace);
      for (const [id, { connection, name }] of records.groups.values.entries()) {
        groups.see(connection, name, id);
      }
      for (const { connection, directory } of records.dwellings.values) {
        directories.add(connection, directory, null);
      }
      const restarts = await readRestarts(index, clockStarts, pace);
      return new BitmapRoster({ index, groups, directories, announced, ...restarts });
    },
  };
}

async function readRestarts(index: RosterIndex, clockStarts: ReadonlyMap<UserRef, Instant>, pace: Pace) {
  const restarts = new Restarts(index.rows);
  const otherRestarts = new Map<UserRef, Instant>();
  for (const [ref, at] of clockStarts) {
    const row = rowOf(index, ref);
    if (row === undefined) otherRestarts.set(ref, at);
    else restarts.set(row, at);
    await pace.spend(60);
  }
  return { restarts, otherRestarts };
}
