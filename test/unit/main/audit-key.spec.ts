import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problemOf } from '../../../src/domain/problem.ts';
import { loadAuditKey } from '../../../src/main/audit-key.ts';

describe('The key of the audit log', () => {
  let root: string;
  let dataFolder: string;
  const path = () => join(dataFolder, 'audit.key');
  const load = (auditKey: string | null = null) => Buffer.from(loadAuditKey({ auditKey, dataFolder }));

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'rollcall-key-'));
    dataFolder = join(root, 'data');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('is made at the first start, for the owner alone, and stays the same', () => {
    const first = load();
    assert.match(readFileSync(path(), 'utf8'), /^[0-9a-f]{64}\n$/);
    assert.equal(statSync(path()).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(dataFolder), ['audit.key']);
    assert.deepEqual(load(), first);
  });

  it('is another one in another folder', () => {
    const first = load();
    dataFolder = join(root, 'other');
    assert.notDeepEqual(load(), first);
  });

  it('is the setting when there is one, and then no file is made', () => {
    assert.deepEqual(load('some secret'), Buffer.from('some secret'));
    assert.deepEqual(readdirSync(root), []);
  });

  it('is the same given as a file and as the setting', () => {
    const fromFile = load();
    assert.deepEqual(load(readFileSync(path(), 'utf8').trim()), fromFile);
  });

  it('is not replaced when its file is damaged or cannot be read; the text of it is never told', () => {
    load();
    const half = readFileSync(path(), 'utf8').slice(0, 30);
    writeFileSync(path(), half);
    assertRefused(load, /damaged.*copy/, half);
    assert.equal(readFileSync(path(), 'utf8'), half);
    rmSync(path());
    writeFileSync(join(root, 'a file'), '');
    dataFolder = join(root, 'a file');
    assertRefused(load, /cannot be read or made/, half);
  });

  it('leaves nothing behind that stands in the way of a later start', () => {
    load();
    rmSync(path());
    writeFileSync(`${path()}.${process.pid}.part`, 'left by a crash');
    chmodSync(dataFolder, 0o700);
    assert.equal(load().length, 64);
    assert.deepEqual(readdirSync(dataFolder), ['audit.key']);
  });
});

function assertRefused(work: () => unknown, remedy: RegExp, secret: string): void {
  assert.throws(work, (error) => {
    const problem = problemOf(error);
    assert.ok(problem?.kind === 'misconfigured');
    assert.equal(problem.key, 'ROLLCALL_AUDIT_KEY');
    assert.ok(!problem.remedy.includes(secret));
    return remedy.test(problem.remedy);
  });
}
