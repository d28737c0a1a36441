import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseIntent } from '../../src/commands/parse-intent.ts';
import { readReadme } from '../support/readme.ts';

const ROOT = new URL('../../', import.meta.url);
const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'docs/slack.md', 'docs/production.md', 'docs/storage.md'];

describe('the documents', () => {
  it('have the table of settings that the code has (npm run readme writes it)', () => {
    const { now, fresh } = readReadme();

    assert.equal(now, fresh);
  });

  it('name only files and folders that exist', () => {
    const missing = DOCUMENTS.flatMap((document) =>
      pathsIn(document).filter((path) => !existsSync(fileURLToPath(new URL(path, ROOT)))),
    );

    assert.deepEqual(missing, []);
  });

  it('show only commands that are understood', () => {
    const asked = [...textOf('README.md').matchAll(/npm run -s ask -- "([^"]+)"/g)].map(
      ([, text]) => text ?? '',
    );

    const refused = asked.filter((text) => !parseIntent(text, { files: [] }).ok);

    assert.ok(asked.length > 3);
    assert.deepEqual(refused, []);
  });

  it('name only npm scripts that exist', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { readonly scripts: Record<string, string> };
    const named = [
      ...DOCUMENTS.map(textOf)
        .join('\n')
        .matchAll(/npm run (?:-s )?([\w:-]+)/g),
    ];

    const missing = named.map(([, script]) => script ?? '').filter((script) => !(script in scripts));

    assert.deepEqual(missing, []);
  });
});

function textOf(document: string): string {
  return readFileSync(new URL(document, ROOT), 'utf8');
}

/** Paths below our own folders that a document names in backticks. */
function pathsIn(document: string): readonly string[] {
  const named = [
    ...textOf(document).matchAll(/`((?:src|cards|jobs|adapters|test|docs|manifest)\/[\w./-]*)`/g),
  ];
  return named.map(([, path]) => path ?? '');
}
