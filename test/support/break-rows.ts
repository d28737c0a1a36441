import { MongoNetworkTimeoutError } from 'mongodb';
import type { Database } from '../../adapters/storage/mongodb/database.ts';
import { mapError } from '../../adapters/storage/mongodb/errors.ts';
import type { NumberedRow, Row, Rows } from '../../adapters/storage/mongodb/rows.ts';

type Call = 'one' | 'all' | 'update' | 'updated' | 'insertAll' | 'remove';

/** What happens around one call: `call` carries it out. */
export type Around = (call: () => Promise<unknown>) => Promise<unknown>;

/** The same database, where something happens around each such call on a collection. */
export function around(db: Database, collection: string, name: Call, what: Around): Database {
  return new Proxy(db, {
    get(target, key) {
      if (key !== 'rows') return bound(target, key);
      return <T extends Row | NumberedRow>(of: string): Rows<T> => {
        const rows = target.rows<T>(of);
        return of === collection ? aroundRows(rows, name, what) : rows;
      };
    },
  });
}

/** Carries calls out and loses the answer of the first. */
export function loseFirstAnswer(): Around {
  let isLost = false;
  return async (call) => {
    const answer = await call();
    if (isLost) return answer;
    isLost = true;
    throw mapError(new MongoNetworkTimeoutError('the answer was lost'));
  };
}

function aroundRows<T extends Row | NumberedRow>(rows: Rows<T>, name: Call, what: Around): Rows<T> {
  return new Proxy(rows, {
    get(target, key) {
      const method = bound(target, key);
      if (key !== name || typeof method !== 'function') return method;
      return (...args: unknown[]) => what(() => method(...args));
    },
  });
}

/** Private members are found on the object itself alone. */
function bound(target: object, key: string | symbol): unknown {
  const value: unknown = Reflect.get(target, key, target);
  return typeof value === 'function' ? value.bind(target) : value;
}
