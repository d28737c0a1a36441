import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Home, hasStack } from '../support/child.ts';

/** Children start a whole Node each. */
const TIMEOUT_MS = 60_000;

describe('the migrate command', () => {
  let home: Home;
  beforeEach(() => {
    home = new Home();
  });
  afterEach(() => home.remove());
  const migrate = (...args: readonly string[]) => home.start('src/migrate.ts', args).ended;

  it('moves a data folder with its key, and the copy goes on', async () => {
    const other = join(home.path, 'other');
    const asked = await home.ask('deactivate user:ada');
    assert.equal(asked.code, 0, asked.out + asked.err);
    const [approval = ''] = /A-\w{5}/.exec(asked.out) ?? [];

    const moved = await migrate(home.data, `sqlite:${other}`);

    assert.equal(moved.code, 0, moved.err);
    assert.match(moved.out, /The audit log is whole up to \d+-[0-9a-f]{16}\./);
    assert.match(moved.out, /1,2\d\d {2}users in the last reads/);
    assert.equal(
      readFileSync(join(other, 'audit.key'), 'utf8'),
      readFileSync(join(home.data, 'audit.key'), 'utf8'),
    );
    assert.equal(statSync(join(other, 'audit.key')).mode & 0o077, 0);
    const env = { ROLLCALL_DATA: other };
    const approved = await home.start('src/ask.ts', [`approve ${approval}`, '--as', 'tom'], env).ended;
    assert.match(approved.out, /1 deactivated/);
    const verified = await home.start('src/ask.ts', ['audit verify', '--as', 'noor'], env).ended;
    assert.equal(verified.code, 0, verified.out);
    const again = await migrate(home.data, other);
    assert.deepEqual([again.code, /holds a copy of/.test(again.err)], [2, true]);
  }).timeout(TIMEOUT_MS);

  it('refuses a service that runs on either side', async () => {
    await home.serve();
    const other = join(home.path, 'other');
    const from = await migrate(home.data, other);
    assert.deepEqual([from.code, /Another Rollcall process/.test(from.err)], [1, true], from.err);
    assert.equal(existsSync(other), false);
  }).timeout(TIMEOUT_MS);

  it('says how it is called, and what is wrong, without a stack and without a secret', async () => {
    assert.deepEqual([(await migrate()).code, (await migrate('--help')).code], [2, 0]);
    const wrong: readonly (readonly [args: readonly string[], words: RegExp])[] = [
      [['--frm', 'a', 'b'], /--frm/],
      [[join(home.path, 'none'), home.data], /no data folder/],
      [[home.data, home.data], /are the same/],
      [['env:NOWHERE', home.data], /NOWHERE/],
    ];
    for (const [args, words] of wrong) {
      const { code, err } = await migrate(...args);
      assert.deepEqual([code === 0, words.test(err), hasStack(err)], [false, true, false], err);
    }
  }).timeout(TIMEOUT_MS);

  it('is not mistaken for a service by the health check', async () => {
    const health = () => home.start('src/health.ts', []).ended;
    assert.equal((await health()).code, 1);
    const { child } = await home.serve();
    const healthy = await health();
    assert.deepEqual([healthy.code, /"ready":true/.test(healthy.out)], [0, true], healthy.out);
    await child.stop('SIGKILL');
    assert.equal((await health()).code, 1);
  }).timeout(TIMEOUT_MS);
});
