import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { Request } from '../../../adapters/slack/client.ts';
import { isTrusted } from '../../../adapters/slack/hosts.ts';
import { createPace } from '../../../adapters/slack/pace.ts';
import { escapeText } from '../../../adapters/slack/text.ts';
import { createWeb } from '../../../adapters/slack/web.ts';
import { createLimiter } from '../../../adapters/system/limiter.ts';
import { isProblem, ProblemError } from '../../../src/domain/problem.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const one = { team: 'T1', enterprise: null };
const two = { team: 'T2', enterprise: null };
const down = new ProblemError({ kind: 'unavailable', source: 'Slack', message: 'down' });

function webOn(request: Request, clock = new FakeClock(), apiUrl = 'https://slack.com/api/') {
  const limiter = (ratePerSecond: number, burst: number) =>
    createLimiter({ clock, ratePerSecond, burst, concurrency: 4, maxAttempts: 3 });
  const of = async ({ team }: { readonly team: string | null }) => {
    return { token: `of-${team}`, botId: 'B', botUserId: 'U', enterprise: null, isOrganisationWide: false };
  };
  return createWeb({
    apiUrl,
    installations: { of },
    request,
    pace: createPace(limiter),
  });
}

describe('calls of the Web API', () => {
  it('tries what may run twice once more, and a post never', async () => {
    const asked: string[] = [];
    const web = webOn(async (_token, method) => {
      asked.push(method);
      throw down;
    });
    for (const method of ['users.info', 'chat.update', 'views.publish', 'chat.postMessage', 'views.open']) {
      await assert.rejects(web.call(one, method, {}), (error) => isProblem(error, 'unavailable'));
    }
    assert.deepEqual(asked, [
      'users.info',
      'users.info',
      'chat.update',
      'chat.update',
      'views.publish',
      'views.publish',
      'chat.postMessage',
      'views.open',
    ]);
  });

  it('pauses one method of one workspace after a 429, and nothing else', async () => {
    const clock = new FakeClock();
    const asked: string[] = [];
    const web = webOn(async (token, method) => {
      asked.push(`${token} ${method}`);
      if (asked.length === 1)
        throw new ProblemError({ kind: 'rate-limited', source: 'Slack', retryAfterMs: 9000 });
      return { body: { ok: true }, scopes: null };
    }, clock);
    const paused = web.call(one, 'chat.update', {});
    await clock.untilSleepers(1);
    await web.call(one, 'chat.postMessage', {});
    await web.call(two, 'chat.update', {});
    assert.deepEqual(asked, ['of-T1 chat.update', 'of-T1 chat.postMessage', 'of-T2 chat.update']);
    await clock.advance(9000);
    await paused;
    assert.equal(asked.at(-1), 'of-T1 chat.update');
  });

  it('spaces posts to one a second after a burst', async () => {
    const clock = new FakeClock();
    let posted = 0;
    const web = webOn(async () => {
      posted += 1;
      return { body: {}, scopes: null };
    }, clock);
    const all = Array.from({ length: 13 }, () => web.call(one, 'chat.postMessage', {}));
    await clock.untilSleepers(1);
    assert.equal(posted, 10);
    await clock.advance(1000);
    assert.equal(posted, 11);
    await clock.advance(2000);
    await Promise.all(all);
  });
});

describe('addresses to answer at', () => {
  it('stand in no error, because whoever has one may answer in our name', async () => {
    const secret = 'http://127.0.0.1:1/actions/T1/secret-part';
    const web = webOn(async () => ({ body: {}, scopes: null }), new FakeClock(), 'http://127.0.0.1:1/api/');
    await assert.rejects(web.respond(secret, {}), (error) => {
      assert.doesNotMatch(inspect(error, { depth: 10 }), /secret-part/);
      return isProblem(error, 'unavailable');
    });
    await assert.rejects(web.respond('https://evil.example/secret-part', {}), (error) => {
      assert.doesNotMatch(inspect(error, { depth: 10 }), /secret-part/);
      return isProblem(error, 'rejected');
    });
  });
});

describe('whom to trust with an answer', () => {
  const api = 'https://slack.com/api/';
  for (const address of ['https://hooks.slack.com/actions/1', 'https://slack.com/api/x'])
    it(`takes ${address}`, () => assert.equal(isTrusted(address, api), true));
  for (const address of [
    'http://hooks.slack.com/x',
    'https://hooks.slack.com:8443/x',
    'https://hooks.slack.com@evil.example/x',
    'https://user:word@hooks.slack.com/x',
    'https://evilslack.com/x',
    'https://slack.com.evil.example/x',
    'https://169.254.169.254/latest',
    'file:///etc/passwd',
    'nonsense',
  ])
    it(`refuses ${address}`, () => assert.equal(isTrusted(address, api), false));

  it('takes the host of a proxy that stands for the Web API, and no other of its ports', () => {
    assert.equal(isTrusted('http://proxy.test:8080/hook', 'http://proxy.test:8080/api/'), true);
    assert.equal(isTrusted('http://proxy.test:8081/hook', 'http://proxy.test:8080/api/'), false);
  });
});

describe('text for Slack', () => {
  it('leaves nothing that Slack would act on', () => {
    assert.equal(escapeText('<!channel> & <@U1|x>', 100), '&lt;!channel&gt; &amp; &lt;@U1|x&gt;');
  });

  it('is cut behind a whole escape and a whole character', () => {
    for (let max = 20; max < 225; max += 1) {
      const text = escapeText(`${'&'.repeat(30)}${'😀'.repeat(50)}`, max);
      assert.ok(text.length <= max);
      assert.match(text, /^(&amp;|😀)*\n… \(shortened\)$/u);
    }
  });
});
