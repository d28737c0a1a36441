import assert from 'node:assert/strict';
import type { ModalView } from '@slack/types';
import { FORMER_MS } from '../../../adapters/slack/card-store.ts';
import type { Place } from '../../../src/domain/account.ts';
import type { Notice } from '../../../src/domain/notice.ts';
import { isProblem } from '../../../src/domain/problem.ts';
import { memoryAdapterStore } from '../../fakes/memory-adapter-store.ts';
import { TEAM, TOKEN, textOf } from '../../fakes/slack/world.ts';
import { noticeNamed } from '../../fakes/stand-in-bot.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { slackAccount, slackChannel, slackParts, useSlackWorld } from '../../support/slack.ts';

const team = { team: TEAM, enterprise: null };
const hello: Notice = { kind: 'said', headline: 'Hello', detail: '' };
const FORM: ModalView = {
  type: 'modal',
  title: { type: 'plain_text', text: 'Reject' },
  blocks: [{ type: 'divider' }],
};

describe('answers on Slack', () => {
  const current = useSlackWorld();
  const asker = (place: Place | null = null) => {
    const world = current();
    const account = slackAccount(world.users.alice ?? '');
    const where = place ?? slackChannel(world.channels['confluence-admins'] ?? '');
    return { account, team, place: where, responseUrl: world.responseUrl(account.id, where.id) };
  };
  const directTexts = async () => (await current().directOf(current().users.alice ?? '')).map(textOf);
  const directPlace = async (): Promise<Place> => {
    const id = await slackParts(current()).profiles.directChannel(team, current().users.alice ?? '');
    return { ...slackChannel(id), kind: 'direct' };
  };

  it('go to the one who asked through the request itself', async () => {
    await slackParts(current()).speech.reply(asker(), hello);
    const [answer] = current().state.responses;
    assert.equal(answer?.body.response_type, 'ephemeral');
    assert.equal(answer?.body.replace_original, false);
    assert.match(JSON.stringify(answer?.body.blocks), /Hello/);
    assert.deepEqual(await directTexts(), []);
  });

  it('go to the direct conversation when the request is over', async () => {
    const { speech } = slackParts(current());
    current().state.faults.plan('/respond', { status: 404, body: 'used_url' });
    await speech.reply(asker(), hello);
    assert.match((await directTexts()).join(), /Hello/);
  });

  it('never go to an address that is none of Slack’s', async () => {
    const { speech } = slackParts(current());
    await speech.reply({ ...asker(), responseUrl: 'http://127.0.0.1:1/steal' }, hello);
    assert.match((await directTexts()).join(), /Hello/);
  });

  it('stay in the direct conversation where they were asked for there', async () => {
    await slackParts(current()).speech.reply(asker(await directPlace()), hello);
    assert.match((await directTexts()).join(), /Hello/);
    assert.deepEqual(current().state.responses, []);
  });

  it('are said in words when the blocks are refused', async () => {
    const { speech } = slackParts(current());
    current().state.faults.plan('/respond', { code: 'invalid_blocks' }, 1);
    await speech.reply(asker(), hello);
    const [answer] = current().state.responses;
    assert.equal(answer?.body.blocks, undefined);
    assert.match(String(answer?.body.text), /Hello/);
  });

  it('take the place of a whisper', async () => {
    await slackParts(current()).speech.replace({ ...asker(), message: null }, hello);
    assert.equal(current().state.responses[0]?.body.replace_original, true);
  });

  it('take the place of a message in the direct conversation', async () => {
    const { platform, speech } = slackParts(current());
    const to = asker(await directPlace());
    const message = await platform.directMessage(to.account, { ...hello, headline: 'Before' });
    await speech.replace({ ...to, message }, hello);
    const texts = await directTexts();
    assert.equal(texts.length, 1);
    assert.match(texts[0] ?? '', /Hello/);
  });

  it('are said anew when the message to replace is gone', async () => {
    const { speech } = slackParts(current());
    const to = asker(await directPlace());
    const message = { platform: 'slack', tenant: TEAM, place: to.place.id, message: '1.2' };
    await speech.replace({ ...to, message }, hello);
    assert.match((await directTexts()).join(), /Hello/);
  });

  it('open a form once, and say so when it is too late', async () => {
    const { speech } = slackParts(current());
    const trigger = current().trigger();
    await speech.openForm(team, trigger, FORM);
    assert.equal(current().state.opened.length, 1);
    await assert.rejects(speech.openForm(team, trigger, FORM), (error) => isProblem(error, 'conflict'));
  });

  it('fill the Home tab, and forget the card that stood there', async () => {
    const store = memoryAdapterStore();
    const clock = new FakeClock();
    const { speech } = slackParts(current(), { store, clock });
    const { account } = asker();
    for (let n = 0; n < 4; n += 1) {
      await speech.publishHome(team, account, noticeNamed('status'));
      await clock.advance(FORMER_MS);
    }
    // The one on screen, and the last one before it, which is swept with the next.
    assert.equal((await store.list('card/', '', 10)).length, 2);
    assert.match(JSON.stringify(current().state.homes.get(account.id)), /"type":"home"/);
  });

  it('fill the Home tab in words when the blocks are refused', async () => {
    const { speech } = slackParts(current());
    const { account } = asker();
    current().state.faults.plan('views.publish', { code: 'invalid_arguments' }, 1);
    await speech.publishHome(team, account, noticeNamed('status'));
    assert.match(JSON.stringify(current().state.homes.get(account.id)), /plain_text/);
  });
});

