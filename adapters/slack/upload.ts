import { Readable } from 'node:stream';
import fetch from 'node-fetch';
import type { FileInfo } from '../../src/domain/file.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import type { FileStore } from '../../src/ports/storage.ts';
import { problemOfStatus, SOURCE, unreachable } from './errors.ts';
import { isTrusted } from './hosts.ts';
import type { Team } from './ids.ts';
import type { SlackWeb } from './web.ts';

/** How long sending a whole file may take. */
const UPLOAD_MS = 120_000;

/** Hands a stored file to a conversation; the timestamp of its message, or the file's id where Slack names none yet. */
export type Upload = (team: Team, channel: string, file: FileInfo) => Promise<string>;

interface Completed {
  readonly files?: readonly {
    readonly id?: string;
    readonly shares?: Readonly<Record<string, Readonly<Record<string, readonly { readonly ts?: string }[]>>>>;
  }[];
}

/** Streams a file from the store in Slack's three steps; it never is in memory as a whole. */
export function createUpload(options: {
  readonly web: SlackWeb;
  readonly files: FileStore;
  readonly apiUrl: string;
}): Upload {
  const { web, files, apiUrl } = options;
  return async (team, channel, { id, name }) => {
    const stored = await files.open(id);
    if (stored === undefined) throw new ProblemError({ kind: 'not-found', what: 'file', name, nearest: [] });
    const { bytes } = stored.info;
    const { upload_url, file_id } = await web.call<{
      readonly upload_url: string;
      readonly file_id: string;
    }>(team, 'files.getUploadURLExternal', { filename: name, length: bytes });
    if (!isTrusted(upload_url, apiUrl)) {
      const message = 'the address to upload to is none of its own';
      throw new ProblemError({ kind: 'rejected', source: SOURCE, message });
    }
    await sendBytes(upload_url, stored.chunks, bytes);
    const done = await web.call<Completed>(team, 'files.completeUploadExternal', {
      files: [{ id: file_id, title: name }],
      channel_id: channel,
    });
    return timestampIn(done, channel) ?? file_id;
  };
}

/** The address carries its own permission: no token goes with it. */
async function sendBytes(url: string, chunks: AsyncIterable<Uint8Array>, bytes: number): Promise<void> {
  const body = Readable.from(chunks, { objectMode: false });
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      headers: { 'content-type': 'application/octet-stream', 'content-length': String(bytes) },
      body,
      signal: AbortSignal.timeout(UPLOAD_MS),
    });
    await response.text();
    if (response.status === 200) return;
    const asked = { method: 'file upload', name: '' };
    throw new ProblemError(problemOfStatus(response.status, response.headers.get('retry-after'), asked));
  } catch (error) {
    throw error instanceof ProblemError ? error : unreachable(error);
  } finally {
    body.destroy();
  }
}

function timestampIn({ files = [] }: Completed, channel: string): string | undefined {
  const shares = files.flatMap((file) => Object.values(file.shares ?? {}));
  return shares.flatMap((places) => places[channel] ?? []).find(({ ts }) => ts !== undefined)?.ts;
}
