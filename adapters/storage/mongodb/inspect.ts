import type { Finding } from '../../../src/domain/notice.ts';
import type { Deployment } from './deployment.ts';
import { SKEW_MS } from './server-clock.ts';

export interface Inspected {
  readonly deployment: Deployment;
  /** What to add to the machine's time to get the database's. */
  readonly offsetMs: number;
  /** Indexes that are missing or changed, each as `collection.index`. */
  readonly faultyIndexes: readonly string[];
}

/** What an operator should know of the database, for the doctor. */
export function describeDatabase({ deployment, offsetMs, faultyIndexes }: Inspected): readonly Finding[] {
  return [describeServer(deployment), describeClock(offsetMs), describeIndexes(faultyIndexes)];
}

function describeServer({ kind, version }: Deployment): Finding {
  const alone = kind === 'single server' ? ', so no copy takes over when it fails' : '';
  const message = `MongoDB ${version}, a ${kind}${alone}.`;
  return { subject: 'Database: server', state: 'ok', message, remedy: null };
}

function describeClock(offsetMs: number): Finding {
  const subject = 'Database: clock';
  if (Math.abs(offsetMs) <= SKEW_MS) {
    return { subject, state: 'ok', message: "Agrees with this machine's.", remedy: null };
  }
  const seconds = Math.round(Math.abs(offsetMs) / 1000).toLocaleString('en-US');
  return {
    subject,
    state: 'warning',
    message: `This machine's is ${seconds} seconds ${offsetMs < 0 ? 'ahead' : 'behind'}. Rollcall goes by the database's.`,
    remedy: 'Let both machines follow a time server (NTP); chat platforms refuse requests that look old.',
  };
}

function describeIndexes(faulty: readonly string[]): Finding {
  const subject = 'Database: indexes';
  if (faulty.length === 0) return { subject, state: 'ok', message: 'All are there.', remedy: null };
  return {
    subject,
    state: 'broken',
    message: `Missing or changed: ${faulty.join(', ')}. Two instances may both believe that something is theirs.`,
    remedy: 'Stop every instance, drop the ones that were changed, and start again, which makes them anew.',
  };
}
