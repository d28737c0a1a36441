import { loadSettings } from './main/environment.ts';
import { readRunFile } from './main/run-file.ts';

/** Below the time limit of the Dockerfile's health check, in milliseconds. */
const PATIENCE_MS = 8_000;

/** Whether the service of this data folder can do its work: 0 when it can, else 1 with the reason printed. */
async function checkHealth(): Promise<number> {
  const { dataFolder } = loadSettings();
  const service = readRunFile(dataFolder);
  if (service === undefined) return tell(1, `No service runs on ${dataFolder} yet.`);
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const reply = await fetch(new URL('/readyz', service.url), { signal });
    return tell(reply.ok ? 0 : 1, await reply.text());
  } catch {
    return tell(1, 'The service does not answer.');
  }
}

function tell(code: number, reason: string): number {
  process.stdout.write(`${reason.trim()}\n`);
  return code;
}

checkHealth().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
