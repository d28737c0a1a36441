import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Home } from '../support/child.ts';
import { dropDatabase, freshDatabase, requireMongo } from '../support/mongodb.ts';

/** Children start a whole Node each. */
const TIMEOUT_MS = 120_000;
/** One user after another, slowly enough for a kill in the middle. */
const SLOW = { ROLLCALL_SANDBOX_LATENCY_MS: '60', ROLLCALL_CONCURRENCY: '1' };
const TARGETS = 39;

describe('a run that is moved to MongoDB and back', () => {
  let server: string;
  let home: Home;
  let url: string;
  before(async function () {
    server = await requireMongo(this);
  });
  beforeEach(() => {
    home = new Home();
    url = freshDatabase(server);
  });
  afterEach(async () => {
    await home.remove();
    await dropDatabase(url);
  });
  const migrate = (from: string, to: string, env = {}) => home.start('src/migrate.ts', [from, to], env).ended;
  const askOn = (data: string, ...args: readonly string[]) =>
    home.start('src/ask.ts', args, { ROLLCALL_DATA: data }).ended;

  it('goes on where it was, each user once, on one audit chain', async () => {
    const back = join(home.path, 'back');
    const { child } = await home.serve(SLOW);
    const run = await startRun();
    await someAreDone(run);
    await child.stop('SIGKILL');
    const key = { ROLLCALL_AUDIT_KEY: readFileSync(join(home.data, 'audit.key'), 'utf8').trim() };

    const there = await migrate(home.data, 'env:STORE', { STORE: url });
    const again = await migrate(url, back, key);

    assert.deepEqual([there.code, again.code], [0, 0], there.err + again.err);
    const [, touched] = /(\d+) {2}users changed or tried/.exec(there.out) ?? [];
    assert.ok(
      Number(touched) > 2 && Number(touched) < TARGETS,
      `killed too early or too late:\n${there.out}`,
    );
    const service = home.start('src/main.ts', [], { ROLLCALL_DATA: back, ...key });
    await service.printed(/http:\/\/\S+/);
    const ended = await untilIt(() => askOn(back, `run ${run}`), /done in/);
    assert.match(ended, new RegExp(`${TARGETS} deactivated`));
    const { out } = await askOn(back, 'audit action:"User Deactivated" per:100 --json', '--as', 'noor');
    const targets = [...out.matchAll(/User Deactivated (\S+):/g)].map(([, name]) => name);
    assert.deepEqual([new Set(targets).size, targets.length], [TARGETS, TARGETS], out.slice(0, 500));
    const verified = await askOn(back, 'audit verify', '--as', 'noor');
    assert.match(verified.out, /are as they were written/);
    const { code, err } = await service.stop('SIGTERM');
    assert.equal(code, 0, err);
  }).timeout(TIMEOUT_MS);

  async function startRun(): Promise<string> {
    const held = await home.ask('deactivate inactive:90d,never licensed:yes -group:support-staff');
    const [approval = ''] = /A-\w{5}/.exec(held.out) ?? [];
    await home.ask(`take ${approval}`);
    const approved = await home.ask(`approve ${approval}`, '--as', 'tom');
    const [run] = /R-\w{5}/.exec(approved.out) ?? [];
    assert.ok(run, approved.out);
    return run;
  }

  async function someAreDone(run: string): Promise<void> {
    await untilIt(
      () => home.ask(`run ${run}`),
      /[3-9] deactivated|1\d deactivated|\b[3-9] of 39|\b1\d of 39/,
    );
  }

  async function untilIt(ask: () => Promise<{ readonly out: string }>, words: RegExp): Promise<string> {
    for (;;) {
      const { out } = await ask();
      if (words.test(out)) return out;
      if (/^$/.test(out)) assert.fail('no answer');
    }
  }
});
