import assert from 'node:assert/strict';
import { MongoNetworkTimeoutError, type TopologyDescription } from 'mongodb';
import { Presence } from '../../../adapters/storage/mongodb/presence.ts';
import { isProblem } from '../../../src/domain/problem.ts';

const PATIENCE_MS = 150;
const LOOK_MS = 20;

function seen(type: string, error?: Error): TopologyDescription {
  return { servers: new Map([['db:27017', { type, error }]]) } as unknown as TopologyDescription;
}

async function failsAfter(presence: Presence): Promise<number> {
  const from = performance.now();
  await assert.rejects(presence.require(), (error) => isProblem(error, 'unavailable'));
  return performance.now() - from;
}

describe('The presence of MongoDB', () => {
  let presence: Presence;
  beforeEach(() => {
    presence = new Presence(PATIENCE_MS, LOOK_MS);
  });

  it('holds nobody up while a server is there that takes writes', async () => {
    await presence.require();
    for (const type of ['Standalone', 'RSPrimary', 'Mongos', 'LoadBalancer']) {
      presence.see(seen('Unknown'));
      presence.see(seen(type));
      await presence.require();
    }
  });

  it('waits once for a server that goes, whoever asks, and for one look after that', async () => {
    presence.see(seen('RSSecondary'));
    const [one, two] = await Promise.all([failsAfter(presence), failsAfter(presence)]);
    assert.ok(one >= PATIENCE_MS - 5 && two >= PATIENCE_MS - 5, `${one} ${two}`);
    const late = await failsAfter(presence);
    assert.ok(late >= LOOK_MS - 5 && late < PATIENCE_MS, String(late));
  });

  it('does not wait again for one that was silent', async () => {
    presence.see(seen('Unknown', new MongoNetworkTimeoutError('timed out', {} as never)));
    assert.ok((await failsAfter(presence)) < PATIENCE_MS);
  });

  it('lets everybody go on as soon as it is back, and leaves the rest to the driver once it is closed', async () => {
    presence.see(seen('Unknown'));
    const waiting = [presence.require(), presence.require()];
    presence.see(seen('Standalone'));
    await Promise.all(waiting);
    presence.close();
    presence.see(seen('Unknown'));
    await presence.require();
  });
});
