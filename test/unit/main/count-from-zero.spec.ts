import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMetrics } from '../../../adapters/system/metrics.ts';
import { compose } from '../../../src/main/compose.ts';
import { countFromZero } from '../../../src/main/count-from-zero.ts';
import { readSettings } from '../../../src/settings/read-settings.ts';
import { quietLogger } from '../../support/quiet.ts';

describe('counters from the start on', () => {
  const shown = async (metrics = createMetrics()) => {
    countFromZero(metrics, ['sandbox', 'hr']);
    return (await metrics.exposition()).text;
  };

  it('are there before anything is counted, so that an alert sees the first failure', async () => {
    const text = await shown();
    assert.match(text, /^rollcall_targets_total\{operation="deactivate",outcome="failed"\} 0$/m);
    assert.match(text, /^rollcall_job_failures_total\{job="read-directory"\} 0$/m);
    assert.match(text, /^rollcall_directory_rate_limits_total\{connection="hr"\} 0$/m);
    assert.match(text, /^rollcall_commands_total\{command="audit verify"\} 0$/m);
  });

  it('are those of every process', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-zero-'));
    const read = readSettings({ ROLLCALL_DATA: folder }, { machineZone: 'UTC' });
    assert.ok(read.ok);
    const { metrics, stop } = await compose(read.settings, quietLogger);
    const { text } = await metrics.exposition();
    await stop();
    rmSync(folder, { recursive: true });
    assert.match(text, /^rollcall_directory_rate_limits_total\{connection="sandbox"\} 0$/m);
  });

  it('keep what was counted before', async () => {
    const metrics = createMetrics();
    metrics.count('job_failures', { job: 'sweep' });
    assert.match(await shown(metrics), /^rollcall_job_failures_total\{job="sweep"\} 1$/m);
  });
});
