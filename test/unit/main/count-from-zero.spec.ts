import assert from 'node:assert/strict';
import { createMetrics } from '../../../adapters/system/metrics.ts';
import { countFromZero } from '../../../src/main/count-from-zero.ts';

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

  it('keep what was counted before', async () => {
    const metrics = createMetrics();
    metrics.count('job_failures', { job: 'sweep' });
    assert.match(await shown(metrics), /^rollcall_job_failures_total\{job="sweep"\} 1$/m);
  });
});
