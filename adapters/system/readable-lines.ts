import type { DestinationStream } from 'pino';

const LEVELS: Readonly<Record<number, string>> = { 20: 'debug', 30: 'info ', 40: 'warn ', 50: 'ERROR' };

/** Turns the log's JSON lines into short ones for a person who started the service in a terminal. */
export function readableLines(write: (line: string) => void): DestinationStream {
  return {
    write(json: string) {
      const { time, level, msg, ...fields } = JSON.parse(json) as Record<string, unknown>;
      const rest = Object.entries(fields).map(([key, value]) => `${key}=${valueText(value)}`);
      const at = new Date(String(time)).toTimeString().slice(0, 8);
      write(`${[at, LEVELS[Number(level)] ?? '', msg, ...rest].join('  ')}\n`);
    },
  };
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
