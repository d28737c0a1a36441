import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Libsql from 'libsql';
import { databasePath } from '../../adapters/storage/sqlite/open-sqlite.ts';
import type { Reply } from '../../adapters/terminal/exchange.ts';
import { Home, hasStack } from '../support/child.ts';
import { Onlooker } from '../support/onlooker.ts';
import { approvalIn, put } from '../support/question.ts';

const CHANGE = 'deactivate inactive:90d dir:internal';
/** In the 512 bytes that a shell counts in: enough for the first read, soon used up by long lists. */
const MOST_BLOCKS = 2_600;

describe('a database that is not to be had', function () {
  this.timeout(30_000);
  let home: Home;
  beforeEach(() => {
    home = new Home();
  });
  afterEach(() => home.remove());

  it('while another program locks it: people are told, nothing changes, and it goes on afterwards', async function () {
    this.timeout(15_000);
    const { child, url } = await home.serve();
    const before = await put(home.data, 'status');
    const other = new Libsql(databasePath(home.data));
    other.exec('BEGIN EXCLUSIVE');

    unavailable(await put(home.data, CHANGE), /keeps \S+\s+locked\. Stop it, or wait until it is done\./);
    // One wait in vain is enough: were there one for each, the time limit of this test would be over.
    for (let n = 0; n < 5; n += 1) unavailable(await put(home.data, CHANGE), /locked/);
    const { origin } = new URL(url);
    assert.equal((await fetch(`${origin}/healthz`)).status, 200);
    const ready = await fetch(`${origin}/readyz`);
    assert.equal(ready.status, 503);
    assert.match(await ready.text(), /locked/);
    other.exec('ROLLBACK');
    other.close();

    assert.match((await put(home.data, 'approvals')).text, /Nothing waits for a decision/);
    assert.equal(figures(await put(home.data, 'status')), figures(before));
    const priya = await Onlooker.arrive(url, 'priya');
    await priya.type('deactivate list:', 'username\nada');
    const id = await priya.sees((text) => /A-\w+/.exec(text)?.[0]);
    await put(home.data, `approve ${id}`, { person: 'tom' });
    await priya.sees((text) => text.includes('1 deactivated') || undefined);
    assert.equal((await child.stop('SIGTERM')).code, 0);
  });

  it('while the disk takes no more: people are told, nothing is half-done, and it goes on afterwards', async function () {
    if (process.platform !== 'linux') {
      process.stdout.write('      skipped: limits on file sizes are only tried on Linux\n');
      this.skip();
    }
    const { child } = await home.serve({}, `ulimit -f ${MOST_BLOCKS}`);
    const list = longList();
    const accepted = await untilRefused(() => put(home.data, 'deactivate list:', { list }));
    // A little may still fit where a long list did not.
    await untilRefused(() => put(home.data, 'export users status:any'));

    const files = readdirSync(join(home.data, 'files')).map((name) => name.replace(/\.json$/, '.bytes'));
    assert.equal(new Set(files).size * 2, files.length, `only whole files: ${files}`);
    const stopped = await child.stop('SIGTERM');
    assert.equal(stopped.code, 0, stopped.err);

    const freed = await home.serve();
    assert.match((await put(home.data, 'status')).text, new RegExp(`${accepted} requests? waiting`));
    approvalIn(await put(home.data, CHANGE));
    assert.equal((await freed.child.stop('SIGTERM')).code, 0);
  });
});

function longList(): string {
  const absent = Array.from({ length: 2_000 }, (_, n) => `somebody-who-is-not-there-${n}`);
  return ['username', 'ada', ...absent].join('\n');
}

/** Asks again and again until the disk takes no more; says how often it was done. */
async function untilRefused(ask: () => Promise<Reply>): Promise<number> {
  for (let done = 0; done < 200; done += 1) {
    const reply = await ask();
    if (reply.outcome === 'done') continue;
    unavailable(reply, /could not be written\. Free space/);
    return done;
  }
  return assert.fail('the disk never filled up');
}

function unavailable({ outcome, text }: Reply, says: RegExp): void {
  const line = text.replace(/\s+/g, ' ');
  assert.equal(outcome, 'failed', text);
  assert.match(line, /^database does not answer as it should: /);
  assert.match(line, says);
  assert.match(line, /Nothing was changed\./);
  assert.equal(hasStack(text), false, text);
}

/** The counts in an answer to "status". */
function figures({ text }: Reply): string {
  return /Users .*/.exec(text)?.[0] ?? '';
}
