import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createMetrics } from '../../adapters/system/metrics.ts';
import { parseIntent } from '../../src/commands/parse-intent.ts';
import { SETTINGS, TABLE } from '../../src/settings/table.ts';

const guide = textOf('docs/production.md');

describe('the guide to production', () => {
  it('names only settings that exist', () => {
    const known = new Set(SETTINGS.map(({ key }) => key));
    const named = [...guide.matchAll(/ROLLCALL_[A-Z_]+/g)].map(([key]) => key);

    assert.ok(named.length > 10);
    assert.deepEqual(
      named.filter((key) => !known.has(key)),
      [],
    );
  });

  it('watches only metrics that exist, and every one of ours', async () => {
    const exposed = (await createMetrics().exposition()).text;
    const known = new Set([...exposed.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name ?? ''));
    const named = new Set(
      [...guide.matchAll(/\b(rollcall|nodejs|process)_[a-z0-9_]+/g)].map(([name]) =>
        name.replace(/_(bucket|sum|count)$/, ''),
      ),
    );

    assert.deepEqual(
      [...named].filter((name) => !known.has(name)),
      [],
    );
    assert.deepEqual(
      [...known].filter((name) => name.startsWith('rollcall_') && !named.has(name)),
      [],
    );
  });

  it('shows only commands that are understood', () => {
    const asked = [
      ...[...guide.matchAll(/ask(?:\.js| --) "([^"]+)"/g)].map(([, text]) => text ?? ''),
      ...[...guide.matchAll(/`(audit verify [^`]+|run R-\w+|continue R-\w+|cancel R-\w+)`/g)].map(
        ([, text]) => text ?? '',
      ),
      ...[...guide.matchAll(/`(status|runs|stop|resume|doctor)`/g)].map(([, text]) => text ?? ''),
    ];

    assert.ok(asked.length > 10);
    assert.deepEqual(
      asked.filter((text) => !parseIntent(text, { files: [] }).ok),
      [],
    );
  });

  it('runs only what the build makes, and names the port of chat platforms', () => {
    const run = [...guide.matchAll(/dist\/(src\/[\w-]+)\.js/g)].map(([, path]) => `${path}.ts`);

    assert.ok(run.length > 3);
    assert.deepEqual(
      run.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url))),
      [],
    );
    assert.match(guide, new RegExp(`port ${TABLE.publicPort.fallback}\\b`));
  });

  it('writes the files that compose.yaml reads', () => {
    const compose = textOf('compose.yaml');
    const written = [...guide.matchAll(/^cat > (\S+) <</gm)].map(([, file]) => file ?? '');
    const read = [...compose.matchAll(/env_file: \[(.+)\]/g)].map(([, file]) => file ?? '');
    const [, mongodb = ''] = /^cat > mongodb\.env <<EOF\n([\s\S]*?)\nEOF/m.exec(guide) ?? [];
    const set = [...mongodb.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name ?? '');

    assert.deepEqual(new Set(written), new Set(read));
    assert.equal(set.length, 4);
    assert.deepEqual(
      set.filter((name) => !compose.includes(name)),
      [],
    );
  });
});

function textOf(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}
