import { castRef } from '../../adapters/directory/sandbox/cast.ts';
import { createSandbox } from '../../adapters/directory/sandbox/sandbox-directory.ts';
import type { ConnectionName, UserRef } from '../../src/domain/ids.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { memoryAdapterStore } from '../unit/directory/memory-adapter-store.ts';
import { userDirectoryContract, type WritableHarness, writableDirectoryContract } from './user-directory.ts';

const connection = 'sandbox' as ConnectionName;

async function make(): Promise<WritableHarness> {
  const directory = createSandbox({ connection, store: memoryAdapterStore(), clock: new FakeClock() });
  return {
    directory,
    size: 1_200,
    known: castRef(connection, 'ada'),
    unknown: 'sandbox/Crowd/u999999' as UserRef,
    writable: castRef(connection, 'bo'),
    readOnly: castRef(connection, 'frida'),
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

userDirectoryContract('The sandbox', make);
writableDirectoryContract('The sandbox', make);
