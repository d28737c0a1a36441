import assert from 'node:assert/strict';
import { memoryAdapterStore } from '../fakes/memory-adapter-store.ts';
import { type ConsoleUnderTest, serveConsole } from '../support/console.ts';
import { quietLogger } from '../support/quiet.ts';
import { ask, newDelivery, type Visitor, visit } from '../support/visitor.ts';

const DIRECT = 'direct-priya';
const CHANNEL = 'confluence-admins';
const DAY_MS = 86_400_000;

describe('console over HTTP', () => {
  let site: ConsoleUnderTest;
  let visitor: Visitor;

  beforeEach(async () => {
    site = await serveConsole();
    visitor = await visit(site);
  });
  afterEach(() => site.console.stop());

  describe('lets nobody in without the printed address', () => {
    it('answers 401 to the page and to its interface', async () => {
      for (const path of [
        '/',
        '/api/settings',
        '/api/places?as=priya',
        '/page/main.js',
        '/files/x?as=priya',
      ]) {
        assert.equal((await ask(site.origin, path)).status, 401, path);
      }
    });

    it('refuses a wrong token and gives no cookie for it', async () => {
      const got = await ask(site.origin, '/?token=secret-0');
      assert.equal(got.status, 401);
      assert.equal(got.headers['set-cookie'], undefined);
    });

    it('exchanges the token for a cookie that scripts cannot read and other sites cannot use', async () => {
      const { pathname, search } = new URL(site.url);
      const got = await ask(site.origin, `${pathname}${search}`);
      assert.equal(got.status, 303);
      assert.equal(got.headers.location, '/');
      assert.match(String(got.headers['set-cookie']), /; HttpOnly; SameSite=Strict; Path=\//);
      assert.equal((await visitor.get('/')).status, 200);
    });

    it('refuses a forged, a changed and an expired cookie', async () => {
      const [name, value = ''] = visitor.cookie.split('=');
      const [issued, nonce, signature = ''] = value.split('.');
      const forged = [
        `${name}=1.2.3`,
        `${name}=${Number(issued) + 1}.${nonce}.${signature}`,
        `${name}=${issued}.${nonce}.${signature.slice(0, -1)}`,
        `${name}=`,
        `other=${value}`,
      ];
      for (const cookie of forged) {
        assert.equal((await ask(site.origin, '/', { headers: { cookie } })).status, 401, cookie);
      }
      await site.clock.advance(31 * DAY_MS);
      assert.equal((await visitor.get('/')).status, 401);
    });

    it('lets an open page go on after a restart, but not the old printed address', async () => {
      const { port } = new URL(site.origin);
      await site.console.stop();
      const again = await serveConsole(site.store, site.clock, { port: Number(port), skipSecrets: 5 });
      try {
        const get = (path: string, headers = {}) => ask(again.origin, path, { headers });
        assert.equal((await get('/', { cookie: visitor.cookie })).status, 200);
        assert.equal((await get(`/${new URL(site.url).search}`)).status, 401);
      } finally {
        await again.console.stop();
      }
    });
  });

  it('says in its log that somebody knocks in vain, once a minute, and nothing of what they sent', async () => {
    const said: unknown[] = [];
    const logger = { ...quietLogger, warn: (...line: readonly unknown[]) => void said.push(line) };
    const watched = await serveConsole(memoryAdapterStore(), site.clock, { logger });
    try {
      const knock = () => ask(watched.origin, '/api/places?as=mallory', { headers: { cookie: 'a=secret' } });
      for (let n = 0; n < 20; n += 1) await knock();
      assert.deepEqual(said, [['http request refused', { status: 401, untold: 0 }]]);
      await site.clock.advance(60_000);
      await knock();
      assert.deepEqual(said.slice(1), [['http request refused', { status: 401, untold: 19 }]]);
      const own = await visit(watched);
      await own.get('/api/places?as=mallory');
      assert.deepEqual(said.slice(2), [['http request refused', { status: 403, untold: 0 }]]);
    } finally {
      await watched.console.stop();
    }
  });

  describe('answers only to its own name and its own page', () => {
    it('refuses a foreign Host, so that a rebound name reaches nothing', async () => {
      const { port } = new URL(site.origin);
      for (const host of [
        'evil.example',
        `evil.example:${port}`,
        '127.0.0.1:1',
        `10.0.0.1:${port}`,
        `127.0.0.1.evil.example:${port}`,
      ]) {
        const got = await ask(site.origin, '/', { headers: { host, cookie: visitor.cookie } });
        assert.equal(got.status, 421, host);
      }
      const local = { host: `localhost:${port}`, cookie: visitor.cookie };
      assert.equal((await ask(site.origin, '/', { headers: local })).status, 200);
    });

    it('refuses a POST that another site makes a browser send', async () => {
      const body = { as: 'priya', place: DIRECT, text: 'help', delivery: newDelivery() };
      const foreign: readonly Record<string, string>[] = [
        { origin: 'http://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
      ];
      for (const headers of foreign) {
        const got = await visitor.post('/api/commands', body, headers);
        assert.equal(got.status, 403, JSON.stringify(headers));
      }
      const bare = { 'content-type': 'application/json', cookie: visitor.cookie };
      const silent = await ask(site.origin, '/api/commands', {
        method: 'POST',
        headers: bare,
        body: JSON.stringify(body),
      });
      assert.equal(silent.status, 403);
      assert.deepEqual(site.bot.commands, []);
    });

    it('sends a strict policy with the page', async () => {
      const { headers } = await visitor.get('/');
      assert.match(String(headers['content-security-policy']), /script-src 'self'.*frame-ancestors 'none'/);
      assert.doesNotMatch(String(headers['content-security-policy']), /unsafe/);
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['referrer-policy'], 'no-referrer');
    });
  });

  describe('serves no file but those of the page', () => {
    it('has nothing at a path that climbs out', async () => {
      const climbs = [
        '/page/../routes.ts',
        '/page/..%2froutes.ts',
        '/page/%2e%2e%2froutes.ts',
        '/page/..%5c..%5cpackage.json',
        '/page/%00index.html',
        '/page//etc/passwd',
        '/files/..%2f..%2fpackage.json?as=priya',
        '/page/%ff',
      ];
      for (const path of climbs) assert.equal((await visitor.get(path)).status, 404, path);
      assert.equal((await visitor.get('/page/main.js')).status, 200);
      assert.equal((await visitor.get('/page/adaptivecards.min.js')).status, 200);
    });

    it('says 404 and 405 in plain JSON', async () => {
      const nothing = await visitor.get('/nowhere');
      assert.equal(nothing.status, 404);
      assert.equal(typeof nothing.body.error, 'string');
      const wrong = await ask(site.origin, '/api/commands');
      assert.equal(wrong.status, 405);
      assert.equal(wrong.headers.allow, 'POST');
    });
  });

  describe('takes no more than it can use', () => {
    const command = () => ({ as: 'priya', place: DIRECT, text: 'help', delivery: newDelivery() });

    it('refuses bodies that are too large, too deep, malformed or of another type', async () => {
      const large = await visitor.post('/api/read', `"${'x'.repeat(600_000)}"`);
      assert.equal(large.status, 413);
      const deep = await visitor.post('/api/clicks', `${'['.repeat(5_000)}${']'.repeat(5_000)}`);
      assert.equal(deep.status, 400);
      assert.match(String(deep.body.error), /too deep/);
      assert.equal((await visitor.post('/api/commands', '{"as":')).status, 400);
      const form = await visitor.post('/api/commands', 'as=priya', { 'content-type': 'text/plain' });
      assert.equal(form.status, 415);
      assert.equal((await visitor.post('/api/commands', { ...command(), extra: 1 })).status, 400);
      assert.equal(
        (await visitor.post('/api/commands', { ...command(), text: 'x'.repeat(65_537) })).status,
        400,
      );
      assert.deepEqual(site.bot.commands, []);
    });

    it('hands a command of 50,000 characters to the bot', async () => {
      const text = 'x'.repeat(50_000);
      assert.equal((await visitor.type('priya', DIRECT, text)).status, 200);
      assert.equal(site.bot.commands[0]?.text, text);
    });

    it('hands over an attached file as text, and refuses one too large or not text', async () => {
      const attach = (name: string, bytes: Buffer) =>
        visitor.type('priya', DIRECT, 'users list:', { file: { name, base64: bytes.toString('base64') } });
      assert.equal((await attach('list.csv', Buffer.from('\ufeffada\nbo\n'))).status, 200);
      assert.deepEqual(site.bot.commands[0]?.files, [{ name: 'list.csv', content: 'ada\nbo\n' }]);
      assert.equal((await attach('utf16.csv', Buffer.from('\ufeffada', 'utf16le'))).status, 200);
      assert.equal(site.bot.commands[1]?.files[0]?.content, 'ada');
      assert.equal((await attach('big.csv', Buffer.alloc(5 * 1024 * 1024 + 1, 'a'))).status, 413);
      assert.equal((await attach('picture.csv', Buffer.from([0x89, 0x50, 0xff, 0xfe]))).status, 422);
      assert.equal((await attach('zeros.csv', Buffer.alloc(64))).status, 422);
      assert.equal(site.bot.commands.length, 2);
    });
  });

  it('keeps messages, unread marks and history over a restart', async () => {
    await visitor.type('priya', CHANNEL, 'deactivate inactive:90d');
    const [asked] = await visitor.messages('tom', CHANNEL);
    assert.ok(asked);
    const again = await serveConsole(site.store, site.clock);
    try {
      const back = await visit(again);
      assert.deepEqual(await back.messages('tom', CHANNEL), [asked]);
      assert.deepEqual((await back.get('/api/history?as=priya')).body.commands, ['deactivate inactive:90d']);
      const unread = async () => {
        const { places } = (await back.get('/api/places?as=tom')).body as {
          places: readonly { id: string; unread: number }[];
        };
        return places.find((place) => place.id === CHANNEL)?.unread;
      };
      assert.equal(await unread(), 1);
      await back.post('/api/read', { as: 'tom', place: CHANNEL, message: asked.id });
      assert.equal(await unread(), 0);
    } finally {
      await again.console.stop();
    }
  });

  it('welcomes each persona once, however many pages ask at once', async () => {
    await Promise.all([1, 2, 3].map(() => visitor.get('/api/places?as=ines')));
    assert.equal((await visitor.messages('ines', 'direct-ines')).length, 1);
  });

  it('keeps the newest 500 messages of a place', async () => {
    const place = { platform: 'console', tenant: 'local', id: CHANNEL, name: '', kind: 'channel' } as const;
    const notice = { kind: 'said', headline: 'Tick', detail: '' } as const;
    for (let i = 0; i < 505; i++) await site.console.platform.post(place, notice);
    assert.equal((await visitor.messages('tom', CHANNEL)).length, 500);
    assert.equal((await site.store.list('message/', '', 1000)).length, 500);
  });

  it('answers health and metrics on this machine without a token', async () => {
    assert.deepEqual((await ask(site.origin, '/healthz')).body, { status: 'alive' });
    assert.equal((await ask(site.origin, '/readyz')).body.ready, true);
    assert.equal((await ask(site.origin, '/metrics')).text, 'up 1\n');
  });

  it('stops while pages are listening, after it has answered who was waiting', async () => {
    const stream = await fetch(`${site.origin}/api/events?as=tom`, { headers: { cookie: visitor.cookie } });
    let open = () => {};
    site.bot.gate = new Promise((resolve) => {
      open = resolve;
    });
    const events = stream.body?.getReader();
    const waiting = visitor.type('priya', DIRECT, 'whoami');
    await arrival(site);
    const stopped = site.console.stop();
    open();
    assert.equal((await waiting).body.outcome, 'done');
    await stopped;
    let last = await events?.read();
    while (last?.done === false) last = await events?.read();
    await assert.rejects(ask(site.origin, '/healthz'));
  });
});

/** Until the command that is held at the gate has been written to the place. */
async function arrival({ store }: ConsoleUnderTest): Promise<void> {
  while ((await store.list('message/', '', 10)).length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('console address', () => {
  it('names ROLLCALL_PORT when the port is taken', async () => {
    const first = await serveConsole();
    try {
      const port = Number(new URL(first.origin).port);
      await assert.rejects(serveConsole(memoryAdapterStore(), undefined, { port }), {
        problem: {
          kind: 'misconfigured',
          key: 'ROLLCALL_PORT',
          remedy: `Port ${port} is taken by another program. Stop that, or choose another, for example ROLLCALL_PORT=${port + 1}.`,
        },
      });
    } finally {
      await first.console.stop();
    }
  });

  it('is not bound where other machines reach it unless a setting says so', async () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1']) {
      await assert.rejects(serveConsole(memoryAdapterStore(), undefined, { host }), (error: unknown) => {
        const { problem } = error as { problem: { kind: string; key: string } };
        assert.deepEqual([problem.kind, problem.key], ['misconfigured', 'ROLLCALL_HOST']);
        return true;
      });
    }
  });
});
