import { SETTINGS } from './table.ts';

const INTRO = [
  'Rollcall: the users of a Confluence organisation, looked after from chat.',
  '',
  'Settings come from the environment and from a file .env in the current folder; the environment wins.',
];

/** Every setting as text, for `--help`. */
export function settingsHelp(): string {
  const entries = SETTINGS.flatMap(({ key, description, fallback, example }) => [
    '',
    key,
    `    ${description.replaceAll('`', '')}`,
    `    Default: ${fallback === '' ? 'none' : fallback}. Example: ${key}=${shellWord(example)}`,
  ]);
  return [...INTRO, ...entries].join('\n');
}

/** Every setting as a Markdown table, for the README. */
export function settingsMarkdown(): string {
  const rows = SETTINGS.map(({ key, description, fallback, example }) => {
    // A star outside of code would set what follows in italics.
    const byDefault = fallback === '' ? 'none' : fallback.replaceAll('*', '\\*');
    const cells = [`\`${key}\``, description, byDefault, `\`${example}\``];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['| Setting | What it does | Default | Example |', '|---|---|---|---|', ...rows].join('\n');
}

function shellWord(text: string): string {
  return /\s/.test(text) ? `"${text}"` : text;
}
