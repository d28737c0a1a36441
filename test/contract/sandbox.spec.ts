import { castRef } from '../../adapters/directory/sandbox/cast.ts';
import { createSandbox, type SandboxOptions } from '../../adapters/directory/sandbox/sandbox-directory.ts';
import type { ConnectionName, UserRef } from '../../src/domain/ids.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { memoryAdapterStore } from '../unit/directory/memory-adapter-store.ts';
import { predictedStepsContract } from './predicted-steps.ts';
import { userDirectoryContract } from './user-directory.ts';
import { type WritableHarness, writableDirectoryContract } from './writable-directory.ts';

const connection = 'sandbox' as ConnectionName;

function harness(options: Pick<SandboxOptions, 'writes' | 'users'> = {}): WritableHarness {
  const clock = new FakeClock();
  const directory = createSandbox({ connection, store: memoryAdapterStore(), clock, ...options });
  return {
    directory,
    size: options.users ?? 1_200,
    known: castRef(connection, 'ada'),
    unknown: 'sandbox/Crowd/u999999' as UserRef,
    writable: castRef(connection, 'bo'),
    readOnly: castRef(connection, 'frida'),
    leavable: 'confluence-users',
    joinable: 'team-lisbon',
    freeName: 'bo_old',
    takenName: 'priya',
    inheriting: { ref: castRef(connection, 'esra'), group: 'confluence-users', through: 'team-lisbon' },
    now: () => clock.now(),
    truncate: async () => {
      await directory.setControls({ truncatesReads: true });
    },
    changeOutside: () => directory.login(castRef(connection, 'ada')),
    exhaust: async () => {
      await directory.setControls({ ratePerSecond: 1 });
      await directory.user(castRef(connection, 'ada'), new AbortController().signal);
    },
  };
}

userDirectoryContract('The sandbox', async () => harness());
writableDirectoryContract('The sandbox', async () => harness());
predictedStepsContract('The sandbox', async () => ({
  ...harness({ users: 60 }),
  others: [castRef(connection, 'dmitri'), castRef(connection, 'tom')],
}));

const withoutNames = () => harness({ writes: ['activate', 'deactivate', 'join', 'leave'] });
userDirectoryContract('A sandbox that cannot rename or delete', async () => withoutNames());
writableDirectoryContract('A sandbox that cannot rename or delete', async () => withoutNames());
