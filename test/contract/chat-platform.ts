import assert from 'node:assert/strict';
import type { Account, Place } from '../../src/domain/account.ts';
import type { Notice } from '../../src/domain/notice.ts';
import { isProblem } from '../../src/domain/problem.ts';
import type { ChatPlatform } from '../../src/ports/chat-platform.ts';
import { aFile } from '../support/notice-parts.ts';

/** What somebody sees of one message: everything on it as text, and the names of its files. */
export interface Seen {
  readonly text: string;
  readonly files: readonly string[];
}

export interface ChatPlatformSetup {
  readonly platform: ChatPlatform;
  readonly channel: Place;
  readonly alice: Account;
  readonly bob: Account;
  /** What an account sees in the channel and in its direct conversation, oldest first. */
  channelAs(account: Account): Promise<readonly Seen[]>;
  directOf(account: Account): Promise<readonly Seen[]>;
  /** The same chat after the process was started again. */
  restart(): Promise<ChatPlatformSetup>;
}

function said(headline: string, detail = ''): Notice {
  return { kind: 'said', headline, detail };
}

/** What every chat platform has to hold; run on each with a setup of its own. */
export function describeChatPlatform(name: string, setUp: () => Promise<ChatPlatformSetup>): void {
  describe(`chat platform ${name}`, () => {
    it('posts in a channel for everyone', async () => {
      const { platform, channel, alice, bob, channelAs } = await setUp();
      await platform.post(channel, said('Good morning'));
      for (const account of [alice, bob]) {
        const seen = await channelAs(account);
        assert.equal(seen.length, 1);
        assert.match(seen[0]?.text ?? '', /Good morning/);
      }
    });

    it('rewrites a message in its place', async () => {
      const { platform, channel, bob, channelAs } = await setUp();
      const ref = await platform.post(channel, said('Waiting'));
      await platform.post(channel, said('Something else'));
      await platform.update(ref, said('Approved'));
      const texts = (await channelAs(bob)).map((message) => message.text);
      assert.equal(texts.length, 2);
      assert.match(texts[0] ?? '', /Approved/);
      assert.doesNotMatch(texts[0] ?? '', /Waiting/);
    });

    it('whispers so that only that account sees it', async () => {
      const { platform, channel, alice, bob, channelAs } = await setUp();
      await platform.whisper(channel, alice, said('Between us'));
      assert.match((await channelAs(alice))[0]?.text ?? '', /Between us/);
      assert.deepEqual(await channelAs(bob), []);
    });

    it('says something in the direct conversation of one account', async () => {
      const { platform, alice, bob, channelAs, directOf } = await setUp();
      await platform.directMessage(alice, said('For Alice'));
      assert.match((await directOf(alice))[0]?.text ?? '', /For Alice/);
      assert.deepEqual(await directOf(bob), []);
      assert.deepEqual(await channelAs(alice), []);
    });

    it('hands a file to one account alone', async () => {
      const { platform, alice, bob, channelAs, directOf } = await setUp();
      await platform.upload(alice, aFile({ name: 'results.csv' }));
      assert.deepEqual((await directOf(alice))[0]?.files, ['results.csv']);
      assert.deepEqual(await directOf(bob), []);
      assert.deepEqual(await channelAs(bob), []);
    });

    it('shows no file of a notice to a whole channel', async () => {
      const { platform, channel, alice, channelAs } = await setUp();
      await platform.post(channel, { kind: 'file', headline: 'Exported', detail: '', file: aFile() });
      const files = (await channelAs(alice)).flatMap((message) => message.files);
      assert.deepEqual(files, []);
    });

    it('gives references that are plain values and survive a restart', async () => {
      const before = await setUp();
      const ref = await before.platform.post(before.channel, said('Waiting'));
      const stored = JSON.parse(JSON.stringify(ref));
      assert.deepEqual(stored, ref);
      const after = await before.restart();
      await after.platform.update(stored, said('Approved'));
      const seen = await after.channelAs(after.bob);
      assert.equal(seen.length, 1);
      assert.match(seen[0]?.text ?? '', /Approved/);
    });

    it('never gives a reference twice, not even after a restart', async () => {
      const before = await setUp();
      const first = await before.platform.post(before.channel, said('One'));
      const after = await before.restart();
      const second = await after.platform.post(after.channel, said('Two'));
      assert.notDeepEqual(second, first);
    });

    it('says not-found when the message to rewrite has vanished', async () => {
      const { platform, channel } = await setUp();
      const ref = await platform.post(channel, said('Waiting'));
      await assert.rejects(platform.update({ ...ref, message: '9999999999' }, said('Approved')), (error) =>
        isProblem(error, 'not-found'),
      );
    });

    it('says not-found of a place or an account that is not there, to whatever is said', async () => {
      const { platform, channel, alice } = await setUp();
      const nowhere = { ...channel, id: 'C0NOWHERE', name: '#nowhere' };
      const nobody = { ...alice, id: 'U0NOBODY' };
      const isGone = (error: unknown) => isProblem(error, 'not-found');
      await assert.rejects(platform.post(nowhere, said('Waiting')), isGone);
      await assert.rejects(platform.directMessage(nobody, said('Waiting')), isGone);
      await assert.rejects(platform.upload(nobody, aFile()), isGone);
    });

    it('finds nothing broken while it works, and does not throw', async () => {
      const { platform } = await setUp();
      const findings = await platform.check(new AbortController().signal);
      assert.deepEqual(
        findings.filter(({ state }) => state === 'broken'),
        [],
      );
    });

    it('shortens what is too long instead of refusing it', async () => {
      const { platform, alice, directOf } = await setUp();
      await platform.directMessage(alice, said('Long', 'word '.repeat(60_000)));
      const [seen] = await directOf(alice);
      assert.match(seen?.text ?? '', /Long/);
      assert.ok((seen?.text.length ?? 0) < 100_000, 'it was not shortened');
    });
  });
}
