import type { Finding } from '../../../src/domain/notice.ts';
import { counted, numberText } from '../../../src/domain/text.ts';
import type { SandboxControls } from './controls.ts';
import { DIRECTORIES } from './organisation.ts';

/** What works, and every control that makes the sandbox misbehave on purpose. */
export function findingsOf(label: string, users: number, controls: SandboxControls): readonly Finding[] {
  return [
    {
      subject: label,
      state: 'ok',
      message: `Made-up organisation of ${counted(users, 'user')}, kept on this machine.`,
      remedy: null,
    },
    ...DIRECTORIES.map(
      ({ name, writable }): Finding => ({
        subject: `${label}: ${name}`,
        state: 'ok',
        message: writable
          ? 'Can be read and changed.'
          : 'Can be read only, on purpose; its users are left out of changes.',
        remedy: null,
      }),
    ),
    ...troubles(controls).map(
      ({ what, message, remedy }): Finding => ({
        subject: `${label}: ${what}`,
        state: 'warning',
        message,
        remedy,
      }),
    ),
  ];
}

interface Trouble {
  readonly what: string;
  readonly message: string;
  readonly remedy: string;
}

function troubles(controls: SandboxControls): readonly Trouble[] {
  const { latencyMs, ratePerSecond, faultRate, truncatesReads } = controls;
  const found: Trouble[] = [];
  if (latencyMs > 0) {
    const message = `Every request takes ${numberText(latencyMs)} ms, as ROLLCALL_SANDBOX_LATENCY_MS says.`;
    found.push({ what: 'latency', message, remedy: unset('ROLLCALL_SANDBOX_LATENCY_MS') });
  }
  if (ratePerSecond !== null) {
    const message = `It takes ${counted(ratePerSecond, 'request')} a second, as ROLLCALL_SANDBOX_RATE_LIMIT says.`;
    found.push({ what: 'rate limit', message, remedy: unset('ROLLCALL_SANDBOX_RATE_LIMIT') });
  }
  if (faultRate > 0) {
    const message = `${Math.round(faultRate * 100)} % of requests fail, as ROLLCALL_SANDBOX_FAULT_PERCENT says.`;
    found.push({ what: 'faults', message, remedy: unset('ROLLCALL_SANDBOX_FAULT_PERCENT') });
  }
  if (truncatesReads) {
    // Only a test asks for this: there is no setting.
    const message = 'Complete reads break off after a page.';
    found.push({ what: 'reads', message, remedy: 'Open the sandbox without truncatesReads.' });
  }
  return found;
}

function unset(key: string): string {
  return `Set ${key} to 0 and start again.`;
}
