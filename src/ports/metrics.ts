/** Counters and timings for `/metrics`; label values come from closed sets, never from people. */
export interface Metrics {
  count(name: MetricName, labels?: Readonly<Record<string, string>>, by?: number): void;
  /** Records a duration in milliseconds. */
  time(name: TimingName, ms: number, labels?: Readonly<Record<string, string>>): void;
}

export type MetricName = 'commands' | 'clicks' | 'targets' | 'directory_rate_limits' | 'job_failures';

export type TimingName = 'command_ms' | 'roster_build_ms';
