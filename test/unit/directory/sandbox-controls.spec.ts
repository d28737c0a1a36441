import assert from 'node:assert/strict';
import { castRef } from '../../../adapters/directory/sandbox/cast.ts';
import { CALM } from '../../../adapters/directory/sandbox/controls.ts';
import { findingsOf } from '../../../adapters/directory/sandbox/findings.ts';
import type { SandboxDirectory } from '../../../adapters/directory/sandbox/sandbox-directory.ts';
import { isProblem, problemOf } from '../../../src/domain/problem.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { calm, connection, everybody, sandbox } from './made-up.ts';

const bo = castRef(connection, 'bo');

describe('The controls of the sandbox', () => {
  it('take the latency on the clock', async () => {
    const clock = new FakeClock();
    const directory = sandbox({ clock, controls: { latencyMs: 200 } });
    let answered = false;
    const answer = directory.user(bo, calm).then(() => {
      answered = true;
    });
    await clock.untilSleepers(1);
    await clock.advance(199);
    assert.equal(answered, false);
    await clock.advance(1);
    await answer;
  });

  it('stop waiting when aborted', async () => {
    const directory = sandbox({ controls: { latencyMs: 60_000 } });
    const abort = new AbortController();
    const answer = directory.user(bo, abort.signal);
    abort.abort(new Error('stopped'));
    await assert.rejects(answer, /stopped/);
  });

  it('admit the rate and name the time until the next request', async () => {
    const clock = new FakeClock();
    const directory = sandbox({ clock, controls: { ratePerSecond: 5 } });
    await directory.user(bo, calm);
    assert.equal(await retryAfter(directory), 200);
    await clock.advance(200);
    await directory.user(bo, calm);
  });

  it('fall back to a waiting time when told to name none', async () => {
    const directory = sandbox({ controls: { ratePerSecond: 5, namesRetryAfter: false } });
    await directory.user(bo, calm);
    assert.equal(await retryAfter(directory), 1_000);
  });

  it('fail about the share of requests they are told to, the same ones each time', async () => {
    const failures = async () => {
      const directory = sandbox({ controls: { faultRate: 0.2 } });
      const failed: number[] = [];
      for (let n = 0; n < 500; n += 1) {
        await directory.user(bo, calm).catch((error) => {
          assert.ok(isProblem(error, 'unavailable'));
          failed.push(n);
        });
      }
      return failed;
    };
    const failed = await failures();
    assert.ok(failed.length > 60 && failed.length < 140, String(failed.length));
    assert.deepEqual(await failures(), failed);
  });

  it('break a large read off after its first page', async () => {
    const directory = sandbox({ users: 2_500, controls: { truncatesReads: true } });
    let got = 0;
    await assert.rejects(
      async () => {
        for await (const batch of (await directory.read(calm)).users) got += batch.length;
      },
      (error) => isProblem(error, 'unavailable'),
    );
    assert.equal(got, 1_000);
  });

  it('let people log in while time passes', async () => {
    const clock = new FakeClock();
    const directory = sandbox({ clock, controls: { loginsPerSecond: 10 } });
    const revision = await directory.revision();
    await clock.advance(10_000);
    assert.notEqual(await directory.revision(), revision);
    const fresh = (await everybody(directory)).filter(
      ({ lastLogin }) => lastLogin.kind === 'at' && lastLogin.at === clock.now(),
    );
    assert.ok(fresh.length > 40 && fresh.length <= 100, String(fresh.length));
  });

  it('refuse what makes no sense and keep what was', async () => {
    const directory = sandbox();
    await assert.rejects(directory.setControls({ faultRate: 7 }));
    assert.deepEqual(await directory.controls(), CALM);
  });

  it('are findings of their own, each with the setting that ends it; what is so on purpose is fine', () => {
    const findings = findingsOf('Sandbox', 1_200, { ...CALM, latencyMs: 5, ratePerSecond: 2_000 });

    assert.equal(new Set(findings.map(({ subject }) => subject)).size, findings.length);
    const told = findings.filter(({ state }) => state !== 'ok').map(({ remedy }) => remedy);
    assert.deepEqual(told, [
      'Set ROLLCALL_SANDBOX_LATENCY_MS to 0 and start again.',
      'Set ROLLCALL_SANDBOX_RATE_LIMIT to 0 and start again.',
    ]);
    assert.match(JSON.stringify(findings), /2,000 requests a second/);
    for (const { remedy, state } of findings) assert.equal(remedy === null, state === 'ok');
  });
});

async function retryAfter(directory: SandboxDirectory): Promise<number | undefined> {
  const error = await directory.user(bo, calm).catch((thrown: unknown) => thrown);
  const problem = problemOf(error);
  return problem?.kind === 'rate-limited' ? problem.retryAfterMs : undefined;
}
