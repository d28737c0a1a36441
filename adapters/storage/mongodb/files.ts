import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GridFSBucket, ObjectId } from 'mongodb';
import type { FileInfo } from '../../../src/domain/file.ts';
import type { Instant } from '../../../src/domain/ids.ts';
import type { IdSource } from '../../../src/ports/id-source.ts';
import type { FileStore } from '../../../src/ports/storage.ts';
import type { Database } from './database.ts';
import { mapError, unavailable } from './errors.ts';
import type { Row, Rows } from './rows.ts';

const BUCKET = 'files';
/** A file under way whose writer gave no sign of life for that long is removed. */
const GRACE_MS = 60 * 60_000;
/** How often a writer says that it is alive. */
const SIGN_MS = 60_000;
/** Files removed in one sweep; the next is half a minute away. */
const FILES_A_SWEEP = 500;

/** What has to be indexed beside GridFS's own, by collection. */
export const FILE_INDEXES = {
  'files.files': [{ name: 'files_by_end', key: { 'metadata.expiresAt': 1 } }],
} as const;

/** A file under way: GridFS knows nothing of its chunks before the last. `_id` is that of the file there. */
interface PendingRow extends Row {
  readonly aliveAt: Instant;
}

/** What GridFS keeps of a file beside its bytes; `filename` is the id we gave it. */
interface StoredFile {
  readonly _id: ObjectId;
  readonly length: number;
  /** The name is JSON, since BSON would change one that is no valid Unicode. */
  readonly metadata?: {
    readonly name: string;
    readonly mime: string;
    readonly createdAt: Instant;
    readonly expiresAt: Instant;
  };
}

export interface FileOptions {
  /** The time that files expire by. */
  readonly now: () => Instant;
  readonly ids: IdSource;
}

/** Files in GridFS, which cuts them into chunks; nothing is held whole in memory. */
export class MongoFiles implements FileStore {
  readonly #bucket: GridFSBucket;
  readonly #db: Database;
  readonly #pending: Rows<PendingRow>;
  readonly #now: () => Instant;
  readonly #ids: IdSource;

  constructor(db: Database, { now, ids }: FileOptions) {
    this.#db = db;
    this.#bucket = new GridFSBucket(db.db, { bucketName: BUCKET, writeConcern: { w: 'majority' } });
    this.#pending = db.rows('files_pending');
    this.#now = now;
    this.#ids = ids;
  }

  async write(
    { name, mime, expiresAt }: { readonly name: string; readonly mime: string; readonly expiresAt: Instant },
    chunks: AsyncIterable<string | Uint8Array>,
  ): Promise<FileInfo> {
    const id = this.#ids.secret();
    const key = new ObjectId();
    const createdAt = this.#now();
    await this.#pending.insert({ _id: key.toHexString(), aliveAt: createdAt });
    try {
      const metadata = { name: JSON.stringify(name), mime, createdAt, expiresAt };
      const upload = this.#bucket.openUploadStreamWithId(key, id, { metadata });
      await pipeline(Readable.from(this.#watched(key, chunks), { objectMode: true }), upload);
      // Gone when it stood still for so long that a sweep took it for left behind.
      if ((await this.#pending.remove({ _id: key.toHexString(), aliveAt: { $gte: 0 } })) === 0) throw lost();
      return { id, name, mime, bytes: upload.length, createdAt, expiresAt };
    } catch (error) {
      // What cannot be removed now is found by a sweep.
      await this.#remove(key).catch(() => undefined);
      throw mapError(error);
    }
  }

  async open(
    id: string,
  ): Promise<{ readonly info: FileInfo; readonly chunks: AsyncIterable<Uint8Array> } | undefined> {
    const [file] = await this.#find({ filename: id }, 1);
    if (file?.metadata === undefined || file.metadata.expiresAt <= this.#now()) return undefined;
    const { name, mime, createdAt, expiresAt } = file.metadata;
    const info = { id, name: JSON.parse(name), mime, bytes: file.length, createdAt, expiresAt };
    return { info, chunks: this.#read(file._id) };
  }

  async sweep(now: Instant): Promise<void> {
    const expired = await this.#find({ 'metadata.expiresAt': { $lte: now } }, FILES_A_SWEEP);
    for (const { _id } of expired) await this.#remove(_id);
    const longAgo = this.#now() - GRACE_MS;
    for (const { _id, aliveAt } of await this.#pending.all(
      { aliveAt: { $lte: longAgo } },
      { limit: FILES_A_SWEEP },
    )) {
      const key = new ObjectId(_id);
      // Its writer died between the last chunk and saying so: nobody was told of the file.
      if ((await this.#pending.updated({ _id, aliveAt }, { $set: { aliveAt: -1 } })) !== null) {
        await this.#remove(key);
      }
    }
  }

  /** Gives chunks on, with a sign of life now and then. */
  async *#watched(
    key: ObjectId,
    chunks: AsyncIterable<string | Uint8Array>,
  ): AsyncGenerator<string | Uint8Array> {
    let aliveAt = this.#now();
    for await (const chunk of chunks) {
      yield chunk;
      if (this.#now() - aliveAt < SIGN_MS) continue;
      aliveAt = this.#now();
      const isOurs = { _id: key.toHexString(), aliveAt: { $gte: 0 } };
      if (!(await this.#pending.update(isOurs, { $set: { aliveAt } }))) throw lost();
    }
  }

  async *#read(key: ObjectId): AsyncGenerator<Uint8Array> {
    try {
      yield* this.#bucket.openDownloadStream(key);
    } catch (error) {
      throw mapError(error);
    }
  }

  async #find(filter: Record<string, unknown>, limit: number): Promise<readonly StoredFile[]> {
    try {
      return (await this.#bucket.find(filter, { limit }).toArray()) as unknown as StoredFile[];
    } catch (error) {
      throw mapError(error);
    }
  }

  /** First what makes it a file, then its bytes, and last the note by which a sweep would find them. */
  async #remove(key: ObjectId): Promise<void> {
    try {
      await this.#db.db.collection(`${BUCKET}.files`).deleteOne({ _id: key });
      await this.#db.db.collection(`${BUCKET}.chunks`).deleteMany({ files_id: key });
    } catch (error) {
      throw mapError(error);
    }
    await this.#pending.remove({ _id: key.toHexString() });
  }
}

function lost() {
  return unavailable('The file took so long that it was given up. Try again.');
}
