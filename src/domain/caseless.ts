import { foldPunctuation } from './punctuation.ts';

const PRINTABLE_ASCII = /^[ -~]*$/;

/**
 * The form in which names, addresses and texts are compared: lower case, composed (NFC), plain
 * punctuation (what is typed in a command arrives so), one small sigma.
 * Broken surrogates and NUL become the replacement character, so that the UTF-8 form keeps NUL as separator.
 */
export function caseless(text: string): string {
  const lower = text.toLowerCase();
  if (PRINTABLE_ASCII.test(lower)) return lower;
  return foldPunctuation(lower)
    .normalize('NFC')
    .replaceAll('ς', 'σ')
    .replaceAll('\0', '\ufffd')
    .replace(/\p{Surrogate}/gu, '\ufffd');
}

/** The mail domain of a caseless address: what follows the last `@`; empty when there is none. */
export function domainOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0 ? '' : address.slice(at + 1);
}
