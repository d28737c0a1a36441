import type { Document } from 'mongodb';

/** An index of a collection, by the name it is looked up and checked by. */
export interface Index {
  readonly name: string;
  readonly key: Readonly<Record<string, 1 | -1>>;
  /** `unique`, `sparse` or `expireAfterSeconds`. */
  readonly options?: Document;
}

/** The indexes of each collection that a store keeps. */
export type Indexes = Readonly<Record<string, readonly Index[]>>;
