import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PATHS, SCOPES, type SlackOptions } from '../../../adapters/slack/config.ts';
import { memoryAdapterStore } from '../../fakes/memory-adapter-store.ts';
import { TEAM, TOKEN } from '../../fakes/slack/world.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { slackParts, useSlackWorld } from '../../support/slack.ts';

const APP_TOKEN = 'xapp-one';
const never = new AbortController().signal;

describe('the check of Slack', () => {
  const current = useSlackWorld();
  const setUp = (changes: Partial<SlackOptions> = {}) => {
    const clock = new FakeClock();
    current().state.clock = () => clock.now();
    return { ...slackParts(current(), { clock, appToken: APP_TOKEN, ...changes }), clock };
  };
  const found = (changes: Partial<SlackOptions> = {}) => setUp(changes).platform.check(never);
  beforeEach(() => current().allow(APP_TOKEN, { scopes: ['connections:write'] }));

  it('has one good finding when all is well', async () => {
    assert.deepEqual(await found(), [
      { subject: 'Slack · Northwind', state: 'ok', message: 'Connected, with every scope.', remedy: null },
    ]);
  });

  it('tells a wrong token', async () => {
    const findings = await found({ botToken: 'xoxb-wrong' });
    assert.equal(findings[0]?.state, 'broken');
    assert.match(findings[0]?.remedy ?? '', /not valid/);
  });

  it('names every scope that is missing', async () => {
    const scopes = Object.keys(SCOPES).filter((scope) => !['im:write', 'files:read'].includes(scope));
    current().allow(TOKEN, { scopes });
    const [finding] = await found();
    assert.equal(finding?.state, 'broken');
    assert.match(finding?.message ?? '', /files:read, im:write/);
  });

  it('tells a workspace that is not the one meant', async () => {
    const [finding] = await found({ teams: ['T9'] });
    assert.equal(finding?.state, 'broken');
    assert.match(JSON.stringify(finding), new RegExp(TEAM));
  });

  it('tells an app token that is wrong or lacks its scope', async () => {
    current().allow(APP_TOKEN, { scopes: [] });
    for (const appToken of [APP_TOKEN, 'xapp-unknown']) {
      const finding = (await found({ appToken })).find(({ subject }) => subject === 'Slack Socket Mode');
      assert.equal(finding?.state, 'broken');
      assert.match(finding?.remedy ?? '', /connections:write/);
    }
  });

  it('tells a clock that is off', async () => {
    const { platform, clock } = setUp();
    current().state.clock = () => clock.now() + 60_000;
    assert.equal((await platform.check(never)).length, 1);
    current().state.clock = () => clock.now() + 301_000;
    const finding = (await platform.check(never)).find(({ subject }) => subject === 'Clock');
    assert.match(finding?.message ?? '', /301 s behind/);
  });

  it('counts wrong signatures for an hour', async () => {
    const { platform, sawBadSignature, clock } = setUp();
    sawBadSignature();
    sawBadSignature();
    const findings = await platform.check(never);
    assert.match(findings.map(({ message }) => message).join(), /2 requests in the last hour/);
    await clock.advance(3_600_001);
    assert.equal((await platform.check(never)).length, 1);
  });

  it('does not throw while Slack is down', async () => {
    current().state.faults.plan('*', { drop: 'before' });
    const findings = await found();
    assert.ok(findings.length > 0);
    assert.ok(findings.every(({ state, remedy }) => state === 'broken' && /slack\.com/.test(remedy ?? '')));
  });

  it('names the workspace that cannot be reached, and says of each part what is wrong once', async () => {
    const { platform } = setUp();
    const subjects = async () => (await platform.check(never)).map(({ subject }) => subject);
    current().state.faults.plan('*', { drop: 'before' });
    assert.deepEqual(await subjects(), ['Slack', 'Slack Socket Mode']);
    current().state.faults.clear();
    await subjects();
    current().state.faults.plan('*', { drop: 'before' });
    const [finding] = await platform.check(never);
    assert.deepEqual([finding?.subject, finding?.message], ['Slack · Northwind', 'It cannot be reached.']);
    const store = memoryAdapterStore();
    current().state.faults.clear();
    await found({ store });
    current().state.faults.plan('*', { drop: 'before' });
    assert.equal((await found({ store }))[0]?.subject, `Slack · ${TEAM}`);
  });

  it('asks for an installation where there is none', async () => {
    const oauth = { clientId: '1.2', clientSecret: 'a-client-secret', tokenKey: 'k'.repeat(32) };
    const [finding] = await found({ botToken: null, oauth, teams: [TEAM] });
    assert.match(finding?.message ?? '', /No workspace has installed/);
  });

  describe('of the public address', () => {
    const served = async (answer: (nonce: string) => string) => {
      let said = '';
      const server = createServer((request, response) => {
        response.end(request.url === PATHS.ping ? said : '');
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const { platform, nonce } = setUp({ appToken: null, publicUrl: `http://127.0.0.1:${port}` });
      said = answer(nonce);
      const findings = await platform.check(never);
      server.close();
      server.closeAllConnections();
      return findings.find(({ subject }) => subject === 'Slack address');
    };

    it('is content when this service answers', async () => {
      assert.equal(await served((nonce) => nonce), undefined);
    });

    it('tells that somebody else answers', async () => {
      assert.equal((await served(() => 'It works!'))?.state, 'broken');
    });

    it('begins no sentence with the address, which a capital letter would spoil', async () => {
      const message = (await served(() => 'It works!'))?.message ?? '';
      assert.match(message, /^The address http:/);
    });

    it('warns when nobody does', async () => {
      const findings = await found({ appToken: null, publicUrl: 'http://127.0.0.1:1' });
      assert.equal(findings.find(({ subject }) => subject === 'Slack address')?.state, 'warning');
    });
  });
});
