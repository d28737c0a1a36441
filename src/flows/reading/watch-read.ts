import type { ReadShape } from '../../domain/house.ts';
import type { ConnectionName } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import { suspicionOf } from '../../policy/suspicious-read.ts';
import { keepWatch } from '../read-watches.ts';
import { stopByItself } from '../run/stop-service.ts';
import type { Services } from '../services.ts';

/**
 * Looks at what a complete read amounts to before it is taken over. One that cannot be right, measured by the
 * one before, stops everything and is thrown away: `guarded`. A person who finds it right says `resume`.
 */
export async function watchRead(services: Services, name: ConnectionName, shape: ReadShape): Promise<void> {
  const { storage, connections, clock } = services;
  const watch = await storage.readWatches.load(name);
  const measure = watch?.accepted ?? watch?.last ?? null;
  // What cannot be written can be read as anybody likes: it only makes reports.
  const isWritable = (connections.get(name)?.directory.capabilities.writes.length ?? 0) > 0;
  const why = measure === null || !isWritable ? null : suspicionOf(measure, shape);
  if (why === null) {
    await keepWatch(services, name, watch, { last: shape, suspect: null, accepted: null });
    return;
  }
  const reason = `The read of ${name} looks wrong: ${why}`;
  await keepWatch(services, name, watch, { suspect: { ...shape, why: reason, at: clock.now() } });
  await stopByItself(services, reason);
  throw new ProblemError({
    kind: 'guarded',
    message: `${reason} It is not used, and every run is stopped.`,
    remedy: 'Look at the directory. If it is right, say "resume"; the next read is then taken over.',
  });
}
