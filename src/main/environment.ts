import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { ProblemError } from '../domain/problem.ts';
import { readSettings } from '../settings/read-settings.ts';
import type { Settings } from '../settings/settings.ts';

/** The settings of this process: `.env` in the current folder, and over it the environment. */
export function loadSettings(): Settings {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const read = readSettings({ ...readDotEnv(), ...process.env }, { machineZone: zone });
  if (read.ok) return read.settings;
  throw new SettingsError(read.problems);
}

/** Every wrong setting at once, each with its remedy. */
export class SettingsError extends Error {
  constructor(
    problems: readonly { readonly key: string; readonly message: string; readonly remedy: string }[],
  ) {
    const lines = problems.map(({ key, message, remedy }) => `  ${key}: ${message}\n      ${remedy}`);
    super(
      `These settings are wrong:\n\n${lines.join('\n')}\n\nNothing was started. "npm start -- --help" lists every setting.`,
    );
    this.name = 'SettingsError';
  }
}

function readDotEnv(): Record<string, string | undefined> {
  let text: string;
  try {
    text = readFileSync('.env', 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new ProblemError(
      {
        kind: 'misconfigured',
        key: '.env',
        remedy: 'The file is there but cannot be read. Check its permissions.',
      },
      { cause: error },
    );
  }
  return parseEnv(text) as Record<string, string | undefined>;
}
