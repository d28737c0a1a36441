import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Home, hasStack } from '../support/child.ts';
import { dropDatabase, freshDatabase, requireMongo } from '../support/mongodb.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';

const AUDIT_KEY = 'k'.repeat(40);

/** Processes take seconds to start: those that do not meet are started together. */
describe('the service on MongoDB', function () {
  this.timeout(120_000);
  let server: string;
  let database: string;
  const homes: Home[] = [];
  before(async function () {
    server = await requireMongo(this);
    database = freshDatabase(server);
  });
  after(async () => {
    await Promise.all(homes.splice(0).map((home) => home.remove()));
    if (database !== undefined) await dropDatabase(database);
  });

  function aHome(): Home {
    const home = new Home();
    homes.push(home);
    return home;
  }

  const settings = (changes: Record<string, string> = {}) => ({
    ROLLCALL_STORAGE: database,
    ROLLCALL_AUDIT_KEY: AUDIT_KEY,
    ROLLCALL_SANDBOX_USERS: '60',
    ...changes,
  });

  it('runs twice on one database and refuses one with another audit key', async () => {
    const [one, two, other] = [aHome(), aHome(), aHome()];
    const [first] = await Promise.all([one.serve(settings()), two.serve(settings())]);
    const refused = await other.failToServe(settings({ ROLLCALL_AUDIT_KEY: 'x'.repeat(40) }));
    assert.equal(refused.code, 1);
    assert.match(refused.err, /Give every instance the same ROLLCALL_AUDIT_KEY/);
    assert.ok(!hasStack(refused.err), refused.err);
    const doctor = await one.ask('doctor');
    for (const line of [
      /MongoDB 5\.\d+\.\d+, a single server|MongoDB .*a replica set/,
      /clock +ok/,
      /indexes +ok/,
    ]) {
      assert.match(doctor.out, line);
    }
    assert.ok(!existsSync(join(one.data, 'rollcall.db')), 'nothing of SQLite');
    assert.equal((await first.child.stop('SIGTERM')).code, 0);
    assert.ok(!existsSync(join(one.data, 'service.json')));
    assert.ok(existsSync(join(two.data, 'service.json')));
  });

  it('runs twice in one data folder, whose audit.key serves both', async () => {
    const url = freshDatabase(server);
    const home = aHome();
    const keyless = settings({ ROLLCALL_STORAGE: url, ROLLCALL_AUDIT_KEY: '' });
    const [first, second] = await Promise.all([home.serve(keyless), home.serve(keyless)]);
    assert.notEqual(new URL(first.url).port, new URL(second.url).port);
    assert.equal((await first.child.stop('SIGTERM')).code, 0);
    assert.equal((await second.child.stop('SIGTERM')).code, 0);
    assert.ok(!existsSync(join(home.data, 'service.json')), 'the last one cleans up');
    await dropDatabase(url);
  });

  it('is not ready while the database is away, says why, and is ready again by itself', async () => {
    const proxy = await TcpProxy.start(server);
    const home = aHome();
    const { url } = await home.serve(settings({ ROLLCALL_STORAGE: proxy.through(database) }));
    const ready = async () => {
      const answer = await fetch(new URL('/readyz', url));
      return { status: answer.status, text: await answer.text() };
    };
    assert.equal((await ready()).status, 200);
    await proxy.cut();
    const away = await ready();
    assert.equal(away.status, 503);
    assert.match(away.text, /MongoDB cannot be reached/);
    await proxy.mend();
    while ((await ready()).status !== 200);
    await proxy.close();
  });

  it('waits for a database that is not there yet, and never writes its password', async () => {
    const proxy = await TcpProxy.start(server);
    const url = new URL(proxy.through(database));
    const late = aHome();
    await proxy.cut();
    const child = late.start('src/main.ts', [], settings({ ROLLCALL_STORAGE: url.href }));
    await child.printed(/not there yet, tried again/);
    await proxy.mend();
    await child.printed(/http:\/\/\S+/);
    // A server without users knows no way to ask for a password, and a strange one says strange things.
    Object.assign(url, { username: 'bot', password: 'hush-hush' });
    const { code, out, err } = await aHome().failToServe(settings({ ROLLCALL_STORAGE: url.href }));
    assert.equal(code, 1);
    assert.doesNotMatch(out + err, /hush/);
    await proxy.close();
  });

  it('needs a folder it can write', async () => {
    const home = aHome();
    const file = join(home.path, 'file');
    writeFileSync(file, '');
    const { code, err } = await home.failToServe(settings({ ROLLCALL_DATA: join(file, 'data') }));
    assert.equal(code, 1);
    assert.match(err, /ROLLCALL_DATA: .*cannot be made or written.*mount a volume/s);
  });
});
