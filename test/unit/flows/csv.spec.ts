import assert from 'node:assert/strict';
import Papa from 'papaparse';
import { csvChunks, type Row } from '../../../src/flows/csv.ts';

async function csvOf(row: Row): Promise<string> {
  let text = '';
  for await (const chunk of csvChunks(['a'], [[row]], async () => {})) text += chunk;
  return text.slice(text.indexOf('\n') + 1);
}

/** Cells as a spreadsheet splits them that takes this character between cells. */
function cellsOf(text: string, delimiter: string): readonly string[] {
  return Papa.parse<string[]>(text, { delimiter, skipEmptyLines: true }).data.flat();
}

describe('a CSV cell', () => {
  const LIVE = [
    '=1',
    '+1',
    '-1',
    '@sum(a1)',
    '＝1',
    ' =1',
    '\n=1',
    '\r\n=1',
    '\t=1',
    '\u00a0=1',
    '\u200b=1',
    '\ufeff=1',
    '\u2028=1',
    '\0=1',
    '"=1',
    'staff;=1',
    'staff; =1',
    'staff;\n=1',
    'staff;"=1',
    'staff;;=1',
    'a\n=1',
    'a\r=1',
    'x","=1',
  ];
  for (const text of LIVE) {
    it(`is no formula wherever it is split: ${JSON.stringify(text)}`, async () => {
      const csv = await csvOf(['ada', text, `pia ${text}`, 7]);
      for (const cell of [...cellsOf(csv, ','), ...cellsOf(csv, ';')]) {
        assert.doesNotMatch(cell, /^[\s\p{Z}\p{Cc}\p{Cf}"]*[=+\-@＝＋－＠]/u, JSON.stringify(csv));
      }
      assert.doesNotMatch(csv.replace(/\r\n$/, ''), /\p{Cc}/u);
    });
  }

  it('stays what it is when it is none, and a number is a number', async () => {
    const row = ['Zoë O\u2019Neil-Ray', 'a@b.example', 'x = 1', 'staff; board', '7 + 1'];
    assert.deepEqual(cellsOf(await csvOf([...row, -7]), ','), [...row, '-7']);
  });
});
