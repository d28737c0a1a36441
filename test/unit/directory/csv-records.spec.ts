import assert from 'node:assert/strict';
import { textOf } from '../../../adapters/directory/csv/decode.ts';
import { recordsOf } from '../../../adapters/directory/csv/records.ts';

const ROWS = [
  ['username', 'note', 'last'],
  ['ada', 'two\r\nlines, "quoted"', ''],
  ['', '', ''],
  ['Zoë 田👩', '', 'x'],
  ['bo', ' "" ', '"'],
];
const TEXT = ROWS.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n');

describe('Rows of a CSV file', () => {
  it('are the same wherever the text is cut in two', async () => {
    for (let at = 0; at <= TEXT.length; at += 1) {
      assert.deepEqual(
        await rowsOf(recordsOf('f', pieces(TEXT.slice(0, at), TEXT.slice(at)))),
        ROWS,
        `cut at ${at}`,
      );
    }
  });

  it('are the same wherever the bytes are cut in two', async () => {
    const bytes = Buffer.from(`\ufeff${TEXT}\r\n`);
    for (let at = 1; at < bytes.length; at += 1) {
      const text = textOf('f', pieces(bytes.subarray(0, at), bytes.subarray(at)));
      assert.deepEqual(await rowsOf(recordsOf('f', text)), ROWS, `cut at ${at}`);
    }
  });

  it('lose their carriage returns when nothing is quoted', async () => {
    const rows = await rowsOf(recordsOf('f', pieces('a,b\r\n1,2\r\n')));
    assert.deepEqual(rows, [
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('may end in carriage returns alone', async () => {
    const rows = await rowsOf(recordsOf('f', pieces('a,b\r1,2\r')));
    assert.deepEqual(rows, [
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('are numbered from 1 without a gap', async () => {
    let next = 1;
    for await (const { firstRow, rows } of recordsOf('f', pieces('a,b\n1,2\n', '3,4\n5', ',6\n7,8'))) {
      assert.equal(firstRow, next);
      next += rows.length;
    }
    assert.equal(next, 6);
  });
});

async function* pieces<T>(...all: readonly T[]): AsyncIterable<T> {
  yield* all;
}

async function rowsOf(records: AsyncIterable<{ readonly rows: readonly (readonly string[])[] }>) {
  const all: (readonly string[])[] = [];
  for await (const { rows } of records) all.push(...rows);
  return all;
}
