import { auditRows, linkOf } from '../../adapters/storage/mongodb/audit-links.ts';
import type { Database } from '../../adapters/storage/mongodb/database.ts';
import { dropDatabase, freshDatabase, requireMongo } from '../support/mongodb.ts';
import { auditTamperingContract, type Intruder, type TamperingHarness } from './audit-tampering.ts';
import { openParts } from './ledger-mongodb-parts.ts';

function intruderOn(db: Database): Intruder {
  const rows = auditRows(db);
  const within = (from: number, to: number) => ({ _id: { $gte: from, $lte: to } });
  return {
    async entries(from, to) {
      const found = await rows.all(within(from, to), { sort: { _id: 1 }, limit: 9999 });
      return found.map(linkOf).map(({ seq, body, hash, filed }) => ({ seq, ...filed, body, hash }));
    },
    async remove(from, to) {
      await rows.remove(within(from, to));
    },
    put: (entries) => rows.insertAll(entries.map(({ seq, ...entry }) => ({ _id: seq, ...entry }))),
  };
}

describe('MongoDB', () => {
  let server: string;
  before(async function () {
    server = await requireMongo(this);
  });

  async function openHarness(): Promise<TamperingHarness> {
    const url = freshDatabase(server);
    let parts = await openParts(url);
    return {
      get audit() {
        return parts.audit;
      },
      async tamper(change) {
        await change(intruderOn(parts.db));
        await parts.close();
        parts = await openParts(url);
      },
      async end() {
        await parts.close();
        await dropDatabase(url);
      },
    };
  }

  auditTamperingContract('MongoDB', openHarness);
});
