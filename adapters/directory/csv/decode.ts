import { TextDecoder } from 'node:util';
import { badFile } from './problems.ts';

/** Thrown after the text before it was given, when bytes are no text in the file's encoding. */
export class BadBytes extends Error {
  readonly advice: string;
  constructor(advice: string, options?: { readonly cause?: unknown }) {
    super('bad bytes', options);
    this.name = 'BadBytes';
    this.advice = advice;
  }
}

const NOT_UTF8 =
  'the bytes here are not UTF-8, most likely Latin-1 or Windows-1252. Save the file as "CSV UTF-8" and try again.';
const NOT_UTF16 = 'the text breaks off inside a character. Export the file again.';

/**
 * The text of a file: UTF-8 with or without a byte order mark, or UTF-16 with one. Anything that is no text is
 * refused by its first bytes; {@link BadBytes} when a later byte fits no character.
 */
export async function* textOf(file: string, bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  let decoder: TextDecoder | undefined;
  // At most three bytes of a UTF-8 character can be waiting for their rest.
  let tail = new Uint8Array(0);
  for await (const chunk of bytes) {
    decoder ??= new TextDecoder(encodingOf(file, chunk), { fatal: true });
    if (decoder.encoding === 'utf-8' && chunk.includes(0)) throw binary(file);
    try {
      yield decoder.decode(chunk, { stream: true });
    } catch (error) {
      yield upToFault(decoder.encoding, tail, chunk);
      throw new BadBytes(decoder.encoding === 'utf-8' ? NOT_UTF8 : NOT_UTF16, { cause: error });
    }
    tail = chunk.slice(-3);
  }
  try {
    yield decoder?.decode() ?? '';
  } catch (error) {
    throw new BadBytes(decoder?.encoding === 'utf-8' ? NOT_UTF8 : NOT_UTF16, { cause: error });
  }
}

function encodingOf(file: string, start: Uint8Array): string {
  const begins = (...bytes: readonly number[]) => bytes.every((byte, at) => start[at] === byte);
  if (begins(0xff, 0xfe)) return 'utf-16le';
  if (begins(0xfe, 0xff)) return 'utf-16be';
  if (begins(0x50, 0x4b, 0x03, 0x04)) {
    throw badFile(file, {}, 'this is an Excel workbook or an archive. Save it as "CSV UTF-8" first.');
  }
  if (begins(0x1f, 0x8b)) throw badFile(file, {}, 'this is a compressed file. Unpack it first.');
  return 'utf-8';
}

function binary(file: string): Error {
  return badFile(file, {}, 'this is no text file: it has zero bytes in it. Save it as "CSV UTF-8" first.');
}

function upToFault(encoding: string, tail: Uint8Array, chunk: Uint8Array): string {
  const lenient = new TextDecoder(encoding);
  lenient.decode(tail, { stream: true });
  const text = lenient.decode(chunk);
  return text.slice(0, text.indexOf('\ufffd'));
}
