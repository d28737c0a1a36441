import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Manifest, overHttp } from '../adapters/slack/manifest.ts';
import { baseUrl } from './settings/readers.ts';

const USAGE = `Usage: npm run -s slack-manifest [-- --url ADDRESS]

  npm run -s slack-manifest
  npm run -s slack-manifest -- --url https://rollcall.example.com

Prints the manifest that a Slack app is made from: for Socket Mode, which needs no public address, or with --url
for requests that Slack sends there. docs/slack.md says what to do with it.`;

/** The call itself was wrong: what, in plain words. */
class Misuse extends Error {}

/** Prints the manifest of the Slack app. */
function print(): void {
  const { url, help } = readArguments();
  const manifest = JSON.parse(
    readFileSync(new URL('../manifest/slack.json', import.meta.url), 'utf8'),
  ) as Manifest;
  const wanted = url === undefined ? manifest : overHttp(manifest, publicUrl(url));
  process.stdout.write(help ? `${USAGE}\n` : `${JSON.stringify(wanted, null, 2)}\n`);
}

function readArguments() {
  try {
    return parseArgs({ options: { url: { type: 'string' }, help: { type: 'boolean', default: false } } })
      .values;
  } catch (cause) {
    const [says] = cause instanceof Error ? cause.message.split('. ') : [];
    throw new Misuse(`${says}.\n\n${USAGE}`, { cause });
  }
}

/** Slack sends its requests to addresses with TLS alone. */
function publicUrl(text: string): string {
  const read = baseUrl(text);
  if (read.ok && read.value.startsWith('https://')) return read.value;
  throw new Misuse(`--url ${text} will not do. Give an address such as https://rollcall.example.com.`);
}

try {
  print();
} catch (error) {
  if (!(error instanceof Misuse)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
