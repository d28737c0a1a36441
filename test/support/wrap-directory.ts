import type { Services } from '../../src/flows/services.ts';
import type { UserDirectory } from '../../src/ports/user-directory.ts';

/** Calls `then` after each write of the world's one directory that went well, with how many those were. */
export function afterEachWrite(
  world: Parameters<typeof wrapApply>[0],
  then: (writes: number) => Promise<unknown>,
): void {
  let writes = 0;
  wrapApply(world, async (real, ...args) => {
    const applied = await real(...args);
    writes += 1;
    await then(writes);
    return applied;
  });
}

/** Lets a test stand between the bot and its one directory: `apply` is called in place of the real one. */
export function wrapApply(
  world: { readonly services: Pick<Services, 'connections'> },
  apply: (
    real: UserDirectory['apply'],
    ...args: Parameters<UserDirectory['apply']>
  ) => ReturnType<UserDirectory['apply']>,
): void {
  const [connection] = world.services.connections.values();
  if (connection === undefined) throw new Error('the world has no connection');
  const { directory } = connection;
  const wrapped: UserDirectory = {
    connection: directory.connection,
    label: directory.label,
    capabilities: directory.capabilities,
    read: (signal) => directory.read(signal),
    revision: () => directory.revision(),
    user: (ref, signal) => directory.user(ref, signal),
    check: (signal) => directory.check(signal),
    close: () => directory.close(),
    apply: (...args) => apply((...real) => directory.apply(...real), ...args),
  };
  Object.assign(connection, { directory: wrapped });
}
