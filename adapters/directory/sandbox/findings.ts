import type { Finding } from '../../../src/domain/notice.ts';
import type { SandboxControls } from './controls.ts';
import { DIRECTORIES } from './organisation.ts';

/** What works, and every control that makes the sandbox misbehave on purpose. */
export function findingsOf(label: string, users: number, controls: SandboxControls): readonly Finding[] {
  return [
    {
      subject: label,
      state: 'ok',
      message: `Made-up organisation of ${users} users, kept on this machine.`,
      remedy: null,
    },
    ...DIRECTORIES.map(
      ({ name, writable }): Finding => ({
        subject: `${label}: ${name}`,
        state: writable ? 'ok' : 'warning',
        message: writable
          ? 'Can be read and changed.'
          : 'Can be read only; its users are left out of changes.',
        remedy: writable ? null : 'Nothing to do: the sandbox has one read-only directory on purpose.',
      }),
    ),
    ...troubles(controls).map(
      ([message, remedy]): Finding => ({ subject: label, state: 'warning', message, remedy }),
    ),
  ];
}

function troubles(controls: SandboxControls): readonly (readonly [message: string, remedy: string])[] {
  const found: [string, string][] = [];
  if (controls.latencyMs > 0) {
    found.push([`Every request takes ${controls.latencyMs} ms.`, 'Set latencyMs to 0.']);
  }
  if (controls.ratePerSecond !== null) {
    found.push([`It takes ${controls.ratePerSecond} requests a second.`, 'Set ratePerSecond to null.']);
  }
  if (controls.faultRate > 0) {
    found.push([`${Math.round(controls.faultRate * 100)} % of requests fail.`, 'Set faultRate to 0.']);
  }
  if (controls.truncatesReads) {
    found.push(['Complete reads break off after a page.', 'Set truncatesReads to false.']);
  }
  return found;
}
