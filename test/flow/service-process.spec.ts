import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { lockDatabase } from '../../adapters/storage/sqlite/lock-database.ts';
import { databasePath } from '../../adapters/storage/sqlite/open-sqlite.ts';
import type { Reply } from '../../adapters/terminal/exchange.ts';
import { type Ended, Home, hasStack } from '../support/child.ts';
import { put } from '../support/question.ts';

/** Processes take a second each to start: those that do not meet are started together. */
describe('the service as a process', function () {
  this.timeout(30_000);
  let home: Home;
  let url: string;
  before(async () => {
    home = new Home();
    // As "mkdir -p" and volumes of containers leave it.
    mkdirSync(join(home.data, 'files'), { recursive: true, mode: 0o755 });
    ({ url } = await home.serve());
  });
  after(() => home.remove());

  describe('keeps to itself', () => {
    it('every file in a folder that others could look into, and the folder', () => {
      const names = readdirSync(home.data, { recursive: true, encoding: 'utf8' });
      for (const made of [
        'rollcall.db-wal',
        'rollcall.db-shm',
        'rollcall.db.lock',
        'service.json',
        'files',
      ]) {
        assert.ok(names.includes(made), made);
      }
      for (const name of ['.', ...names]) {
        assert.equal(statSync(join(home.data, name)).mode & 0o077, 0, name);
      }
    });

    let other: Home;
    let outer: Home;
    let second: Ended;
    let third: Ended;
    let fourth: Ended;
    before(async () => {
      [other, outer] = [new Home(), new Home()];
      const { port } = new URL(url);
      const slack = {
        ROLLCALL_PUBLIC_PORT: port,
        ROLLCALL_SLACK_BOT_TOKEN: 'xoxb-1',
        ROLLCALL_SLACK_SIGNING_SECRET: 's'.repeat(16),
        ROLLCALL_SLACK_API_URL: 'http://127.0.0.1:1/',
      };
      [second, third, fourth] = await Promise.all([
        home.failToServe(),
        other.failToServe({ ROLLCALL_PORT: port }),
        outer.failToServe(slack),
      ]);
    });
    after(() => Promise.all([other.remove(), outer.remove()]));

    it('its data folder: a second one is told, and the first is none the worse for it', async () => {
      refused(second, 1, /Another Rollcall process is using .*rollcall\.db\. Stop it first, or give/);
      assert.equal((await put(home.data, 'status')).outcome, 'done');
      const { url: told } = JSON.parse(readFileSync(join(home.data, 'service.json'), 'utf8'));
      assert.equal(told, new URL(url).origin, 'ask still finds the first one');
    });

    it('its port: one that wants it too is told, and leaves its own data folder to the next', () => {
      refused(third, 1, /ROLLCALL_PORT: Port \d+ is taken by another program\. Stop that, or choose another/);
      assert.equal(existsSync(join(other.data, 'service.json')), false);
      lockDatabase(databasePath(other.data)).release();
    });

    it('a port for chat platforms: one that wants it too ends as well, though its console listened already', () => {
      refused(fourth, 1, /ROLLCALL_PUBLIC_PORT: Port \d+ is taken by another program/);
      assert.equal(existsSync(join(outer.data, 'service.json')), false);
    });
  });

  describe('does not start', () => {
    let wrong: Home;
    let blocked: Home;
    let settings: Ended;
    let folder: Ended;
    before(async () => {
      [wrong, blocked] = [new Home(), new Home()];
      writeFileSync(blocked.data, 'mine');
      const bad = {
        ROLLCALL_DIRECTORY: 'ldap:x',
        ROLLCALL_PORT: 'x',
        ROLLCALL_RATE: '0',
        ROLLCALL_POTR: '1',
        ROLLCALL_HOST: '0.0.0.0',
      };
      [settings, folder] = await Promise.all([wrong.failToServe(bad), blocked.failToServe()]);
    });
    after(() => Promise.all([wrong.remove(), blocked.remove()]));

    it('with wrong settings: names every one at once, each with its remedy', () => {
      refused(settings, 1, /These settings are wrong/);
      for (const says of [
        /ROLLCALL_DIRECTORY: "ldap:x" names.*\n\s+This version has sandbox and csv\./,
        /ROLLCALL_PORT: "x".*\n\s+Give a whole number from 0 to 65,535\./,
        /ROLLCALL_RATE: "0".*\n\s+Give a whole number from 1 to/,
        /ROLLCALL_POTR: .*\n\s+Did you mean ROLLCALL_PORT\?/,
        /ROLLCALL_HOST: .*\n\s+Leave it out, or set ROLLCALL_CONSOLE_EXPOSE=yes/,
      ]) {
        assert.match(settings.err, says);
      }
      assert.equal(existsSync(wrong.data), false, 'nothing was made');
    });

    it('with a file for a data folder, and leaves that alone', () => {
      refused(folder, 1, /there is a file in its way\. Name another folder in ROLLCALL_DATA/);
      assert.equal(readFileSync(blocked.data, 'utf8'), 'mine');
    });
  });

  describe('asked from a terminal', () => {
    it('ends with 0 when done, gives data when asked for it, and saves the file', async () => {
      const ended = await home.ask('export users status:any', '--as', 'tom', '--json');

      assert.equal(ended.code, 0, ended.err);
      const reply = JSON.parse(ended.out) as Reply;
      assert.deepEqual([reply.outcome, reply.files.length], ['done', 1]);
      const [, name = ''] = /Saved (\S+)/.exec(ended.err) ?? [];
      assert.equal(readFileSync(join(home.path, name), 'utf8').trim().split('\r\n').length, 1201);
    });

    it('is content with a reader that has had enough', async () => {
      const child = home.start(
        'src/ask.ts',
        ['users status:any per:100', '--as', 'tom'],
        {},
        'mkfifo gone; (: <gone) & exec >gone',
      );

      const { err } = await child.ended;

      assert.doesNotMatch(err, /EPIPE|EBADF|\n\s+at /);
    });

    it('ends with 2 what is not understood, with what was meant, and what the person may not', async () => {
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
  });
});

describe('ask when no service answers', function () {
  this.timeout(30_000);
  const homes: Home[] = [];
  after(() => Promise.all(homes.map((home) => home.remove())));

  it('works alone where a dead service left its address to nobody or to another program', async () => {
    const stranger = await listen(createServer((_request, response) => response.writeHead(404).end('<h1>')));
    const nobody = await listen(createServer());
    const free = addressOf(nobody);
    nobody.close();
    const [done, refusal] = await Promise.all([
      homeWith(addressOf(stranger)).ask('users never'),
      homeWith(free).ask('deactivate -group:support-staff'),
    ]);
    stranger.close();

    assert.equal(done.code, 0, done.err);
    assert.match(done.out, /users match/);
    assert.equal(refusal.code, 2);
    assert.match(refusal.out, /Nothing was changed/);
  });

  it('ends with 1 when the service goes away before it answers, or has the database and does not', async () => {
    const dying = await listen(createServer((request) => request.socket.destroy()));
    const hanging = homeWith(null);
    const lock = lockDatabase(databasePath(hanging.data));
    const [gone, silent] = await Promise.all([
      homeWith(addressOf(dying)).ask('users never'),
      hanging.ask('users never'),
    ]);
    dying.close();
    lock.release();

    refused(gone, 1, /the running service: It went away before it answered.*status/);
    refused(silent, 1, /Another Rollcall process is using/);
  });

  /** A folder in which a service once said that it listens there. */
  function homeWith(url: string | null): Home {
    const home = new Home();
    homes.push(home);
    mkdirSync(home.data);
    if (url !== null) {
      writeFileSync(join(home.data, 'service.json'), JSON.stringify({ url, token: 'of-the-dead' }));
    }
    return home;
  }
});

async function listen(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Ended as it should, with a message for people on the error output and nothing else. */
function refused(ended: Ended, code: number, says: RegExp): void {
  assert.match(ended.err, says);
  assert.equal(ended.code, code);
  assert.equal(hasStack(ended.err), false, ended.err);
}
