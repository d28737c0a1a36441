import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../adapters/system/clock.ts';
import type { SeenMessage } from '../fakes/slack/state.ts';
import { type SlackWorld, startSlackWorld, textOf } from '../fakes/slack/world.ts';
import { dropDatabase, freshDatabase, requireMongo } from '../support/mongodb.ts';
import { commandOf, pressOf } from '../support/slack-payloads.ts';
import { type SlackService, slackSettings, startSlackService } from '../support/slack-service.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';

const LOOK_MS = 25;
const AWAY = /MongoDB cannot be reached\. Check that it runs.*Nothing was changed/s;

describe('Slack while MongoDB is away', function () {
  this.timeout(40_000);
  let proxy: TcpProxy;
  let database: string;
  let world: SlackWorld;
  let service: SlackService;
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-outage-'));
  before(async function () {
    database = freshDatabase(await requireMongo(this));
    proxy = await TcpProxy.start(database);
    world = await startSlackWorld();
    const settings = {
      ...slackSettings(world, folder),
      ROLLCALL_STORAGE: proxy.through(database),
      ROLLCALL_AUDIT_KEY: 'k'.repeat(40),
    };
    service = await startSlackService(settings, []);
  });
  after(async () => {
    await service?.stop();
    await world?.close();
    await proxy?.close();
    if (database !== undefined) await dropDatabase(database);
    rmSync(folder, { recursive: true, force: true });
  });

  it('says so to whoever types or presses, and takes the same press once it is back', async () => {
    const channel = String(world.channels['confluence-admins']);
    const [priya, tom] = [String(world.users.alice), String(world.users.bob)];
    const { sender, services } = service;
    await sender.command(commandOf(world, { user: tom, channel }, 'whoami'));
    await until(async () => world.state.responses.length > 0);
    await sender.command(commandOf(world, { user: priya, channel }, 'deactivate inactive:90d dir:internal'));
    let request: SeenMessage | undefined;
    await until(async () => {
      request = (await world.directOf(tom)).find((message) => /Deactivate/.test(textOf(message)));
      return request !== undefined && (await service.jobs()).length === 0;
    });
    const own = await world.directChannelOf(tom);
    const press = () =>
      sender.interaction(pressOf(world, { user: tom, channel: own }, request as SeenMessage, 'Approve 8'));
    const told = world.state.responses.length;
    const answers = () =>
      world.state.responses.slice(told).map(({ user, body }) => ({ user, body: JSON.stringify(body) }));

    await proxy.cut();
    await sender.command(commandOf(world, { user: priya, channel }, 'status'));
    await press();
    await until(async () => answers().filter(({ body }) => !body.includes('Working on')).length >= 2);
    const said = answers().filter(({ body }) => !body.includes('Working on'));
    assert.deepEqual(said.map(({ user }) => user).sort(), [priya, tom].sort());
    for (const { body } of said) assert.match(body, AWAY);

    await proxy.mend();
    await until(async () => (await services.storage.approvals.list({ limit: 1 }).catch(() => [])).length > 0);
    await press();
    await until(async () => (await services.storage.runs.list({ limit: 1 }))[0]?.readBack != null);
    assert.equal(await services.storage.audit.count({ action: 'Approval Approved' }), 1);
  });
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await systemClock.sleep(LOOK_MS);
}
