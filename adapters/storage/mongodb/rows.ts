import type {
  AnyBulkWriteOperation,
  Collection,
  Document,
  Filter,
  FindOptions,
  IndexDescriptionInfo,
  OptionalUnlessRequiredId,
  UpdateFilter,
  WithoutId,
} from 'mongodb';
import { MongoServerError } from 'mongodb';
import { mapError } from './errors.ts';

/** A code of the MongoDB manual ("Error Codes"). */
const NAMESPACE_NOT_FOUND = 26;

/** A document whose `_id` is a text that says what it is. */
export interface Row extends Document {
  readonly _id: string;
}

/** A document whose `_id` is its place in an order. */
export interface NumberedRow extends Document {
  readonly _id: number;
}

/** Update operators with their fields. The driver's own type refuses `$push` and `$pull` on a {@link Row}. */
export type Update = { readonly [operator: `$${string}`]: Document };

/** One update of a bulk write. */
export interface UpdateOne<T extends Row | NumberedRow> {
  readonly updateOne: {
    readonly filter: Filter<T>;
    readonly update: Update;
    readonly upsert?: boolean;
  };
}

/**
 * One collection, by the few calls the stores use. All read from the primary and write with the majority, whatever
 * the connection string says; every error is mapped, except that a refused unique key stays as it is.
 */
export class Rows<T extends Row | NumberedRow> {
  readonly #collection: Collection<T>;
  readonly #require: () => Promise<void>;

  /** `require` is awaited before each call and throws when nobody would answer. */
  constructor(collection: Collection<T>, require: () => Promise<void>) {
    this.#collection = collection;
    this.#require = require;
  }

  get name(): string {
    return this.#collection.collectionName;
  }

  one(filter: Filter<T>, options: FindOptions = {}): Promise<T | null> {
    return this.#mapped(() => this.#collection.findOne<T>(filter, options));
  }

  /** All rows of a query; callers limit it, and a limit of 0 is none. */
  all(filter: Filter<T>, options: FindOptions & { readonly limit: number }): Promise<T[]> {
    return this.#mapped(() => this.#collection.find<T>(filter, options).toArray());
  }

  count(filter: Filter<T>): Promise<number> {
    return this.#mapped(() => this.#collection.countDocuments(filter));
  }

  aggregate<R extends Document>(stages: readonly Document[]): Promise<R[]> {
    return this.#mapped(() => this.#collection.aggregate<R>([...stages]).toArray());
  }

  async insert(row: T): Promise<void> {
    await this.#mapped(() => this.#collection.insertOne(row as OptionalUnlessRequiredId<T>));
  }

  /** In order, up to the first that is refused. */
  async insertAll(rows: readonly T[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#mapped(() =>
      this.#collection.insertMany(rows as OptionalUnlessRequiredId<T>[], { ordered: true }),
    );
  }

  /** Says whether a row was changed or, with `upsert`, made. */
  async update(filter: Filter<T>, update: UpdateFilter<T> | Update, upsert = false): Promise<boolean> {
    const { matchedCount, upsertedCount } = await this.#mapped(() =>
      this.#collection.updateOne(filter, update as UpdateFilter<T>, { upsert }),
    );
    return matchedCount + upsertedCount > 0;
  }

  /** The row as it is after the update. */
  updated(filter: Filter<T>, update: UpdateFilter<T> | Update, upsert = false): Promise<T | null> {
    return this.#mapped(
      async () =>
        (await this.#collection.findOneAndUpdate(filter, update as UpdateFilter<T>, {
          upsert,
          returnDocument: 'after',
        })) as T | null,
    );
  }

  async replace(filter: Filter<T>, row: WithoutId<T>, upsert = false): Promise<boolean> {
    const { matchedCount, upsertedCount } = await this.#mapped(() =>
      this.#collection.replaceOne(filter, row, { upsert }),
    );
    return matchedCount + upsertedCount > 0;
  }

  /** Changes many rows, says how many. */
  async updateAll(filter: Filter<T>, update: UpdateFilter<T> | Update): Promise<number> {
    return (await this.#mapped(() => this.#collection.updateMany(filter, update as UpdateFilter<T>)))
      .modifiedCount;
  }

  /** Several writes in one request, in any order. */
  async write(writes: readonly (AnyBulkWriteOperation<T> | UpdateOne<T>)[]): Promise<void> {
    if (writes.length === 0) return;
    await this.#mapped(() =>
      this.#collection.bulkWrite([...writes] as AnyBulkWriteOperation<T>[], { ordered: false }),
    );
  }

  /** Says how many rows are gone. */
  async remove(filter: Filter<T>): Promise<number> {
    return (await this.#mapped(() => this.#collection.deleteMany(filter))).deletedCount;
  }

  /** All indexes there are; none of a collection that does not exist yet. */
  indexes(): Promise<readonly IndexDescriptionInfo[]> {
    return this.#mapped(async () => {
      try {
        return await this.#collection.listIndexes().toArray();
      } catch (error) {
        if (error instanceof MongoServerError && error.code === NAMESPACE_NOT_FOUND) return [];
        throw error;
      }
    });
  }

  /** The index of that name, made when it is missing; throws what the server says when another has its name. */
  async index(name: string, key: Readonly<Record<string, 1 | -1>>, options: Document = {}): Promise<void> {
    await this.#mapped(() => this.#collection.createIndex({ ...key }, { ...options, name }));
  }

  async #mapped<R>(work: () => Promise<R>): Promise<R> {
    try {
      await this.#require();
      return await work();
    } catch (error) {
      throw mapError(error);
    }
  }
}
