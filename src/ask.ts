import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { askService, saveFromService } from '../adapters/terminal/client.ts';
import type { Question, Reply } from '../adapters/terminal/exchange.ts';
import { askAlone } from './main/ask-alone.ts';
import { loadSettings } from './main/environment.ts';
import { explain } from './main/explain.ts';
import { freePath } from './main/free-path.ts';
import { readRunFile } from './main/run-file.ts';

const USAGE = `Usage: npm run -s ask -- "COMMAND" [--as PERSON] [--file LIST] [--json]

  npm run -s ask -- "users inactive:90d"
  npm run -s ask -- "deactivate list:" --file leavers.csv
  npm run -s ask -- "approvals" --as tom

Asks the running service, or works on the data folder alone. "help" lists the commands.
Exit status: 0 understood and done, 2 refused or not understood, 1 something failed.`;

/** The call itself was wrong: which option or file, in plain words. */
class Misuse extends Error {}

/** Spec S11. */
const EXIT: Readonly<Record<Reply['outcome'], number>> = { done: 0, refused: 2, failed: 1, duplicate: 2 };

/** One command from a terminal: asks the running service or does it here, prints the answer, saves its files. */
async function ask(): Promise<number> {
  const { values, positionals } = readArguments();
  if (values.help || positionals.length === 0) {
    process.stdout.write(`${USAGE}\n`);
    return values.help ? 0 : 2;
  }
  const question: Question = {
    text: positionals.join(' '),
    ...(values.as === undefined ? {} : { person: values.as }),
    files: values.file === undefined ? [] : [attach(values.file)],
  };
  const settings = loadSettings();
  const print = (reply: Reply): void => {
    process.stdout.write(`${values.json ? JSON.stringify(reply, null, 2) : reply.text}\n`);
  };
  const service = readRunFile(settings.dataFolder);
  const reply = service === undefined ? undefined : await askService(service, question);
  if (service === undefined || reply === undefined) return EXIT[await askAlone(settings, question, print)];
  print(reply);
  for (const file of reply.files) {
    const path = freePath(file.name);
    await saveFromService(service, file.id, path);
    process.stderr.write(`Saved ${path}\n`);
  }
  return EXIT[reply.outcome];
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        as: { type: 'string' },
        file: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    const [says] = cause instanceof Error ? cause.message.split('. ') : [];
    throw new Misuse(`${says}. Nothing was changed.\n\n${USAGE}`, { cause });
  }
}

function attach(path: string): Question['files'][number] {
  try {
    return { name: basename(path), content: readFileSync(path, 'utf8') };
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const why = isMissing ? 'does not exist' : 'cannot be read';
    throw new Misuse(`The file ${path} ${why}. Nothing was changed. Check the path after --file.`, { cause });
  }
}

// Whoever reads may have enough, as `head -1` has: the rest is not printed, but what was begun is carried out.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

// SQLite makes files of its own beside the database; they are for this user alone.
process.umask(0o077);
ask().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Misuse ? error.message : explain(error)}\n`);
    process.exitCode = error instanceof Misuse ? EXIT.refused : EXIT.failed;
  },
);
