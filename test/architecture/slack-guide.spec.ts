import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { SCOPES } from '../../adapters/slack/config.ts';
import { parseIntent } from '../../src/commands/parse-intent.ts';
import { PUBLIC_TABLE } from '../../src/settings/public-table.ts';
import { SLACK_TABLE } from '../../src/settings/slack-table.ts';
import { SETTINGS } from '../../src/settings/table.ts';

const guide = textOf('docs/slack.md');

describe('the guide to Slack', () => {
  it('gives the reason for every scope, as the code has it', () => {
    const [, table = ''] = /<!-- scopes.*?-->([\s\S]*?)<!-- \/scopes -->/.exec(guide) ?? [];
    const rows = [...table.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)];

    assert.deepEqual(Object.fromEntries(rows.map(([, scope, why]) => [scope, why])), SCOPES);
  });

  it('names only settings that exist, and every one of Slack', () => {
    const named = new Set([...guide.matchAll(/ROLLCALL_[A-Z_]+/g)].map(([key]) => key));
    const known = new Set(SETTINGS.map(({ key }) => key));
    const needed = [...Object.values(SLACK_TABLE), ...Object.values(PUBLIC_TABLE)].map(({ key }) => key);

    assert.deepEqual(
      [...named].filter((key) => !known.has(key)),
      [],
    );
    assert.deepEqual(
      needed.filter((key) => !named.has(key)),
      [],
    );
  });

  it('shows only commands that are understood', () => {
    // A person chosen from Slack's list arrives as a mention, which the adapter turns into this.
    const asked = [...guide.matchAll(/^\/aum (.+)$|`\/aum ([^`…]+)`/gm)].map(([, line, inline]) =>
      (line ?? inline ?? '').replace('@ines', '@slack/T0123ABCD/U0456EFGH'),
    );

    const refused = asked.filter((text) => !parseIntent(text, { files: [] }).ok);

    assert.ok(asked.length > 5);
    assert.deepEqual(refused, []);
  });

  it('quotes doctor as it speaks', () => {
    const said = ['check.ts', 'errors.ts', 'one-workspace.ts', 'workspaces.ts']
      .map((file) => textOf(`adapters/slack/${file}`))
      .join('\n');
    const [, section = ''] = /## What `\/aum doctor` says([\s\S]*?)\n## /.exec(guide) ?? [];
    const quoted = [...section.matchAll(/^\| (.+?) \|/gm)].slice(2).map(
      ([, cell = '']) =>
        cell
          .split('…')
          .map((piece) => piece.trim())
          .find((piece) => piece !== '') ?? '',
    );

    assert.ok(quoted.length > 5);
    assert.deepEqual(
      quoted.filter((sentence) => !said.includes(sentence)),
      [],
    );
  });
});

function textOf(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}
