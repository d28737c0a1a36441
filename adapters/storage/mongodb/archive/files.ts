import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GridFSBucket, ObjectId } from 'mongodb';
import type { FileInfo } from '../../../../src/domain/file.ts';
import type { ArchivePage } from '../../../../src/ports/archive.ts';
import type { Database } from '../database.ts';
import { mapError } from '../errors.ts';

const BUCKET = 'files';

/** What GridFS keeps of a file beside its bytes, see files.ts of the stores. */
interface StoredFile {
  readonly _id: ObjectId;
  readonly filename: string;
  readonly length: number;
  readonly metadata: {
    readonly name: string;
    readonly mime: string;
    readonly createdAt: number;
    readonly expiresAt: number;
  };
}

/** Files in GridFS, by their own ids, whether or not they have expired. */
export class ArchivedFiles {
  readonly #db: Database;
  readonly #bucket: GridFSBucket;

  constructor(db: Database) {
    this.#db = db;
    this.#bucket = new GridFSBucket(db.db, { bucketName: BUCKET, writeConcern: { w: 'majority' } });
  }

  count(): Promise<number> {
    return mapped(() => this.#db.db.collection(`${BUCKET}.files`).countDocuments({}));
  }

  async page(from: string | null, limit: number): Promise<ArchivePage<'file'>> {
    const filter = { filename: { $gt: from ?? '' } };
    const found = await mapped(() => this.#bucket.find(filter, { sort: { filename: 1 }, limit }).toArray());
    const files = found as unknown as readonly StoredFile[];
    const next = files.length < limit ? null : (files.at(-1)?.filename ?? null);
    return { rows: files.map(infoOf), next };
  }

  async *bytes(id: string): AsyncGenerator<Uint8Array> {
    try {
      yield* this.#bucket.openDownloadStreamByName(id);
    } catch (error) {
      throw mapError(error);
    }
  }

  /** The key is made of the id, so that what an upload left that was broken off is found and removed. */
  async put(
    { id, name, mime, createdAt, expiresAt }: FileInfo,
    chunks: AsyncIterable<Uint8Array>,
  ): Promise<void> {
    const key = new ObjectId(createHash('sha256').update(id).digest().subarray(0, 12));
    const metadata = { name: JSON.stringify(name), mime, createdAt, expiresAt };
    await mapped(async () => {
      await this.#db.db.collection(`${BUCKET}.files`).deleteOne({ _id: key });
      await this.#db.db.collection(`${BUCKET}.chunks`).deleteMany({ files_id: key });
      const upload = this.#bucket.openUploadStreamWithId(key, id, { metadata });
      await pipeline(Readable.from(chunks, { objectMode: true }), upload);
    });
  }
}

function infoOf({ filename: id, length: bytes, metadata }: StoredFile): FileInfo {
  const { name, mime, createdAt, expiresAt } = metadata;
  return { id, name: JSON.parse(name), mime, bytes, createdAt, expiresAt };
}

async function mapped<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw mapError(error);
  }
}
