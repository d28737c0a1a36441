import { decodeText } from '../../src/domain/decode-text.ts';
import { type AttachedFile, MAX_ATTACHED_BYTES } from '../../src/domain/file.ts';
import { HttpError } from '../http/reply.ts';

/** An attached file as text: UTF-8, or UTF-16 when it says so; 413 when too large, 422 when it is no text. */
export function readAttachment(name: string, base64: string): AttachedFile {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > MAX_ATTACHED_BYTES) {
    throw new HttpError(
      413,
      `${name} is too large: at most ${MAX_ATTACHED_BYTES / 1024 / 1024} MiB are taken.`,
    );
  }
  const content = decodeText(bytes);
  if (content === undefined) {
    throw new HttpError(
      422,
      `${name} is not a text file in UTF-8. Save it as CSV UTF-8 and attach it again.`,
    );
  }
  return { name, content };
}
