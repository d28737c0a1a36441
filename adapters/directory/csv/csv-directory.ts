import { basename } from 'node:path';
import type { ConnectionName, UserRef } from '../../../src/domain/ids.ts';
import type { Finding } from '../../../src/domain/notice.ts';
import type { Step } from '../../../src/domain/operation.ts';
import { ProblemError, problemOf } from '../../../src/domain/problem.ts';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import type { Applied, DirectoryRead, ReadHeader, UserDirectory } from '../../../src/ports/user-directory.ts';
import { createLoginReader } from './cells.ts';
import { createDateReader, type ReadDate } from './dates.ts';
import { findingsOf } from './findings.ts';
import { badFile } from './problems.ts';
import { Repeats } from './repeats.ts';
import { groupsIn, idIn, type RowContext, refIn, userIn } from './row.ts';
import { type FileSource, partsOf } from './rows.ts';
import { editionOf, explain } from './source.ts';
import { directoryNamed, layoutOf, type Survey, survey } from './survey.ts';

export interface CsvOptions {
  readonly connection: ConnectionName;
  readonly path: string;
  /** IANA zone that days in the file are calendar days of. */
  readonly zone: string;
  /** Groups whose enabled members take a seat. */
  readonly seatGroups?: readonly string[];
  /** Groups whose members administer the site; the names that Confluence gives them when not said. */
  readonly adminGroups?: readonly string[];
  /** Seats of the licence; unknown when not given, a file never says. */
  readonly seats?: number;
}

/** Groups that administer a site unless somebody renamed them. */
const USUAL_ADMIN_GROUPS = [
  'administrators',
  'confluence-administrators',
  'jira-administrators',
  'org-admins',
  'site-admins',
  'system-administrators',
];

/** Where users live whose row names no directory. */
const DEFAULT_DIRECTORIES = { organisation: 'Atlassian organisation', plain: 'Internal Directory' } as const;

/** An export file as a directory that can be read and never written. */
export function createCsvDirectory(options: CsvOptions): UserDirectory {
  return new CsvDirectory(options);
}

class CsvDirectory implements UserDirectory {
  readonly connection: ConnectionName;
  readonly label: string;
  readonly capabilities = { writes: [], knowsLoginCount: false } as const;
  readonly #path: string;
  readonly #seats: number | null;
  readonly #seatGroups: ReadonlySet<string>;
  readonly #adminGroups: ReadonlySet<string>;
  readonly #readDate: ReadDate;

  constructor({ connection, path, zone, seatGroups = [], adminGroups, seats }: CsvOptions) {
    this.connection = connection;
    this.label = basename(path);
    this.#path = path;
    this.#seats = seats ?? null;
    this.#seatGroups = new Set(seatGroups);
    this.#adminGroups = new Set(adminGroups ?? USUAL_ADMIN_GROUPS);
    this.#readDate = createDateReader(zone);
  }

  async read(signal: AbortSignal): Promise<DirectoryRead> {
    const source = await this.#source();
    try {
      const context = await this.#context(source, signal);
      const found = await survey(source, context, signal);
      return { header: this.#header(context, found), users: this.#users(source, context, found, signal) };
    } catch (error) {
      throw await explain(source.path, source.edition, error);
    }
  }

  async *#users(
    source: FileSource,
    context: RowContext,
    found: Survey,
    signal: AbortSignal,
  ): AsyncIterable<readonly DirectoryUser[]> {
    try {
      yield* this.#batches(source, context, found, signal);
    } catch (error) {
      throw await explain(source.path, source.edition, error);
    }
  }

  async revision(): Promise<string> {
    return (await editionOf(this.#path)).revision;
  }

  /** Reads the file until the user comes; for one user, never in bulk. */
  async user(ref: UserRef, signal: AbortSignal): Promise<DirectoryUser | undefined> {
    for await (const batch of (await this.read(signal)).users) {
      const user = batch.find((candidate) => candidate.ref === ref);
      if (user !== undefined) return user;
    }
    return undefined;
  }

  async apply(_ref: UserRef, _step: Step, signal: AbortSignal): Promise<Applied> {
    signal.throwIfAborted();
    const message = `${this.label} is a file and changes nobody. Make the change in Confluence and export again.`;
    throw new ProblemError({ kind: 'rejected', source: this.label, message });
  }

  async check(signal: AbortSignal): Promise<readonly Finding[]> {
    try {
      const source = await this.#source();
      return findingsOf(
        this.label,
        source.edition,
        (await this.#context(source, signal)).layout,
        this.#seatGroups,
      );
    } catch (error) {
      const problem = problemOf(error);
      if (problem?.kind === 'misconfigured') {
        const message = 'The file cannot be read.';
        return [{ subject: this.label, state: 'broken', message, remedy: problem.remedy }];
      }
      if (problem?.kind !== 'rejected' && problem?.kind !== 'unavailable') throw error;
      const remedy = 'Correct the file or export it again; it is read as soon as it changes.';
      return [{ subject: this.label, state: 'broken', message: problem.message, remedy }];
    }
  }

  async close(): Promise<void> {}

  async #source(): Promise<FileSource> {
    return { path: this.#path, file: this.label, edition: await editionOf(this.#path) };
  }

  async #context(source: FileSource, signal: AbortSignal): Promise<RowContext> {
    const layout = await layoutOf(source, signal);
    return {
      file: this.label,
      connection: this.connection,
      layout,
      readDate: this.#readDate,
      readLogin: createLoginReader(this.#readDate, source.edition.writtenAt),
      defaultDirectory: DEFAULT_DIRECTORIES[layout.format],
      seatGroups: this.#seatGroups,
    };
  }

  #header({ defaultDirectory }: RowContext, found: Survey): ReadHeader {
    return {
      directories: [...found.directories].sort().map((name) => directoryNamed(name, defaultDirectory)),
      groups: [...found.groups].sort().map((name) => ({
        name,
        grantsAdmin: this.#adminGroups.has(name),
        grantsSeat: this.#seatGroups.has(name),
      })),
      seats: this.#seats,
    };
  }

  async *#batches(
    source: FileSource,
    context: RowContext,
    { groupsOf }: Survey,
    signal: AbortSignal,
  ): AsyncIterable<readonly DirectoryUser[]> {
    const repeats = new Repeats(context);
    const given = new Set<string>();
    let users = 0;
    for await (const part of partsOf(source, signal)) {
      if (part.kind === 'layout') continue;
      const batch: DirectoryUser[] = [];
      for (const row of part.rows) {
        const ref = refIn(context, row);
        if (groupsOf === null) {
          repeats.refuse(row, ref);
          batch.push(userIn(context, row, ref, groupsIn(context.layout, row)));
        } else if (!given.has(ref)) {
          given.add(ref);
          batch.push(userIn(context, row, ref, groupsOf.get(idIn(context, row)) ?? []));
        }
      }
      users += batch.length;
      if (batch.length > 0) yield batch;
    }
    if (users === 0)
      throw badFile(this.label, {}, 'there is a header and no user below it. Export the file again.');
  }
}
