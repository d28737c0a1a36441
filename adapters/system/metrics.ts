import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { MetricName, Metrics, TimingName } from '../../src/ports/metrics.ts';

/** The metrics port with what `/metrics` shows. */
export interface PrometheusMetrics extends Metrics {
  exposition(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** Labels each metric may carry; any other is dropped, so that a stray value cannot grow the series. */
const COUNTERS: Readonly<Record<MetricName, { readonly help: string; readonly labels: readonly string[] }>> =
  {
    commands: { help: 'Commands answered.', labels: ['command', 'outcome', 'platform'] },
    clicks: { help: 'Clicks answered.', labels: ['verb', 'outcome', 'platform'] },
    targets: { help: 'Targets of runs that ended.', labels: ['outcome', 'operation', 'connection'] },
    directory_rate_limits: { help: 'Times a directory asked to slow down.', labels: ['connection'] },
    job_failures: { help: 'Jobs that threw.', labels: ['job'] },
  };

const TIMINGS: Readonly<Record<TimingName, { readonly help: string; readonly labels: readonly string[] }>> = {
  command_ms: { help: 'Time until a command was answered.', labels: ['command', 'outcome', 'platform'] },
  roster_build_ms: { help: 'Time to build the roster.', labels: ['connection'] },
};

/** Upper bounds in seconds, from a list page (5 ms) to a slow full read (30 s). */
const BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Counters and timings in a registry of their own, with the figures of the process beside them. */
export function createMetrics(): PrometheusMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counters = mapValues(
    COUNTERS,
    ({ help, labels }, name) =>
      new Counter({
        name: `rollcall_${name}_total`,
        help,
        labelNames: [...labels],
        registers: [registry],
      }),
  );
  const timings = mapValues(
    TIMINGS,
    ({ help, labels }, name) =>
      new Histogram({
        name: `rollcall_${name.replace(/_ms$/, '_seconds')}`,
        help,
        labelNames: [...labels],
        buckets: BUCKETS,
        registers: [registry],
      }),
  );
  return {
    count: (name, labels = {}, by = 1) => counters[name].inc(pick(labels, COUNTERS[name].labels), by),
    time: (name, ms, labels = {}) => timings[name].observe(pick(labels, TIMINGS[name].labels), ms / 1000),
    exposition: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

function pick(labels: Readonly<Record<string, string>>, allowed: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => allowed.includes(name)));
}

function mapValues<K extends string, A, B>(
  record: Readonly<Record<K, A>>,
  change: (value: A, key: K) => B,
): Readonly<Record<K, B>> {
  const entries = Object.entries<A>(record).map(([key, value]) => [key, change(value, key as K)] as const);
  return Object.fromEntries(entries) as Record<K, B>;
}
