import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { SETTINGS, TABLE } from '../../src/settings/table.ts';

const dockerfile = textOf('Dockerfile');
const compose = textOf('compose.yaml');
const ignore = textOf('.dockerignore').split('\n');

describe('the Dockerfile', () => {
  it('copies only what exists and what is let into the build', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) =>
      sources.split(' '),
    );
    const letIn = new Set(ignore.filter((line) => line.startsWith('!')).map((line) => line.slice(1)));

    assert.ok(copied.length > 5);
    assert.deepEqual(
      copied.filter((path) => !exists(path)),
      [],
    );
    assert.deepEqual(
      copied.filter((path) => !letIn.has(path.split('/')[0] ?? '')),
      [],
    );
    assert.deepEqual(
      [...letIn].filter((path) => !copied.some((source) => source === path || source.startsWith(`${path}/`))),
      [],
    );
  });

  it('copies every folder that is compiled', () => {
    const { include } = JSON.parse(textOf('tsconfig.build.json')) as { readonly include: readonly string[] };

    assert.deepEqual(
      include.filter((folder) => !new RegExp(`^COPY ${folder} \\./${folder}$`, 'm').test(dockerfile)),
      [],
    );
  });

  it('starts and checks what the build makes', () => {
    const started = [...dockerfile.matchAll(/dist\/(src\/[\w-]+)\.js/g)].map(([, path]) => `${path}.ts`);

    assert.deepEqual(new Set(started), new Set(['src/health.ts', 'src/main.ts']));
    assert.deepEqual(
      started.filter((path) => !exists(path)),
      [],
    );
  });

  it('uses one Node, pinned, that package.json allows', () => {
    const images = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image ?? '');
    const bases = new Set(images.filter((image) => image !== 'base'));
    const { engines } = JSON.parse(textOf('package.json')) as { readonly engines: { readonly node: string } };
    const [, major, minor] = /^node:(\d+)\.(\d+)\.\d+-bookworm-slim$/.exec([...bases].join()) ?? [];
    const [, least, leastMinor] = /^>=(\d+)\.(\d+)/.exec(engines.node) ?? [];

    assert.equal(bases.size, 1);
    assert.equal(major, least);
    assert.ok(Number(minor) >= Number(leastMinor));
  });

  it('opens the port that chat platforms reach, and no other', () => {
    const opened = [...dockerfile.matchAll(/^EXPOSE (.+)$/gm)].map(([, port]) => port);

    assert.deepEqual(opened, [TABLE.publicPort.fallback]);
  });

  it('waits longer for the health check than that waits for the service', () => {
    const [, timeout] = /--timeout=(\d+)s/.exec(dockerfile) ?? [];
    const [, patience] = /PATIENCE_MS = ([\d_]+)/.exec(textOf('src/health.ts')) ?? [];

    assert.ok(Number(timeout) * 1000 > Number(patience?.replaceAll('_', '')));
  });
});

describe('compose.yaml', () => {
  const [, services = ''] = /^services:\n([\s\S]*?)^\w/m.exec(compose) ?? [];
  const byName = new Map(
    services
      .split(/^ {2}(?=[\w-]+:$)/m)
      .filter((text) => /^[\w-]+:\n/.test(text))
      .map((text) => [text.slice(0, text.indexOf(':')), text]),
  );

  it('has two bots, the database and its making, and the charts', () => {
    assert.deepEqual([...byName.keys()], ['bot-1', 'bot-2', 'mongodb', 'mongodb-init', 'quickchart']);
  });

  it('hardens every service and opens no port', () => {
    const [, hardened = ''] = /^x-hardened:[^\n]*\n([\s\S]*?)\n\n/m.exec(compose) ?? [];
    const soft = [...byName].filter(([, text]) => !/<<: \*(hardened|bot)/.test(text)).map(([name]) => name);

    assert.deepEqual(soft, []);
    assert.match(compose, /^x-bot: &bot\n {2}<<: \*hardened$/m);
    for (const line of ['read_only: true', 'cap_drop: [ALL]', 'no-new-privileges:true', 'init: true']) {
      assert.ok(hardened.includes(line), line);
    }
    assert.doesNotMatch(compose, /^\s*(ports|privileged|cap_add):/m);
  });

  it('pins every image, ours to the version of package.json', () => {
    const { version } = JSON.parse(textOf('package.json')) as { readonly version: string };
    const images = [...compose.matchAll(/image: (\S+)/g)].map(([, image]) => image ?? '');

    assert.ok(images.includes(`rollcall:${version}`));
    assert.deepEqual(
      images.filter((image) => !/:v?\d+\.\d+\.\d+$/.test(image)),
      [],
    );
  });

  it('mounts the volume that the image writes to, one for each bot, and declares each', () => {
    const [, folder] = /^VOLUME (\S+)$/m.exec(dockerfile) ?? [];
    const mounted = [...compose.matchAll(/volumes: \["([\w-]+):([^"]+)"\]/g)];
    const [, declared = ''] = /^volumes:\n([\s\S]*)$/m.exec(compose) ?? [];

    assert.match(dockerfile, new RegExp(`ROLLCALL_DATA=${folder} `));
    assert.deepEqual(
      mounted.filter(([, name]) => name?.startsWith('bot')).map(([, name, path]) => [name, path]),
      [
        ['bot-1', folder],
        ['bot-2', folder],
      ],
    );
    assert.deepEqual(
      mounted.map(([, name]) => name).filter((name) => !declared.includes(`  ${name}: `)),
      [],
    );
  });

  it('keeps secrets in files that git and the build do not see', () => {
    const files = [...compose.matchAll(/env_file: \[(.+)\]/g)].map(([, file]) => file ?? '');
    const unseen = textOf('.gitignore').split('\n');

    assert.deepEqual(new Set(files), new Set(['.env', 'mongodb.env']));
    assert.deepEqual(
      files.filter((file) => !unseen.includes(file)),
      [],
    );
    assert.equal(
      ignore.find((line) => !line.startsWith('#')),
      '*',
    );
  });
});

describe('the files of the deployment', () => {
  it('name only settings that exist', () => {
    const known = new Set(SETTINGS.map(({ key }) => key));
    const named = [...`${dockerfile}${compose}`.matchAll(/ROLLCALL_[A-Z_]+/g)].map(([key]) => key);

    assert.ok(named.length > 2);
    assert.deepEqual(
      named.filter((key) => !known.has(key)),
      [],
    );
  });
});

function exists(path: string): boolean {
  return existsSync(new URL(`../../${path}`, import.meta.url));
}

function textOf(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}
