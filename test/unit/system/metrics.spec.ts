import assert from 'node:assert/strict';
import { createMetrics } from '../../../adapters/system/metrics.ts';

describe('metrics', () => {
  it('counts by label in the text format of Prometheus', async () => {
    const metrics = createMetrics();
    metrics.count('commands', { command: 'users' });
    metrics.count('commands', { command: 'users' }, 2);
    const { contentType, text } = await metrics.exposition();
    assert.match(contentType, /^text\/plain/);
    assert.match(text, /^rollcall_commands_total\{command="users"\} 3$/m);
  });

  it('gives durations in seconds, as Prometheus wants them', async () => {
    const metrics = createMetrics();
    metrics.time('command_ms', 40, { outcome: 'done' });
    const { text } = await metrics.exposition();
    assert.match(text, /^rollcall_command_seconds_sum\{outcome="done"\} 0\.04$/m);
    assert.match(text, /^rollcall_command_seconds_bucket\{le="0\.05",outcome="done"\} 1$/m);
  });

  it('drops a label that it does not know, so that nobody can grow the series', async () => {
    const metrics = createMetrics();
    metrics.count('clicks', { verb: 'approve', person: 'ada' });
    const { text } = await metrics.exposition();
    assert.match(text, /^rollcall_clicks_total\{verb="approve"\} 1$/m);
    assert.doesNotMatch(text, /ada/);
  });

  it('keeps two instances apart', async () => {
    createMetrics().count('targets', { outcome: 'done' });
    const { text } = await createMetrics().exposition();
    assert.doesNotMatch(text, /^rollcall_targets_total\{/m);
  });
});
