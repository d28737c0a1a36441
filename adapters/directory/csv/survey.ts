import type { DirectoryInfo } from '../../../src/domain/user.ts';
import type { Layout } from './layout.ts';
import { badFile } from './problems.ts';
import { printOf } from './repeats.ts';
import { directoryIn, groupsIn, idIn, type Row, type RowContext } from './row.ts';
import { type FileSource, partsOf } from './rows.ts';

/** What has to be known of a whole file before its first user can be given. */
export interface Survey {
  readonly groups: ReadonlySet<string>;
  readonly directories: ReadonlySet<string>;
  /** Groups by user id, for files that give a user one row for each group; null for all others. */
  readonly groupsOf: ReadonlyMap<string, readonly string[]> | null;
}

/** Reads the layout alone. */
export async function layoutOf(source: FileSource, signal: AbortSignal): Promise<Layout> {
  for await (const part of partsOf(source, signal)) if (part.kind === 'layout') return part.layout;
  throw badFile(source.file, {}, 'there is no header in it. Export the file again.');
}

/**
 * Reads the file once for its groups and directories, which the port wants before the users. A file that has
 * neither is not read twice.
 */
export async function survey(source: FileSource, context: RowContext, signal: AbortSignal): Promise<Survey> {
  const { layout } = context;
  const groups = new Set<string>();
  const directories = new Set<string>();
  if (layout.groups.length === 0 && layout.directory < 0) {
    return { groups, directories: directories.add(context.defaultDirectory), groupsOf: null };
  }
  const merged = layout.rowPerGroup ? new Map<string, Merged>() : null;
  for await (const part of partsOf(source, signal)) {
    if (part.kind === 'layout') continue;
    for (const row of part.rows) {
      directories.add(directoryIn(context, row));
      const names = groupsIn(layout, row);
      for (const name of names) groups.add(name);
      if (merged !== null) merge(merged, context, row, names);
    }
  }
  return { groups, directories, groupsOf: merged && sortedGroups(merged) };
}

interface Merged {
  readonly row: number;
  readonly print: string;
  readonly groups: string[];
}

function merge(merged: Map<string, Merged>, context: RowContext, row: Row, names: readonly string[]): void {
  const id = idIn(context, row);
  const print = printOf(context.layout, row);
  const before = merged.get(id);
  if (before === undefined) {
    merged.set(id, { row: row.number, print, groups: [...names] });
  } else if (before.print === print) {
    before.groups.push(...names);
  } else {
    const message = `this is the user of row ${before.row} again, with other values. Export the file again.`;
    throw badFile(context.file, { row: row.number }, message);
  }
}

function sortedGroups(merged: ReadonlyMap<string, Merged>): ReadonlyMap<string, readonly string[]> {
  return new Map([...merged].map(([id, { groups }]) => [id, [...new Set(groups)].sort()]));
}

/** What a directory of that name is likely to be; a file never says, and none of it can be written. */
export function directoryNamed(name: string, defaultDirectory: string): DirectoryInfo {
  const internal = name === defaultDirectory || /internal/i.test(name);
  const kind = internal
    ? 'internal'
    : /ldap|active directory|\bad\b|azure|entra/i.test(name)
      ? 'ldap'
      : 'crowd';
  return { name, kind, writable: false };
}
