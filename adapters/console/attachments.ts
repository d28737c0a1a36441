import type { AttachedFile } from '../../src/domain/file.ts';
import { HttpError } from '../http/reply.ts';
import { LIMITS } from './config.ts';

/** An attached file as text: UTF-8, or UTF-16 when it says so; 413 when too large, 422 when it is no text. */
export function readAttachment(name: string, base64: string): AttachedFile {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > LIMITS.fileBytes) {
    throw new HttpError(
      413,
      `${name} is too large: at most ${LIMITS.fileBytes / 1024 / 1024} MiB are taken.`,
    );
  }
  try {
    const content = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
    if (content.includes('\0')) throw new Error('binary');
    return { name, content };
  } catch {
    throw new HttpError(
      422,
      `${name} is not a text file in UTF-8. Save it as CSV UTF-8 and attach it again.`,
    );
  }
}

function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}
