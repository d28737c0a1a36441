import assert from 'node:assert/strict';
import { FORMER_MS } from '../../../adapters/slack/card-store.ts';
import type { Notice } from '../../../src/domain/notice.ts';
import { isProblem } from '../../../src/domain/problem.ts';
import { memoryAdapterStore } from '../../fakes/memory-adapter-store.ts';
import { memoryFileStore } from '../../fakes/memory-file-store.ts';
import { textOf } from '../../fakes/slack/world.ts';
import { noticeNamed } from '../../fakes/stand-in-bot.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { hostileNotices } from '../../support/hostile-notices.ts';
import { quietLogger } from '../../support/quiet.ts';
import { slackAccount, slackChannel, slackParts, useSlackWorld } from '../../support/slack.ts';

const CARDS = 'card/';

function said(headline: string, detail = ''): Notice {
  return { kind: 'said', headline, detail };
}

describe('what Rollcall says on Slack', () => {
  const current = useSlackWorld();
  const alice = () => slackAccount(current().users.alice ?? '');
  const channel = () => slackChannel(current().channels['confluence-admins'] ?? '');
  const keptCards = async (store: ReturnType<typeof memoryAdapterStore>) =>
    (await store.list(CARDS, '', 100)).map(([key]) => key);

  it('says in words what Slack refuses to draw, and logs it', async () => {
    const errors: string[] = [];
    const logger = { ...quietLogger, error: (message: string) => errors.push(message) };
    const { platform } = slackParts(current(), { logger });
    current().state.faults.plan('chat.postMessage', { code: 'invalid_blocks' }, 1);
    await platform.post(channel(), noticeNamed('approval-channel'));
    const [seen] = await current().seenBy(alice().id, channel().id);
    assert.deepEqual(seen?.blocks, []);
    assert.match(seen?.text ?? '', /A-7f3k2/);
    assert.equal(errors.length, 1);
  });

  it('takes the blocks off a message when the new ones are refused', async () => {
    const { platform } = slackParts(current());
    const ref = await platform.post(channel(), said('Waiting'));
    current().state.faults.plan('chat.update', { code: 'invalid_blocks' }, 1);
    await platform.update(ref, said('Approved'));
    const [seen] = await current().seenBy(alice().id, channel().id);
    assert.deepEqual(seen?.blocks, []);
    assert.match(seen?.text ?? '', /Approved/);
  });

  for (const flags of [{ is_restricted: true }, { team_id: 'T0OTHER' }, { deleted: true }]) {
    it(`says and hands nothing to an account that is no member any more: ${Object.keys(flags)}`, async () => {
      const { platform } = slackParts(current());
      const file = { id: 'file-1', name: 'list.csv', mime: 'text/csv', bytes: 8, createdAt: 0, expiresAt: 1 };
      current().state.flags.set(alice().id, flags);
      for (const say of [
        () => platform.directMessage(alice(), noticeNamed('approval-waiting')),
        () => platform.whisper(channel(), alice(), noticeNamed('approval-waiting')),
        () => platform.upload(alice(), file),
      ]) {
        await assert.rejects(say(), (error) => isProblem(error, 'not-found'));
      }
      assert.deepEqual(await current().directOf(alice().id), []);
      assert.deepEqual(await current().seenBy(alice().id, channel().id), []);
    });
  }

  it('shows no more on the message of an account that is no member any more', async () => {
    const store = memoryAdapterStore();
    const ref = await slackParts(current(), { store }).platform.directMessage(alice(), said('Waiting'));
    current().state.flags.set(alice().id, { is_restricted: true });
    const { platform } = slackParts(current(), { store });
    await assert.rejects(platform.update(ref, said('Ada Okafor')), (error) => isProblem(error, 'not-found'));
    const [seen] = await current().directOf(alice().id);
    assert.equal(seen?.text, 'Waiting');
  });

  describe('in a channel that was shared with another organisation meanwhile', () => {
    const looks = () => current().state.calls.filter(({ method }) => method === 'conversations.info').length;
    const share = () => current().state.flags.set(channel().id, { is_ext_shared: true });

    it('neither posts nor rewrites, as if it were gone', async () => {
      const clock = new FakeClock();
      const { platform } = slackParts(current(), { clock });
      const ref = await platform.post(channel(), said('Waiting'));
      share();
      await clock.advance(60_000);
      for (const say of [
        () => platform.post(channel(), said('Done')),
        () => platform.update(ref, said('Done')),
      ])
        await assert.rejects(say(), (error) => isProblem(error, 'not-found'));
      const seen = await current().seenBy(alice().id, channel().id);
      assert.deepEqual(
        seen.map(({ text }) => text),
        ['Waiting'],
      );
    });

    it('is not looked at again with every edit, but at once when Slack says that it was shared', async () => {
      const { platform, profiles } = slackParts(current(), { clock: new FakeClock() });
      const ref = await platform.post(channel(), said('0 of 9'));
      for (let n = 1; n < 9; n += 1) await platform.update(ref, said(`${n} of 9`));
      assert.equal(looks(), 1);
      share();
      profiles.forgetChannels();
      await assert.rejects(platform.update(ref, said('9 of 9')), (error) => isProblem(error, 'not-found'));
    });

    it('still writes direct messages, without a look', async () => {
      const { platform } = slackParts(current());
      share();
      await platform.update(await platform.directMessage(alice(), said('Waiting')), said('Done'));
      assert.equal(looks(), 0);
      assert.equal((await current().directOf(alice().id))[0]?.text, 'Done');
    });
  });

  it('pings nobody, whatever people are called', async () => {
    const { platform } = slackParts(current());
    const byKind = new Map(hostileNotices().map((each) => [each.notice.kind, each.notice]));
    for (const notice of byKind.values()) {
      current().state.faults.plan('chat.postMessage', { code: 'invalid_blocks' }, 1);
      await platform.post(channel(), notice);
      await platform.post(channel(), notice);
    }
    const posts = current().state.calls.filter(({ method }) => method === 'chat.postMessage');
    assert.ok(posts.length > 10);
    for (const { args } of posts) {
      assert.doesNotMatch(args.text ?? '', /<|>/);
      assert.equal(args.link_names, 'false');
      assert.equal(args.parse, 'none');
      assert.equal(args.unfurl_links, 'false');
      assert.equal(args.unfurl_media, 'false');
      assert.doesNotMatch(args.blocks ?? '', /"type":"(mrkdwn|markdown)"/);
    }
  });

  it('never posts twice when the answer got lost', async () => {
    const { platform } = slackParts(current());
    await platform.post(channel(), said('First'));
    current().state.faults.plan('chat.postMessage', { drop: 'after' }, 1);
    await assert.rejects(platform.post(channel(), said('Second')), (error) =>
      isProblem(error, 'unavailable'),
    );
    assert.equal((await current().seenBy(alice().id, channel().id)).length, 2);
  });

  it('whispers in the direct conversation to somebody who is not in the channel', async () => {
    const { platform } = slackParts(current());
    current().state.faults.plan('chat.postEphemeral', { code: 'user_not_in_channel' });
    await platform.whisper(channel(), alice(), said('Between us'));
    assert.match(textOf((await current().directOf(alice().id))[0] ?? { text: '', blocks: [] }), /Between us/);
    assert.deepEqual(await current().seenBy(alice().id, channel().id), []);
  });

  it('says not-found for an account that is gone', async () => {
    const { platform } = slackParts(current());
    await assert.rejects(platform.directMessage(slackAccount('UGONE'), said('x')), (error) =>
      isProblem(error, 'not-found'),
    );
  });

  describe('cards', () => {
    it('are kept under keys that the message carries, for whoever reads it', async () => {
      const store = memoryAdapterStore();
      const { platform, cards } = slackParts(current(), { store });
      await platform.directMessage(alice(), noticeNamed('approval-waiting'));
      const [name = ''] = await keptCards(store);
      const card = await cards.find(name.slice(CARDS.length));
      assert.equal(card?.reader, alice().id);
      assert.ok(card?.actions.some(({ verb }) => verb === 'approve'));
      const [seen] = await current().directOf(alice().id);
      assert.ok(JSON.stringify(seen?.blocks).includes(card?.key ?? '?'));
    });

    it('get a new key with every update, and the old one is forgotten a minute later', async () => {
      const store = memoryAdapterStore();
      const clock = new FakeClock();
      const { platform, cards } = slackParts(current(), { store, clock });
      const ref = await platform.directMessage(alice(), noticeNamed('approval-waiting'));
      const [before = ''] = await keptCards(store);
      await clock.advance(1);
      await platform.update(ref, noticeNamed('approval-waiting'));
      const [former, after = '', ...more] = await keptCards(store);
      assert.deepEqual([former, more], [before, []]);
      assert.notEqual(await cards.find(before.slice(CARDS.length)), undefined);
      await clock.advance(FORMER_MS);
      assert.equal(await cards.find(before.slice(CARDS.length)), undefined);
      assert.equal((await cards.find(after.slice(CARDS.length)))?.reader, alice().id);
    });

    it('stay one person’s own when buttons come only with an update', async () => {
      const store = memoryAdapterStore();
      const { platform, cards } = slackParts(current(), { store });
      const ref = await platform.directMessage(alice(), said('Wait'));
      await platform.update(ref, noticeNamed('approval-waiting'));
      const [name = '', ...more] = await keptCards(store);
      assert.deepEqual(more, []);
      assert.equal((await cards.find(name.slice(CARDS.length)))?.reader, alice().id);
    });

    it('are not kept when the message certainly was not sent', async () => {
      const store = memoryAdapterStore();
      const { platform } = slackParts(current(), { store });
      current().state.faults.plan('chat.postMessage', { code: 'is_archived' });
      await assert.rejects(platform.post(channel(), noticeNamed('approval-waiting')));
      assert.deepEqual(await keptCards(store), []);
    });

    it('are both kept when nobody knows whether an update arrived', async () => {
      const store = memoryAdapterStore();
      const { platform } = slackParts(current(), { store });
      const ref = await platform.post(channel(), noticeNamed('approval-waiting'));
      current().state.faults.plan('chat.update', { drop: 'after' });
      await assert.rejects(platform.update(ref, noticeNamed('approval-waiting')));
      assert.equal((await keptCards(store)).length, 2);
    });
  });

  describe('files', () => {
    const clock = new FakeClock();
    const written = async (text: string) => {
      const files = memoryFileStore(clock);
      const file = { name: 'users.csv', mime: 'text/csv', expiresAt: clock.now() + 1000 };
      const info = await files.write(
        file,
        (async function* () {
          yield text;
        })(),
      );
      return { files, info };
    };

    it('arrive whole, behind the message they belong to, without the token', async () => {
      const { files, info } = await written('username\r\nåsa\r\n');
      const { platform, fetchFile } = slackParts(current(), { files, clock });
      await platform.directMessage(alice(), { kind: 'file', headline: 'Done', detail: '', file: info });
      const [first, second] = await current().directOf(alice().id);
      assert.match(textOf(first ?? { text: '', blocks: [] }), /Done/);
      assert.deepEqual(second?.files, ['users.csv']);
      assert.deepEqual(current().state.uploads, [null]);
      const done = current().state.calls.find(({ method }) => method === 'files.completeUploadExternal');
      const [{ id }] = JSON.parse(done?.args.files ?? '[]');
      const back = await fetchFile({ team: 'T000000001', enterprise: null }, id);
      assert.deepEqual(back, { name: 'users.csv', content: 'username\r\nåsa\r\n' });
    });

    it('come to the direct conversation when a whisper in a channel has one', async () => {
      const { files, info } = await written('x');
      const { platform } = slackParts(current(), { files, clock });
      await platform.whisper(channel(), alice(), { kind: 'file', headline: 'Done', detail: '', file: info });
      assert.deepEqual((await current().directOf(alice().id))[0]?.files, ['users.csv']);
    });

    it('that are empty are told of, because Slack takes none', async () => {
      const { files, info } = await written('');
      const { platform } = slackParts(current(), { files, clock });
      await platform.upload(alice(), info);
      const [seen] = await current().directOf(alice().id);
      assert.match(textOf(seen ?? { text: '', blocks: [] }), /users\.csv is empty/);
    });

    it('go to no address but Slack’s', async () => {
      const { files, info } = await written('x');
      const { platform } = slackParts(current(), { files, clock });
      const body = { ok: true, upload_url: 'http://127.0.0.1:1/x', file_id: 'F1' };
      current().state.faults.plan('files.getUploadURLExternal', { status: 200, body: JSON.stringify(body) });
      await assert.rejects(platform.upload(alice(), info), (error) => isProblem(error, 'rejected'));
    });

    it('that cannot be handed over behind a message are told of instead of posting again', async () => {
      const { files, info } = await written('x');
      const { platform } = slackParts(current(), { files, clock });
      current().state.faults.plan('files.completeUploadExternal', { code: 'file_uploads_disabled' });
      await platform.directMessage(alice(), { kind: 'file', headline: 'Done', detail: '', file: info });
      const [, second] = await current().directOf(alice().id);
      assert.match(textOf(second ?? { text: '', blocks: [] }), /takes no files/);
    });

    it('that have expired are not found', async () => {
      const { files, info } = await written('x');
      const { platform } = slackParts(current(), { files, clock });
      await assert.rejects(platform.upload(alice(), { ...info, id: 'gone' }), (error) =>
        isProblem(error, 'not-found'),
      );
    });
  });
});
