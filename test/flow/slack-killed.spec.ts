import assert from 'node:assert/strict';
import { createSandbox } from '../../adapters/directory/sandbox/sandbox-directory.ts';
import { openSqlite } from '../../adapters/storage/sqlite/open-sqlite.ts';
import { systemClock } from '../../adapters/system/clock.ts';
import { systemIds } from '../../adapters/system/ids.ts';
import { loadAuditKey } from '../../src/main/audit-key.ts';
import { type SlackWorld, startSlackWorld, textOf } from '../fakes/slack/world.ts';
import { type Child, Home } from '../support/child.ts';
import { quietLogger } from '../support/quiet.ts';
import { commandOf, pressOf } from '../support/slack-payloads.ts';
import { createSlackSender, type SlackSender } from '../support/slack-sender.ts';
import { LISTENS, publicPortIn, slackSettings } from '../support/slack-service.ts';
import { SANDBOX } from '../support/world.ts';

/** How often Slack is looked at, and how slow the directory is: a run takes a few seconds. */
const LOOK_MS = 25;
const SLOW = { ROLLCALL_SANDBOX_LATENCY_MS: '250' };

describe('a service that was killed in the middle of a run asked for in Slack', function () {
  this.timeout(40_000);
  let world: SlackWorld;
  let home: Home;
  before(async () => {
    world = await startSlackWorld();
    home = new Home();
  });
  after(async () => {
    await home.remove();
    await world.close();
  });

  it('goes on at the next start: everybody is written once, and every message shows the result, once', async () => {
    const channel = world.channels['confluence-admins'] ?? '';
    const [priya, tom] = [world.users.alice ?? '', world.users.bob ?? ''];
    const own = { priya: await world.directChannelOf(priya), tom: await world.directChannelOf(tom) };
    const first = await serve();
    const asked = commandOf(world, { user: priya, channel }, 'deactivate inactive:90d dir:internal');
    await first.sender.command(asked);
    const request = await sees(own.tom, /^Deactivate 8 users/);
    await first.sender.interaction(pressOf(world, { user: tom, channel: own.tom }, request, 'Approve 8'));
    await sees(channel, / [1-7] of 8 /);
    const killed = await first.child.stop('SIGKILL');

    const second = await serve();
    const places = [channel, own.priya, own.tom];
    for (const place of places) await sees(place, /^8 deactivated[\s\S]*read back/);
    const stopped = await second.child.stop('SIGTERM');

    assert.equal(stopped.code, 0, stopped.err);
    for (const place of places) {
      const texts = (await world.seenBy('nobody', place)).map(textOf);
      assert.equal(texts.length, 2, texts.join('\n\n'));
      assert.match(texts[0] ?? '', /^Deactivate 8 users \(approved\)/);
    }
    const written = await writes();
    assert.deepEqual([written.length, new Set(written).size], [8, 8]);
    for (const { err } of [killed, stopped]) assert.doesNotMatch(err, /"level":[4-6]0/);
  });

  async function serve(): Promise<{ readonly child: Child; readonly sender: SlackSender }> {
    const { child } = await home.serve({ ...slackSettings(world, home.data), ...SLOW });
    const [line] = await child.printed(LISTENS);
    const origin = `http://127.0.0.1:${publicPortIn(line)}`;
    return { child, sender: createSlackSender(origin, systemClock) };
  }

  async function sees(place: string, says: RegExp) {
    for (;;) {
      const found = (await world.seenBy('nobody', place)).find((message) => says.test(textOf(message)));
      if (found !== undefined) return found;
      await systemClock.sleep(LOOK_MS);
    }
  }

  /** Who was written, in order. */
  async function writes(): Promise<readonly string[]> {
    const storage = await openSqlite({
      folder: home.data,
      clock: systemClock,
      ids: systemIds,
      logger: quietLogger,
      auditKey: () => loadAuditKey({ auditKey: null, dataFolder: home.data }),
    });
    const store = storage.adapter(`sandbox/${SANDBOX}`);
    const written = await createSandbox({ connection: SANDBOX, store, clock: systemClock }).writes();
    await storage.close();
    return written.map(({ id }) => id);
  }
});
