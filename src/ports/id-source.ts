/** Randomness as a port. */
export interface IdSource {
  /** Five characters that are easy to read aloud and type, lower case, no look-alikes. */
  short(): string;
  /** At least 128 bits, URL-safe: file ids, delivery ids, tokens. */
  secret(): string;
}
