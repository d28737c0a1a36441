import { isUtf8 } from 'node:buffer';
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
  let decode: Decode | undefined;
  for await (const chunk of bytes) {
    decode ??= decoderFor(file, chunk);
    yield* decode(chunk, false);
  }
  if (decode !== undefined) yield* decode(new Uint8Array(0), true);
}

/** The text of the next bytes; what is left of a character waits for the bytes after. */
type Decode = (chunk: Uint8Array, last: boolean) => Iterable<string>;

function decoderFor(file: string, start: Uint8Array): Decode {
  const begins = (...bytes: readonly number[]) => bytes.every((byte, at) => start[at] === byte);
  if (begins(0xff, 0xfe)) return utf16Decoder('utf-16le');
  if (begins(0xfe, 0xff)) return utf16Decoder('utf-16be');
  if (begins(0x50, 0x4b, 0x03, 0x04)) {
    throw badFile(file, {}, 'this is an Excel workbook or an archive. Save it as "CSV UTF-8" first.');
  }
  if (begins(0x1f, 0x8b)) throw badFile(file, {}, 'this is a compressed file. Unpack it first.');
  return utf8Decoder(file);
}

function utf16Decoder(encoding: string): Decode {
  const decoder = new TextDecoder(encoding, { fatal: true });
  return function* decode(chunk, last) {
    try {
      yield decoder.decode(chunk, { stream: !last });
    } catch (error) {
      throw new BadBytes(NOT_UTF16, { cause: error });
    }
  };
}

/** Checks and decodes by whole characters, which is several times faster than a strict streaming decoder. */
function utf8Decoder(file: string): Decode {
  let rest = Buffer.alloc(0);
  let first = true;
  return function* decode(chunk, last) {
    if (chunk.includes(0)) throw binary(file);
    const all = Buffer.concat([rest, chunk]);
    const end = last ? all.length : lastWholeCharacter(all);
    const whole = all.subarray(0, end);
    const good = isUtf8(whole);
    const text = whole.toString('utf8');
    const from = first && text.startsWith('\ufeff') ? 1 : 0;
    first &&= text === '';
    yield text.slice(from, good ? undefined : text.indexOf('\ufffd'));
    if (!good) throw new BadBytes(NOT_UTF8);
    rest = all.subarray(end);
  };
}

/** Where the last character that may still be incomplete begins. */
function lastWholeCharacter(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return bytes.length - back;
  }
  return bytes.length;
}

function binary(file: string): Error {
  return badFile(file, {}, 'this is no text file: it has zero bytes in it. Save it as "CSV UTF-8" first.');
}
