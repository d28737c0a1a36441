/** The text in a file's bytes: UTF-8, or UTF-16 when it says so; undefined when it is no text. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    const content = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
    return content.includes('\0') ? undefined : content;
  } catch {
    return undefined;
  }
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}
