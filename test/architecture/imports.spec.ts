import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDERS = ['src', 'cards', 'jobs', 'adapters'];
/** The ways in; they compose the parts and nothing imports them. */
const ENTRIES = new Set([
  'src/main.ts',
  'src/ask.ts',
  'src/slack-manifest.ts',
  'src/health.ts',
  'src/migrate.ts',
]);
/** What talks to the world over HTTP, and what chat platforms have in common. */
const SHARED_ADAPTERS = ['adapters/http/', 'adapters/chat/'];
/** Packages without I/O that `src` may use, besides node:crypto for hashing. */
const PURE_PACKAGES = new Set(['luxon', 'zod', 'csv-stringify/sync', 'node:crypto']);

interface Module {
  readonly path: string;
  readonly text: string;
  /** Repository paths of ours, bare names of packages. */
  readonly imports: readonly string[];
}

const modules = FOLDERS.flatMap((folder) => sources(folder)).map(read);

describe('the import rules of design §1', () => {
  it('src imports src and pure packages alone', () => {
    const breaches = modules
      .filter(({ path }) => path.startsWith('src/') && !isComposition(path))
      .flatMap(({ path, imports }) =>
        imports
          .filter((to) => (isOurs(to) ? !to.startsWith('src/') : !PURE_PACKAGES.has(to)))
          .map((to) => `${path} -> ${to}`),
      );

    assert.deepEqual(breaches, []);
  });

  it('cards import src, jobs import src and agenda', () => {
    assert.deepEqual(breachesOf('cards/', ['cards/', 'src/'], ['luxon']), []);
    assert.deepEqual(breachesOf('jobs/', ['jobs/', 'src/'], ['agenda']), []);
  });

  it('an adapter imports its own folder, src, cards and what adapters share', () => {
    const breaches = modules
      .filter(({ path }) => path.startsWith('adapters/'))
      .flatMap(({ path, imports }) => {
        const own = adapterOf(path);
        const allowed = [`${own}/`, 'src/', 'cards/', ...SHARED_ADAPTERS];
        return imports
          .filter(isOurs)
          .filter((to) => !allowed.some((prefix) => to.startsWith(prefix)))
          .map((to) => `${path} -> ${to}`);
      });

    assert.deepEqual(breaches, []);
  });

  it('nothing imports the composition', () => {
    const breaches = modules
      .filter(({ path }) => !isComposition(path))
      .flatMap(({ path, imports }) => imports.filter(isComposition).map((to) => `${path} -> ${to}`));

    assert.deepEqual(breaches, []);
  });

  it('there are no cycles', () => {
    assert.deepEqual(findCycle(modules), []);
  });

  it('there are no cycles between the folders of the flows either', () => {
    assert.deepEqual(findCycle(flowFolders()), []);
  });
});

describe('the purity of src', () => {
  const pure = modules.filter(({ path }) => path.startsWith('src/') && !isComposition(path));

  it('reads no clock, no randomness, no environment and no network', () => {
    const forbidden =
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|\bfetch\(|\bset(Timeout|Interval|Immediate)\(/;

    const breaches = pure.filter(({ text }) => forbidden.test(withoutComments(text))).map(({ path }) => path);

    assert.deepEqual(breaches, []);
  });

  it('names no chat platform', () => {
    const platform = /slack|teams\b|botbuilder|block.?kit|adaptive/i;

    const breaches = pure
      // The key of a setting names what it is for; only the composition reads settings.
      .filter(({ path, text }) => !isSettings(path) && platform.test(withoutAccounts(withoutComments(text))))
      .map(({ path }) => path);

    assert.deepEqual(breaches, []);
  });

  it('leaves the settings to the composition; an adapter knows the shape of its own', () => {
    const breaches = modules
      .filter(({ path }) => !isSettings(path) && !isComposition(path))
      .flatMap(({ path, imports }) =>
        imports.filter((to) => isSettings(to) && to !== ownSettings(path)).map((to) => `${path} -> ${to}`),
      );

    assert.deepEqual(breaches, []);
  });
});

describe('the plan is the dry run', () => {
  it('only the writer of targets reaches a write method of a directory', () => {
    const writers = modules
      .filter(({ path }) => !path.startsWith('adapters/directory/'))
      .filter(({ text }) => /\bdirectory\.apply\(/.test(withoutComments(text)))
      .map(({ path }) => path);

    assert.deepEqual(writers, ['src/flows/run/attempt-target.ts']);
  });
});

describe('the size of files', () => {
  it('stays within 300 lines', () => {
    const long = modules
      .map(({ path, text }) => ({ path, lines: text.split('\n').length }))
      .filter(({ lines }) => lines > 300);

    assert.deepEqual(long, []);
  });
});

function sources(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`);
}

function read(path: string): Module {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const found = text.matchAll(
    /^(?:import|export)( type)?\b[^;]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  const imports: string[] = [];
  for (const [, type, from, effect, dynamic] of found) {
    const to = resolve(path, from ?? effect ?? dynamic ?? '');
    // Types of a package are gone when the code runs; types of ours still say who knows whom.
    if (type === undefined || isOurs(to)) imports.push(to);
  }
  return { path, text, imports };
}

function resolve(from: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  return relative(ROOT, normalize(join(ROOT, dirname(from), specifier)));
}

function isOurs(path: string): boolean {
  return FOLDERS.some((folder) => path.startsWith(`${folder}/`));
}

/** Accounts in the examples of help are like those that people will type. */
function withoutAccounts(text: string): string {
  return text.replace(/slack\/T\w+\/U\w+/g, '');
}

/** The file with nothing but the shape of an adapter's settings. */
function ownSettings(path: string): string {
  return adapterOf(path).replace(/^adapters\/(.*)$/, 'src/settings/$1-settings.ts');
}

function isSettings(path: string): boolean {
  return path.startsWith('src/settings/');
}

function isComposition(path: string): boolean {
  return ENTRIES.has(path) || path.startsWith('src/main/');
}

function adapterOf(path: string): string {
  const [, kind, name] = path.split('/');
  return kind === 'directory' || kind === 'storage' ? `adapters/${kind}/${name}` : `adapters/${kind}`;
}

function breachesOf(folder: string, ours: readonly string[], packages: readonly string[]): readonly string[] {
  return modules
    .filter(({ path }) => path.startsWith(folder))
    .flatMap(({ path, imports }) =>
      imports
        .filter((to) => (isOurs(to) ? !ours.some((prefix) => to.startsWith(prefix)) : !packages.includes(to)))
        .map((to) => `${path} -> ${to}`),
    );
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

/** Each folder of the flows as one module that imports the others; what lies beside them belongs to all. */
function flowFolders(): readonly Module[] {
  const inFolder = /^src\/flows\/([^/]+)\//;
  const folders = new Map<string, string[]>();
  for (const { path, imports } of modules) {
    const own = inFolder.exec(path)?.[1];
    if (own === undefined) continue;
    const others = imports.map((to) => inFolder.exec(to)?.[1]).filter((to) => to !== own);
    folders.set(own, [...(folders.get(own) ?? []), ...others.filter((to) => to !== undefined)]);
  }
  return [...folders].map(([path, imports]) => ({ path, text: '', imports }));
}

/** The first import cycle as a list of paths; empty when there is none. */
function findCycle(all: readonly Module[]): readonly string[] {
  const byPath = new Map(all.map((module) => [module.path, module]));
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const next of byPath.get(path)?.imports ?? []) {
      const cycle = visit(next, [...trail, path]);
      if (cycle.length > 0) return cycle;
    }
    done.add(path);
    return [];
  };
  for (const { path } of all) {
    const cycle = visit(path, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
