import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { lockDatabase } from '../../adapters/storage/sqlite/lock-database.ts';
import { databasePath } from '../../adapters/storage/sqlite/open-sqlite.ts';
import type { Reply } from '../../adapters/terminal/exchange.ts';
import { type Ended, Home, hasStack } from '../support/child.ts';
import { put } from '../support/question.ts';

describe('the service as a process', function () {
  this.timeout(30_000);
  let home: Home;
  let url: string;
  before(async () => {
    home = new Home();
    ({ url } = await home.serve());
  });
  after(() => home.remove());

  it('keeps a second one off its data folder and is none the worse for it', async () => {
    const second = await home.failToServe();

    refused(second, 1, /Another Rollcall process is using .*rollcall\.db\. Stop it first, or give/);
    assert.equal((await put(home.data, 'status')).outcome, 'done');
    const { url: told } = JSON.parse(readFileSync(join(home.data, 'service.json'), 'utf8'));
    assert.equal(told, new URL(url).origin, 'ask still finds the first one');
  });

  it('says when its port is taken, and leaves its data folder to the next', async () => {
    const other = new Home();
    try {
      const { port } = new URL(url);
      const ended = await other.failToServe({ ROLLCALL_PORT: port });

      refused(
        ended,
        1,
        new RegExp(`ROLLCALL_PORT: Port ${port} is taken by another program\\. Stop that, or choose another`),
      );
      assert.equal(existsSync(join(other.data, 'service.json')), false);
      lockDatabase(databasePath(other.data)).release();
    } finally {
      await other.remove();
    }
  });

  describe('that cannot start', () => {
    let other: Home;
    beforeEach(() => {
      other = new Home();
    });
    afterEach(() => other.remove());

    it('names every wrong setting at once, each with its remedy', async () => {
      const ended = await other.failToServe({
        ROLLCALL_DIRECTORY: 'ldap:x',
        ROLLCALL_PORT: 'x',
        ROLLCALL_RATE: '0',
        ROLLCALL_POTR: '1',
        ROLLCALL_HOST: '0.0.0.0',
      });

      refused(ended, 1, /These settings are wrong/);
      for (const says of [
        /ROLLCALL_DIRECTORY: "ldap:x" names.*\n\s+This version has sandbox and csv\./,
        /ROLLCALL_PORT: "x".*\n\s+Give a whole number from 0 to 65,535\./,
        /ROLLCALL_RATE: "0".*\n\s+Give a whole number from 1 to/,
        /ROLLCALL_POTR: .*\n\s+Did you mean ROLLCALL_PORT\?/,
        /ROLLCALL_HOST: .*\n\s+Leave it out, or set ROLLCALL_CONSOLE_EXPOSE=yes/,
      ]) {
        assert.match(ended.err, says);
      }
      assert.equal(existsSync(other.data), false, 'nothing was made');
    });

    it('says that its data folder is a file', async () => {
      writeFileSync(other.data, 'mine');

      refused(
        await other.failToServe(),
        1,
        /there is a file in its way\. Name another folder in ROLLCALL_DATA/,
      );
      assert.equal(readFileSync(other.data, 'utf8'), 'mine');
    });
  });

  describe('asked from a terminal', () => {
    it('ends with 0 when done and gives data when asked for it', async () => {
      const ended = await home.ask('whoami', '--as', 'tom', '--json');

      assert.equal(ended.code, 0, ended.err);
      const reply = JSON.parse(ended.out) as Reply;
      assert.equal(reply.outcome, 'done');
      assert.match(reply.text, /Tom Weiss/);
    });

    it('ends with 2 what is not understood, with what was meant', async () => {
      const [typed, forbidden] = await Promise.all([
        home.ask('users inactve:90d'),
        home.ask('deactivate inactive:90d', '--as', 'leo'),
      ]);

      assert.equal(typed.code, 2);
      assert.match(typed.out, /inactive:90d/);
      assert.equal(forbidden.code, 2);
      assert.match(forbidden.out, /Nothing was changed/);
    });

    it('ends with 2 for a person nobody knows, a list that is not there and an option there is not', async () => {
      const [person, list, option] = await Promise.all([
        home.ask('users', '--as', 'mallory'),
        home.ask('deactivate list:', '--file', 'leavers.csv'),
        home.ask('users', '--nope'),
      ]);

      assert.equal(person.code, 2);
      assert.match(person.out, /cannot speak as that person.*Use --as with priya, tom/);
      refused(list, 2, /The file leavers\.csv does not exist\. Nothing was changed\./);
      refused(option, 2, /Unknown option '--nope'\. Nothing was changed\.\n\nUsage: /);
    });

    it('saves the file that was made', async () => {
      const ended = await home.ask('export users status:any');

      assert.equal(ended.code, 0, ended.err);
      const [, name = ''] = /Saved (\S+)/.exec(ended.err) ?? [];
      assert.equal(readFileSync(join(home.path, name), 'utf8').trim().split('\r\n').length, 1201);
    });
  });
});

describe('ask when no service answers', function () {
  this.timeout(30_000);
  let home: Home;
  beforeEach(() => {
    home = new Home();
    mkdirSync(home.data);
  });
  afterEach(() => home.remove());

  it('works alone where a dead service left its address to another program', async () => {
    const stranger = createServer((_request, response) => response.writeHead(404).end('<h1>no</h1>'));
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const { port } = stranger.address() as AddressInfo;
    announce(`http://127.0.0.1:${port}`);

    const done = await home.ask('users never');
    stranger.close();
    // Nothing listens there now.
    const refusal = await home.ask('deactivate -group:support-staff');

    assert.equal(done.code, 0, done.err);
    assert.match(done.out, /users match/);
    assert.equal(refusal.code, 2);
    assert.match(refusal.out, /Nothing was changed/);
  });

  it('ends with 1 when the service goes away before it answers', async () => {
    const dying = createServer((request) => request.socket.destroy());
    await new Promise<void>((resolve) => dying.listen(0, '127.0.0.1', resolve));
    announce(`http://127.0.0.1:${(dying.address() as AddressInfo).port}`);

    const ended = await home.ask('users never');
    dying.close();

    refused(ended, 1, /the running service: It went away before it answered.*status/);
  });

  it('ends with 1 when a service that does not answer has the database', async () => {
    const lock = lockDatabase(databasePath(home.data));
    const ended = await home.ask('users never');
    lock.release();

    refused(ended, 1, /Another Rollcall process is using/);
  });

  function announce(url: string): void {
    writeFileSync(join(home.data, 'service.json'), JSON.stringify({ url, token: 'of-the-dead' }));
  }
});

/** Ended as it should, with a message for people on the error output and nothing else. */
function refused(ended: Ended, code: number, says: RegExp): void {
  assert.match(ended.err, says);
  assert.equal(ended.code, code);
  assert.equal(hasStack(ended.err), false, ended.err);
}
