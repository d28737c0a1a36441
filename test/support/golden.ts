import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Compares a text with its golden file under `test/golden`; with `UPDATE_GOLDEN=1` writes it instead, to be read
 * by eye before it is committed.
 */
export function matchGolden(path: string, actual: string): void {
  const file = fileURLToPath(new URL(`../golden/${path}`, import.meta.url));
  const text = `${actual}\n`;
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  assert.equal(text, readFileSync(file, 'utf8'), `${path} differs; UPDATE_GOLDEN=1 writes it anew`);
}
