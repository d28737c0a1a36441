import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, type Environment, Home } from '../support/child.ts';
import { dropDatabase, freshDatabase, requireMongo } from '../support/mongodb.ts';

/** Children start a whole Node each. */
const TIMEOUT_MS = 120_000;
/** Slow enough for a kill in the middle, whatever else the machine does. */
const SLOW = { ROLLCALL_RATE: '2' };
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
  const askOn = (env: Environment, ...args: readonly string[]) => home.start('src/ask.ts', args, env).ended;

  const serveOn = async (env: Environment): Promise<Child> => {
    const service = home.start('src/main.ts', [], env);
    await service.printed(/http:\/\/\S+/);
    return service;
  };

  it('goes on in MongoDB, which is then refused as long as somebody works on it', async () => {
    const { run, key } = await killedInTheMiddle();

    await moved(home.data, 'env:STORE', { STORE: url });

    const env = { ROLLCALL_DATA: join(home.path, 'instance'), ROLLCALL_STORAGE: url, ...key };
    const service = await serveOn(env);
    await assertEnded(run, env);
    await service.stop('SIGTERM');
    const { code, err } = await migrate(url, join(home.path, 'back'), key);
    assert.deepEqual([code, /works on the database/.test(err)], [2, true], err);
  }).timeout(TIMEOUT_MS);

  it('goes on where it came back to, each user once, on one audit chain', async () => {
    const back = join(home.path, 'back');
    const { run, key } = await killedInTheMiddle();

    await moved(home.data, 'env:STORE', { STORE: url });
    await moved(url, back, key);

    const env = { ROLLCALL_DATA: back, ...key };
    const service = await serveOn(env);
    await assertEnded(run, env);
    const { code, err } = await service.stop('SIGTERM');
    assert.equal(code, 0, err);
  }).timeout(TIMEOUT_MS);

  async function killedInTheMiddle(): Promise<{ readonly run: string; readonly key: Environment }> {
    const { child } = await home.serve(SLOW);
    const run = await startRun();
    await untilIt({ ROLLCALL_DATA: home.data }, run, new RegExp(`\\b([2-9]|[12]\\d) of ${TARGETS}\\b`));
    await child.stop('SIGKILL');
    const key = readFileSync(join(home.data, 'audit.key'), 'utf8').trim();
    return { run, key: { ROLLCALL_AUDIT_KEY: key } };
  }

  async function moved(from: string, to: string, env: Environment): Promise<void> {
    const { code, out, err } = await migrate(from, to, env);
    assert.equal(code, 0, err);
    const [, touched] = /(\d+) {2}users changed or tried/.exec(out) ?? [];
    assert.ok(Number(touched) > 0 && Number(touched) < TARGETS, out);
  }

  async function assertEnded(run: string, env: Environment): Promise<void> {
    assert.match(await untilIt(env, run, /done in/), new RegExp(`${TARGETS} deactivated`));
    const exported = await askOn(env, 'audit export action:"User Deactivated"', '--as', 'noor');
    const [, file = ''] = /Saved (\S+)/.exec(exported.err) ?? [];
    const [, ...rows] = readFileSync(join(home.path, file), 'utf8').trim().split('\n');
    assert.equal(rows.length, TARGETS, exported.out + exported.err);
    const verified = await askOn(env, 'audit verify', '--as', 'noor');
    assert.match(verified.out, /are as they were written/);
  }

  async function startRun(): Promise<string> {
    const held = await home.ask('deactivate inactive:90d,never licensed:yes -group:support-staff');
    const [approval = ''] = /A-\w{5}/.exec(held.out) ?? [];
    await home.ask(`take ${approval}`);
    const approved = await home.ask(`approve ${approval}`, '--as', 'tom');
    const [run] = /R-\w{5}/.exec(approved.out) ?? [];
    assert.ok(run, approved.out);
    return run;
  }

  async function untilIt(env: Environment, run: string, words: RegExp): Promise<string> {
    for (;;) {
      const { out, err } = await askOn(env, `run ${run}`);
      if (words.test(out)) return out;
      if (out === '') assert.fail(err);
    }
  }
});
