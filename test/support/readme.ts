import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { settingsMarkdown } from '../../src/settings/settings-help.ts';

const README = fileURLToPath(new URL('../../README.md', import.meta.url));
const START = '<!-- settings: written by "npm run readme" -->';
const END = '<!-- /settings -->';

/** The README as it is, and as it is with the table of settings written anew. */
export function readReadme(): { readonly now: string; readonly fresh: string } {
  const now = readFileSync(README, 'utf8');
  const [before, rest] = now.split(START);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error('README.md has lost its settings markers');
  return { now, fresh: `${before}${START}\n\n${settingsMarkdown().trim()}\n\n${END}${after}` };
}

export function writeReadme(): void {
  writeFileSync(README, readReadme().fresh);
}
