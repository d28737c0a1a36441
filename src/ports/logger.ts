/** Structured log. No personal data at `info` and above, no secret anywhere. */
export interface Logger {
  child(fields: Readonly<Record<string, unknown>>): Logger;
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}