describe('attached files on Slack', () => {
  const current = useSlackWorld();
  const fetched = async (name: string, bytes: Uint8Array) => {
    const id = await current().attach(name, bytes);
    return slackParts(current()).fetchFile(team, id);
  };
  const refusedWith = (pattern: RegExp) => (error: unknown) => {
    const told = JSON.stringify((error as { problem?: unknown }).problem);
    assert.match(told, pattern);
    return true;
  };

  it('come as text, in UTF-8 and UTF-16', async () => {
    assert.equal((await fetched('a.csv', Buffer.from('user\nåsa'))).content, 'user\nåsa');
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('user\nåsa', 'utf16le')]);
    assert.equal((await fetched('b.csv', wide)).content, 'user\nåsa');
  });

  it('are refused when they are no text', async () => {
    await assert.rejects(fetched('a.png', Buffer.from([0, 1, 2])), refusedWith(/Save it as CSV UTF-8/));
  });

  it('are refused beyond 5 MiB before a byte is read', async () => {
    const big = Buffer.alloc(5 * 1024 * 1024 + 1, 'a');
    await assert.rejects(fetched('big.csv', big), refusedWith(/too large: at most 5 MiB/));
  });

  it('are not the page to sign in that Slack serves without the scope', async () => {
    const id = await current().attach('a.csv', Buffer.from('user'));
    const { fetchFile } = slackParts(current());
    current().allow(TOKEN, { scopes: ['chat:write'] });
    await assert.rejects(fetchFile(team, id), refusedWith(/files:read/));
  });

  it('are worth another try when they arrive in part', async () => {
    const id = await current().attach('a.csv', Buffer.from('user'));
    current().state.faults.plan('/files-pri', { status: 200, body: 'us' });
    await assert.rejects(slackParts(current()).fetchFile(team, id), (error) =>
      isProblem(error, 'unavailable'),
    );
  });

  it('are fetched from no other host', async () => {
    const file = { name: 'a.csv', size: 4, url_private_download: 'http://127.0.0.1:1/a.csv' };
    current().state.faults.plan('files.info', { status: 200, body: JSON.stringify({ ok: true, file }) });
    await assert.rejects(slackParts(current()).fetchFile(team, 'F1'), refusedWith(/outside Slack/));
  });
});
