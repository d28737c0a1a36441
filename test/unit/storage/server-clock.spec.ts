import assert from 'node:assert/strict';
import { refuseOld, requireDeployment } from '../../../adapters/storage/mongodb/deployment.ts';
import { ServerClock } from '../../../adapters/storage/mongodb/server-clock.ts';
import { isProblem } from '../../../src/domain/problem.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { quietLogger } from '../../support/quiet.ts';

const START = Date.UTC(2026, 10, 24, 8, 14);

/** A machine and a server whose times are set, and a watch between them; each question takes the next of `tookMs`. */
function aMachine({ aheadMs = 0, tookMs = [0] }: { aheadMs?: number; tookMs?: readonly number[] } = {}) {
  const warned: unknown[] = [];
  const clock = new FakeClock(START);
  let watch = 1_000;
  let asked = 0;
  let server = START + aheadMs;
  const pass = async (ms: number) => {
    watch += ms;
    server += ms;
    await clock.advance(ms);
  };
  const serverClock = new ServerClock({
    clock,
    logger: { ...quietLogger, warn: (_, fields) => void warned.push(fields) },
    elapsed: () => watch,
    async serverTime() {
      const took = tookMs[asked % tookMs.length] ?? 0;
      asked += 1;
      await pass(took / 2);
      const time = server;
      await pass(took / 2);
      return time;
    },
  });
  const setClock = (ms: number) => clock.leap(ms);
  const setServer = (ms: number) => {
    server += ms;
  };
  return { serverClock, clock, warned, pass, setClock, setServer, server: () => server, asked: () => asked };
}

describe('The time of the database', () => {
  it("is the machine's own until it was asked for", () => {
    const { serverClock, clock } = aMachine({ aheadMs: 9_000 });
    assert.deepEqual([serverClock.now(), serverClock.offsetMs()], [clock.now(), 0]);
  });

  it('is known from the answer that came soonest', async () => {
    const { serverClock, server } = aMachine({ aheadMs: -90_000, tookMs: [400, 20, 900] });
    await serverClock.measure();
    assert.deepEqual([serverClock.now(), serverClock.offsetMs()], [server(), -90_000]);
  });

  it("goes on between two measurements, also when the machine's clock is set", async () => {
    const { serverClock, pass, setClock, server } = aMachine({ aheadMs: 2_000 });
    await serverClock.measure();
    await pass(45_000);
    await setClock(3_600_000);
    assert.deepEqual([serverClock.now(), serverClock.offsetMs()], [server(), 2_000 - 3_600_000]);
  });

  it("is asked for again at once when the machine's clock jumped", async () => {
    const { serverClock, setClock, setServer, server, asked } = aMachine();
    await serverClock.start();
    serverClock.now();
    assert.equal(asked(), 3);
    // A suspended machine: its watch stood still, its clock did not.
    await setClock(60_000);
    setServer(60_000);
    serverClock.now();
    await serverClock.stop();
    assert.equal(asked(), 6);
    assert.equal(serverClock.now(), server());
  });

  it('warns of a machine that is more than 5 s off, once', async () => {
    const near = aMachine({ aheadMs: 4_900 });
    await near.serverClock.measure();
    assert.deepEqual(near.warned, []);
    const far = aMachine({ aheadMs: -300_000 });
    await far.serverClock.measure();
    await far.serverClock.measure();
    assert.deepEqual(far.warned, [{ offsetMs: -300_000 }]);
  });
});

describe('A deployment of MongoDB', () => {
  it('is refused below 4.4', () => {
    for (const version of ['4.4.0', '4.4.29', '5.0.0', '8.0.4', '10.0.0']) refuseOld(version);
    for (const version of ['4.2.24', '3.6.23', '4.0.0']) {
      assert.throws(
        () => refuseOld(version),
        (error) => isProblem(error, 'misconfigured'),
      );
    }
  });

  it('of a single server is told once what that means', () => {
    const said: string[] = [];
    const logger = { ...quietLogger, info: (message: string) => void said.push(message) };
    requireDeployment({ kind: 'replica set', version: '7.0.0', hasSessions: true }, logger);
    assert.deepEqual(said, []);
    requireDeployment({ kind: 'single server', version: '7.0.0', hasSessions: false }, logger);
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', /single server/);
  });
});
