import { JOB_INDEXES, openAgendaBackend } from './agenda/backend.ts';
import { MongoClockStarts } from './clock-starts.ts';
import { FILE_INDEXES, MongoFiles } from './files.ts';
import { MongoFormerNames } from './former-names.ts';
import type { Sockets } from './open-mongodb.ts';
import { SNAPSHOT_INDEXES } from './snapshot-rows.ts';
import { MongoSnapshots } from './snapshots.ts';

/** The reads of directories, the files and the jobs, which join the other stores on one database. */
export const SOCKETS: Sockets = {
  indexes: { ...SNAPSHOT_INDEXES, ...FILE_INDEXES, ...JOB_INDEXES },
  async open({ db, clock }, { ids, logger }) {
    const now = () => clock.now();
    const onError = (error: unknown) => logger.warn('old reads are not removed yet', { error });
    const snapshots = new MongoSnapshots(db, { now, onError });
    return {
      snapshots,
      clockStarts: new MongoClockStarts(db),
      formerNames: new MongoFormerNames(db),
      files: new MongoFiles(db, { now, ids }),
      agenda: await openAgendaBackend(db, clock),
      close: () => snapshots.close(),
    };
  },
};
