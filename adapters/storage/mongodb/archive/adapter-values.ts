import { decodePart, encodePart } from '../../../../src/domain/ids.ts';
import { type ArchiveRows, COPY_CORNER } from '../../../../src/ports/archive.ts';
import type { Database } from '../database.ts';
import type { Row } from '../rows.ts';
import { nextOf, pageOf, replaceAll, type Table } from './table.ts';

type AdapterValue = ArchiveRows['adapter-value'];

interface ValueRow extends Row {
  readonly value?: string;
  readonly open?: string;
  readonly entries?: readonly (readonly [key: string, value: string])[];
}

/**
 * Values of adapters. Several that were being stored together when a process died lie in one row and count already:
 * they stand for those in their own rows, and what has no row of its own yet comes on the last page.
 */
export function valueTable(db: Database): Table<'adapter-value'> {
  const rows = db.rows<ValueRow>('adapter_values');
  const own = {
    open: { $exists: false },
    // '0' comes right after '/'.
    $or: [{ _id: { $lt: `${COPY_CORNER}/` } }, { _id: { $gte: `${COPY_CORNER}0` } }],
  };
  const together = async (): Promise<ReadonlyMap<string, string>> => {
    const open = await rows.all({ open: { $exists: true } }, { sort: { _id: 1 }, limit: 0 });
    return new Map(
      open.flatMap(({ open: adapter = '', entries = [] }) =>
        entries.map(([key, value]) => [idOf(adapter, key), value] as const),
      ),
    );
  };
  const added = async (values: ReadonlyMap<string, string>): Promise<readonly string[]> => {
    if (values.size === 0) return [];
    const known = await rows.all({ _id: { $in: [...values.keys()] } }, { limit: 0 });
    const ids = new Set(known.map(({ _id }) => _id));
    return [...values.keys()].filter((id) => !ids.has(id));
  };
  return {
    count: async () => (await rows.count(own)) + (await added(await together())).length,
    async page(from, limit) {
      const found = await pageOf(rows, own, from, limit);
      const values = await together();
      const next = nextOf(found, limit);
      const more = next === null ? await added(values) : [];
      const read = found.map(({ _id, value }) => readValue(_id, values.get(_id) ?? String(value)));
      return { rows: [...read, ...more.map((id) => readValue(id, String(values.get(id))))], next };
    },
    put: (some) =>
      replaceAll(
        rows,
        some.map(({ adapter, key, value }) => ({ _id: idOf(adapter, key), value })),
      ),
  };
}

function idOf(adapter: string, key: string): string {
  return `${encodePart(adapter)}/${key}`;
}

function readValue(id: string, value: string): AdapterValue {
  const end = id.indexOf('/');
  return { adapter: decodePart(id.slice(0, end)), key: id.slice(end + 1), value };
}
