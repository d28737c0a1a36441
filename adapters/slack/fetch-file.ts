import fetch, { type Response } from 'node-fetch';
import { decodeText } from '../../src/domain/decode-text.ts';
import { type AttachedFile, MAX_ATTACHED_BYTES } from '../../src/domain/file.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import { problemOfCode, problemOfStatus, SOURCE, unreachable } from './errors.ts';
import { isTrusted } from './hosts.ts';
import type { Team } from './ids.ts';
import type { Installations } from './installations.ts';
import type { SlackWeb } from './web.ts';

const DOWNLOAD_MS = 30_000;
const MAX_NAME = 255;

/** A file somebody attached, as text; what is wrong with it comes as a problem in words for that person. */
export type FetchFile = (team: Team, fileId: string) => Promise<AttachedFile>;

interface SlackFile {
  readonly name?: string;
  readonly size?: number;
  readonly url_private_download?: string;
}

/** Fetches files with the token of their workspace; the token goes to no other host. */
export function createFetchFile(options: {
  readonly web: SlackWeb;
  readonly installations: Pick<Installations, 'of'>;
  readonly apiUrl: string;
}): FetchFile {
  const { web, installations, apiUrl } = options;
  return async (team, fileId) => {
    const { file = {} } = await web.call<{ readonly file?: SlackFile }>(team, 'files.info', { file: fileId });
    const name = (file.name ?? 'the file').slice(0, MAX_NAME);
    const { size, url_private_download: url } = file;
    if (url === undefined || size === undefined) throw refuse(`Slack does not hand out ${name}.`);
    if (size > MAX_ATTACHED_BYTES)
      throw refuse(`${name} is too large: at most ${MAX_ATTACHED_BYTES / 1024 / 1024} MiB are taken.`);
    if (!isTrusted(url, apiUrl)) throw refuse(`${name} lies outside Slack. Upload it to Slack itself.`);
    const { token } = await installations.of(team);
    const bytes = await download(url, token, size);
    const content = decodeText(bytes);
    if (content === undefined)
      throw refuse(`${name} is not a text file in UTF-8. Save it as CSV UTF-8 and attach it again.`);
    return { name, content };
  };
}

async function download(url: string, token: string, size: number): Promise<Uint8Array> {
  try {
    const response = await fetch(url, {
      // Without permission Slack redirects to a page to sign in.
      redirect: 'manual',
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(DOWNLOAD_MS),
      size: MAX_ATTACHED_BYTES,
    });
    checkAnswer(response);
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (bytes.length === size) return bytes;
    const message = 'the file arrived in part only';
    throw new ProblemError({ kind: 'unavailable', source: SOURCE, message });
  } catch (error) {
    throw error instanceof ProblemError ? error : unreachable(error);
  }
}

function checkAnswer(response: Response): void {
  const { status, headers } = response;
  const asked = { method: 'file download', name: '' };
  const isPage = (headers.get('content-type') ?? '').includes('text/html');
  // Slack answers with its sign-in page, as success, when the token may not read files.
  if (isPage || (status >= 300 && status < 400) || status === 401 || status === 403)
    throw new ProblemError(problemOfCode('missing_scope', asked, 'files:read'));
  if (status !== 200) throw new ProblemError(problemOfStatus(status, headers.get('retry-after'), asked));
}

function refuse(message: string): ProblemError {
  return new ProblemError({ kind: 'not-understood', message: `${message} Nothing was changed.` });
}
