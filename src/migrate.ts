import { parseArgs } from 'node:util';
import { createLogger } from '../adapters/system/logger.ts';
import { isProblem } from './domain/problem.ts';
import type { CopyPart } from './flows/archive/copy-parts.ts';
import { loadSettings } from './main/environment.ts';
import { explain } from './main/explain.ts';
import { moveReport, PART_WORDS } from './main/move-report.ts';
import { moveStore } from './main/move-store.ts';
import { readStorePlace } from './main/store-place.ts';

const USAGE = `Usage: npm run -s migrate -- FROM TO

  npm run -s migrate -- .rollcall mongodb://rollcall:PASSWORD@db.example.com/rollcall
  npm run -s migrate -- mongodb://rollcall:PASSWORD@db.example.com/rollcall sqlite:/var/lib/rollcall

Copies everything Rollcall keeps from one store to another. Each is a data folder, or a MongoDB connection string;
env:NAME reads it from a variable, where a password in it should not show among the running commands.
Stop every Rollcall on both first. FROM is only read; TO has to be empty. When it is broken off, the same
command goes on. The audit key is that of FROM: ROLLCALL_AUDIT_KEY, or audit.key in the data folder.
Exit status: 0 copied and compared, 2 refused, 1 something failed.`;

const REFUSED = 2;

/** The call itself was wrong, in plain words. */
class Misuse extends Error {}

/** Moves a store; gives the exit status. */
async function migrate(): Promise<number> {
  const { positionals, help } = readArguments();
  const [from, to, ...more] = positionals;
  if (help || from === undefined || to === undefined || more.length > 0) {
    process.stdout.write(`${USAGE}
`);
    return help ? 0 : REFUSED;
  }
  const settings = loadSettings();
  const logger = createLogger({ level: 'warn' });
  const places = [readStorePlace(from, process.env), readStorePlace(to, process.env)] as const;
  const moved = await moveStore(...places, settings, logger, tellProgress());
  process.stdout.write(`${moveReport(...places, moved)}\n`);
  return 0;
}

function readArguments(): { readonly positionals: readonly string[]; readonly help: boolean } {
  try {
    const options = { help: { type: 'boolean', default: false } } as const;
    const { positionals, values } = parseArgs({ allowPositionals: true, options });
    return { positionals, help: values.help };
  } catch (cause) {
    const [says] = cause instanceof Error ? cause.message.split('. ') : [];
    throw new Misuse(
      `${says}. Nothing was copied.

${USAGE}`,
      { cause },
    );
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof Misuse || isProblem(error, 'guarded') || isProblem(error, 'not-found');
}

/** One line for each part, and one for every hundred thousand rows of a long one. */
function tellProgress(): (part: CopyPart, rows: number) => void {
  const told = new Map<CopyPart, number>();
  return (part, rows) => {
    const step = Math.floor(rows / 100_000);
    if (told.get(part) === step) return;
    told.set(part, step);
    process.stderr.write(
      step === 0 ? `Copying ${PART_WORDS[part]}\n` : `  ${rows.toLocaleString('en')} so far\n`,
    );
  };
}

// SQLite makes files of its own beside the database; they are for this user alone.
process.umask(0o077);
migrate().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Misuse ? error.message : explain(error)}\n`);
    process.exitCode = isRefusal(error) ? REFUSED : 1;
  },
);
