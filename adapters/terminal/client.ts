import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import fetch, { FetchError } from 'node-fetch';
import { ProblemError } from '../../src/domain/problem.ts';
import type { Question, Reply } from './exchange.ts';

/** A running service as its run file describes it. */
export interface RunningService {
  readonly url: string;
  readonly token: string;
}

/** What another program that got the port of a dead service answers to us; a Rollcall knows its own token. */
const NOT_OURS: readonly number[] = [401, 404, 405, 421];

/** Puts a question to a running service; undefined when nothing listens there any more, or something else. */
export async function askService(service: RunningService, question: Question): Promise<Reply | undefined> {
  try {
    const response = await fetch(`${service.url}/api/ask`, {
      method: 'POST',
      headers: { authorization: `Bearer ${service.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(question),
    });
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    if (!isJson || NOT_OURS.includes(response.status)) return undefined;
    if (response.status === 200) return (await response.json()) as Reply;
    const { error } = (await response.json()) as { readonly error?: string };
    throw unavailable(error ?? `It answered ${response.status}.`);
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    if (error.code === 'ECONNREFUSED') return undefined;
    const message =
      'It went away before it answered; what you asked may have been done. Ask for "status" before you try again.';
    throw unavailable(message, error);
  }
}

/** Saves a file of the service; refuses to write over an existing one. */
export async function saveFromService(service: RunningService, id: string, path: string): Promise<void> {
  try {
    const response = await fetch(`${service.url}/api/ask/files/${encodeURIComponent(id)}`, {
      headers: { authorization: `Bearer ${service.token}` },
    });
    if (response.status !== 200 || response.body === null) {
      throw new ProblemError({ kind: 'not-found', what: 'file', name: id, nearest: [] });
    }
    await saveFile(Readable.from(response.body as AsyncIterable<Uint8Array>), path);
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    throw unavailable('It went away before the file was saved. Ask again for the file.', error);
  }
}

function unavailable(message: string, cause?: unknown): ProblemError {
  return new ProblemError({ kind: 'unavailable', source: 'the running service', message }, { cause });
}

/** Writes a stream to a new file that only its owner can read. */
export async function saveFile(chunks: AsyncIterable<Uint8Array>, path: string): Promise<void> {
  await pipeline(chunks, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
}
