import assert from 'node:assert/strict';
import type { Notice } from '../../src/domain/notice.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import { FILE_LIFETIME_MS } from '../../src/flows/files.ts';
import type { ChatPlatform } from '../../src/ports/chat-platform.ts';
import { FakeChat, GONE } from '../fakes/fake-chat.ts';
import { breakStore } from '../support/break-store.ts';
import { audited, changePerson, wordsOf } from '../support/look.ts';
import { only, World } from '../support/world.ts';

const DOWN = new ProblemError({ kind: 'unavailable', source: 'chat', message: 'no answer' });

describe('a file for who asked', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  const files = () => world.chat.in('dm-priya').filter(({ notice }) => 'mime' in notice);
  const promises = () => world.storage.postings.count();
  const ask = () => world.say('priya', 'export users status:any');
  const statuses = async () => (await audited(world, 'Users Exported')).map(({ status }) => status);

  it('is promised in the channel and comes alone, privately and once', async () => {
    const answer = await ask();
    assert.match(wordsOf(only(answer.notices, 'said')), /users-.*csv is on its way to your direct messages/);
    await world.settle();
    await world.settle();

    assert.deepEqual(
      files().map(({ onlyFor }) => onlyFor),
      ['fake/test/priya'],
    );
    assert.equal(await promises(), 0, 'nothing is kept about it');
    assert.deepEqual(await statuses(), ['done']);
  });

  it('comes after an outage, and not twice', async () => {
    world.chat.fault = DOWN;
    assert.equal((await ask()).outcome, 'done');
    for (let n = 0; n < 3; n += 1) await world.settle();
    assert.deepEqual(world.scheduler.failing, ['hand-over']);
    world.chat.fault = null;

    await world.settleAtLast();
    await world.settle();

    assert.equal(files().length, 1);
    assert.deepEqual(await statuses(), ['done']);
  });

  it('is not brought again by a job that comes again', async () => {
    await ask();
    await world.settle();
    const job = world.scheduler.ended.find(({ name }) => name === 'hand-over');
    assert.ok(job);

    await world.scheduler.enqueue(job);
    await world.settle();

    assert.deepEqual(world.scheduler.errors, []);
    assert.equal(files().length, 1);
  });

  it('comes when the process died before it could be brought', async () => {
    await ask();
    const { folder, chat, clock } = world;
    await world.close();
    world = await World.create({ folder, chat, clock });

    await world.settle();

    assert.equal(files().length, 1);
    assert.equal(await promises(), 0);
  });

  it('waits while its platform is not configured, and is not printed instead', async () => {
    const platforms = world.services.platforms as Map<string, typeof world.chat>;
    platforms.clear();
    assert.equal(only((await ask()).notices, 'said').kind, 'said');
    await world.settle();
    assert.deepEqual(world.scheduler.failing, ['hand-over']);
    platforms.set(world.chat.platform, world.chat);

    await world.settleAtLast();

    assert.equal(files().length, 1);
  });

  it('is printed where there are no messages', async () => {
    const printers = world.services.printers as Set<string>;
    printers.add('fake');

    const { file } = only((await ask()).notices, 'file');

    assert.match(file.name, /^users-/);
    await world.settle();
    assert.deepEqual(files(), []);
    assert.deepEqual(await statuses(), ['done']);
  });

  it('that expired during the outage is given up and recorded as failed', async () => {
    world.chat.fault = DOWN;
    await ask();
    await world.settle();
    await world.clock.advance(FILE_LIFETIME_MS);

    await world.settle();

    assert.deepEqual(world.scheduler.failing, []);
    assert.equal(await promises(), 0);
    const failed = (await audited(world, 'Users Exported')).at(-1);
    assert.equal(failed?.status, 'failed');
    assert.match(failed?.description ?? '', /expired/);
    assert.deepEqual([failed?.actor.person, failed?.actor.account?.id], ['priya', 'priya']);
    assert.match(failed?.target ?? '', /^users-.*csv$/);
  });

  it('for an account that is gone is given up and recorded as failed', async () => {
    world.chat.break({ on: 'upload', error: GONE });
    await ask();

    await world.settle();

    assert.deepEqual(world.scheduler.errors, []);
    assert.equal(await promises(), 0);
    assert.deepEqual((await statuses()).toSorted(), ['done', 'failed']);
  });

  it('for an account that is gone comes to another one of the same person, once, and that is recorded', async () => {
    const other = await secondAccount();
    world.chat.break({ on: 'upload', error: GONE });
    await ask();
    other.fault = DOWN;
    await world.settle();
    assert.deepEqual([other.all, world.scheduler.failing], [[], ['hand-over']]);
    other.fault = null;

    await world.settleAtLast();
    await world.settle();

    const [file, ...more] = other.in('dm-priya-too');
    assert.deepEqual([file?.onlyFor, more], ['other/test/priya-too', []]);
    assert.equal(await promises(), 0);
    const events = await audited(world, 'Users Exported');
    assert.deepEqual(await statuses(), ['done', 'done']);
    assert.match(
      events.at(-1)?.description ?? '',
      /another account of the same person, other\/test\/priya-too/,
    );
  });

  it('that was given up is told to who asked, on whichever account is left', async () => {
    const other = await secondAccount();
    world.chat.fault = DOWN;
    await ask();
    await world.settle();
    await world.clock.advance(FILE_LIFETIME_MS);
    await world.settle();

    const [told, ...more] = other.in('dm-priya-too');
    assert.deepEqual(more, []);
    assert.match(
      wordsOf(told?.notice as Notice),
      /users-.*csv was not handed over\s+It expired before it could be brought\. Ask for it again\./,
    );
  });

  it('that was given up is told on the account it was for, where that one answers', async () => {
    world.chat.break({ on: 'upload', error: DOWN });
    await ask();
    await world.settle();
    await world.clock.advance(FILE_LIFETIME_MS);
    await world.settle();

    assert.match(wordsOf(world.chat.in('dm-priya').at(-1)?.notice as Notice), /was not handed over/);
  });

  /** A second platform, on which the same person has an account. */
  async function secondAccount(): Promise<FakeChat> {
    const other = new FakeChat('other');
    (world.services.platforms as Map<string, ChatPlatform>).set('other', other);
    const too = { platform: 'other', tenant: 'test', id: 'priya-too' };
    await changePerson(world, 'priya', { accounts: [world.account('priya'), too] });
    return other;
  }

  it('is neither promised nor recorded when the promise cannot be written', async () => {
    const mend = breakStore(world.storage.postings, 'create', 1);
    assert.equal((await ask()).outcome, 'failed');
    mend();
    await world.settle();

    assert.deepEqual(files(), []);
    assert.deepEqual(await statuses(), []);
  });
});
