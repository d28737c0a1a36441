import assert from 'node:assert/strict';
import { type ConsoleUnderTest, serveConsole } from '../support/console.ts';
import { buttonOf, newDelivery, type Visitor, visit } from '../support/visitor.ts';

const DIRECT = 'direct-priya';
const CHANNEL = 'confluence-admins';
const DAY_MS = 86_400_000;

describe('console and its personas over HTTP', () => {
  let site: ConsoleUnderTest;
  let visitor: Visitor;

  beforeEach(async () => {
    site = await serveConsole();
    visitor = await visit(site);
  });
  afterEach(() => site.console.stop());

  describe('keeps each persona to what is theirs', () => {
    it('knows only the personas of its own list', async () => {
      for (const as of ['mallory', '', '__proto__']) {
        assert.equal((await visitor.get(`/api/places?as=${as}`)).status, 403, as);
      }
      assert.equal((await visitor.type('mallory', CHANNEL, 'help')).status, 403);
      assert.deepEqual(
        site.bot.strangers,
        ['mallory', '__proto__', 'mallory'],
        'and records who was claimed',
      );
    });

    it("has no such place for somebody else's direct conversation", async () => {
      await visitor.type('priya', DIRECT, 'whoami');
      assert.equal((await visitor.get(`/api/places/${DIRECT}/messages?as=tom`)).status, 404);
      assert.equal((await visitor.type('tom', DIRECT, 'help')).status, 404);
      assert.equal(site.bot.commands.length, 1);
    });

    it('shows what is typed in a channel, and its answer, to nobody else', async () => {
      await visitor.type('priya', CHANNEL, 'users inactive:90d');
      const mine = await visitor.messages('priya', CHANNEL);
      assert.deepEqual(
        mine.map((message) => message.to),
        ['priya', 'priya'],
      );
      assert.deepEqual(await visitor.messages('tom', CHANNEL), []);
    });

    it("lets nobody press a button on somebody else's whisper", async () => {
      await visitor.type('priya', CHANNEL, 'users inactive:90d');
      const list = (await visitor.messages('priya', CHANNEL)).at(-1);
      assert.ok(list);
      const got = await visitor.press('tom', list, buttonOf(list, 'Next'));
      assert.equal(got.status, 404);
      assert.deepEqual(site.bot.clicks, []);
      assert.deepEqual(site.bot.turnedAway, ['not-found'], 'and it is recorded');
    });

    it('gives a file only to the person it was handed to', async () => {
      await visitor.type('priya', DIRECT, 'users inactive:90d');
      const list = (await visitor.messages('priya', DIRECT)).at(-1);
      assert.ok(list);
      await visitor.press('priya', list, buttonOf(list, 'Export CSV'));
      const [file] = (await visitor.messages('priya', DIRECT)).flatMap((message) => message.files);
      assert.ok(file);
      const got = await visitor.get(`/files/${file.id}?as=priya`);
      assert.equal(got.status, 200);
      assert.equal(got.text, 'username\r\nada\r\n');
      assert.match(String(got.headers['content-disposition']), /^attachment; filename="users\.csv"/);
      assert.equal((await visitor.get(`/files/${file.id}?as=tom`)).status, 404);
      assert.equal((await visitor.get('/files/file-2?as=priya')).status, 404);
      await site.clock.advance(DAY_MS);
      assert.equal((await visitor.get(`/files/${file.id}?as=priya`)).status, 404);
    });

    it('gives a file that was whispered in a channel to nobody else there', async () => {
      const expiresAt = site.clock.now() + DAY_MS;
      const stored = await site.files.write({ name: 'plan.csv', mime: 'text/csv', expiresAt }, chunks('ada'));
      const place = { platform: 'console', tenant: 'local', id: CHANNEL, name: '', kind: 'channel' } as const;
      const account = { platform: 'console', tenant: 'local', id: 'priya' };
      const notice = { kind: 'file', headline: 'Plan', detail: '', file: stored } as const;
      await site.console.platform.whisper(place, account, notice);
      assert.equal((await visitor.get(`/files/${stored.id}?as=priya`)).text, 'ada');
      assert.equal((await visitor.get(`/files/${stored.id}?as=tom`)).status, 404);
    });

    it('streams to each persona only what they may see', async () => {
      const stream = await fetch(`${site.origin}/api/events?as=tom`, { headers: { cookie: visitor.cookie } });
      await visitor.type('priya', CHANNEL, 'users inactive:90d');
      await visitor.type('priya', CHANNEL, 'deactivate inactive:90d');
      let seen = '';
      const decoder = new TextDecoder();
      for await (const chunk of stream.body ?? []) {
        seen += decoder.decode(chunk, { stream: true });
        if (seen.includes('"to":null')) break;
      }
      assert.match(seen, /Deactivate 25 users/);
      assert.doesNotMatch(seen, /128 users match|inactive:90d|"to":"priya"/);
    });
  });

  describe('acts only on a button that is on the card', () => {
    async function listFor(as: string) {
      await visitor.type(as, DIRECT, 'users inactive:90d');
      const list = (await visitor.messages(as, DIRECT)).at(-1);
      assert.ok(list);
      return list;
    }

    it('refuses a verb that does not exist', async () => {
      const list = await listFor('priya');
      const got = await visitor.press('priya', list, { verb: 'format-disk', id: 'x', data: {} });
      assert.equal(got.status, 400);
    });

    it('says what happened when the button is not there, is not the same, or has gone', async () => {
      const list = await listFor('priya');
      const next = buttonOf(list, 'Next');
      const others = [
        { verb: 'approve', id: 'A-7f3k2', data: { id: 'A-7f3k2' } },
        { ...next, id: 'V-other', data: { ...next.data, id: 'V-other' } },
        { ...next, data: { ...next.data, page: '99' } },
        { ...next, data: { ...next.data, reason: 'because' } },
        { ...next, data: { ...next.data, 'selection:sandbox/1/evil': 'true' } },
        { verb: 'say', id: 'deactivate never', data: { id: 'deactivate never' } },
      ];
      for (const button of others) {
        const got = await visitor.press('priya', list, button);
        assert.deepEqual([got.status, got.body.outcome], [200, 'refused']);
      }
      await visitor.press('priya', list, next);
      const stale = await visitor.press('priya', list, next);
      assert.equal(stale.body.outcome, 'refused');
      const last = (await visitor.messages('priya', DIRECT)).at(-1);
      assert.match(last?.headline ?? '', /no longer on the card/);
      assert.equal(site.bot.clicks.length, 1);
    });

    it('passes on what the inputs of the card held', async () => {
      const list = await listFor('priya');
      const next = buttonOf(list, 'Next');
      const box = /"id":"(selection:[^"]+)"/.exec(JSON.stringify(list.card))?.[1] ?? '';
      await visitor.press('priya', list, { ...next, data: { ...next.data, [box]: 'true' } });
      const inputs = site.bot.clicks[0]?.inputs ?? {};
      assert.equal(inputs.selection, box.slice('selection:'.length));
      assert.equal(inputs.page, '2');
    });

    it('acts once on a click or a command that arrives twice', async () => {
      const list = await listFor('priya');
      const delivery = newDelivery();
      const first = await visitor.press('priya', list, buttonOf(list, 'Export CSV'), { delivery });
      const second = await visitor.press('priya', list, buttonOf(list, 'Export CSV'), { delivery });
      assert.deepEqual([first.body.outcome, second.body.outcome], ['done', 'duplicate']);
      assert.equal(site.bot.clicks.length, 1);
      const again = newDelivery();
      await visitor.type('priya', DIRECT, 'whoami', { delivery: again });
      const before = await visitor.messages('priya', DIRECT);
      await visitor.type('priya', DIRECT, 'whoami', { delivery: again });
      assert.equal((await visitor.messages('priya', DIRECT)).length, before.length);
    });

    it("does not take one persona's delivery for another's", async () => {
      const delivery = newDelivery();
      await visitor.type('priya', CHANNEL, 'whoami', { delivery });
      const got = await visitor.type('tom', CHANNEL, 'whoami', { delivery });
      assert.equal(got.body.outcome, 'done');
    });
  });
});

async function* chunks(...parts: readonly string[]): AsyncIterable<string> {
  yield* parts;
}
