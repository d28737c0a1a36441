import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CATALOGUE } from '../../../src/commands/catalogue.ts';
import { complete } from '../../../src/commands/complete.ts';
import { parseFilterText } from '../../../src/commands/parse-filter.ts';
import { MAX_COMMAND_LENGTH, parseIntent } from '../../../src/commands/parse-intent.ts';
import { printFilter } from '../../../src/commands/print-filter.ts';
import type { Filter, Term } from '../../../src/domain/filter.ts';
import { foldPunctuation } from '../../../src/domain/punctuation.ts';
import { filterOf, intentOf } from './support.ts';

/** What any text is put behind: nothing, and every command with an id where it takes one. */
const HEADS = [
  '',
  ...CATALOGUE.map(({ name, takes }) => {
    const ids: Readonly<Record<string, string>> = { approval: 'A-7f3k2 ', run: 'R-7f3k2 ' };
    return `${name} ${ids[takes.kind] ?? ''}`;
  }),
];

/** One for every reader of words. */
const LONG_HEADS = [
  ...['', 'users ', 'users list:', 'users login:', 'user ', 'reject A-7f3k2 ', 'undo R-7f3k2 ', 'stop '],
  ...['group move ', 'filter save ', 'protect ', 'roles give ', 'exempt ', 'exempt ada until '],
  ...['cap A-7f3k2 ', 'audit action:', 'audit verify ', 'audit retention ', 'delete '],
];

/** Text out of what chat clients produce, and out of every code unit, lone surrogates included. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 100 })
    .map((units) => String.fromCharCode(...units)),
  fc
    .array(
      fc.constantFrom(
        ...[
          'users',
          'group',
          'inactive',
          'login',
          'list',
          'never',
          'reject',
          'audit',
          'action',
          'A-7f3k2',
          'ada',
          'to',
          'from',
          'until',
          'suffix',
          'filter',
          'delete',
        ],
        ...[
          ':',
          '>',
          ',',
          '"',
          '“',
          '-',
          '—',
          '\\',
          ' ',
          '\n',
          '\u00a0',
          '..',
          '2026-01-01',
          '90d',
          '1/2/2025',
          '\u0000',
        ],
      ),
      { maxLength: 30 },
    )
    .map((words) => words.join('')),
);

const name = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
    fc.string({
      unit: fc.constantFrom('"', '\\', ',', ' ', '–', '’', '”', ':', '-', 'a', '\u00a0', '：', '\n', '\r'),
      minLength: 1,
      maxLength: 8,
    }),
    fc.constantFrom('never', 'status', '-group:a', 'a:b', 'internal', '/aum', 'Ada'),
  )
  .map((text) => text.trim())
  .filter((text) => text !== '');
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 4 });
const day = fc
  .integer({ min: 0, max: 30_000 })
  .map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10));
const range = fc.oneof(
  day.map((from) => ({ from })),
  day.map((to) => ({ to })),
  fc.tuple(day, day).map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a })),
);
const repeatable: fc.Arbitrary<Term> = fc.oneof(
  fc.record({ kind: fc.constant('group' as const), names, negated: fc.boolean() }),
  fc.record({
    kind: fc.constant('idle' as const),
    days: fc.integer({ min: 1, max: 36_500 }),
    never: fc.boolean(),
  }),
  fc.record({ kind: fc.constantFrom('login' as const, 'created' as const), range }),
  fc.record({ kind: fc.constantFrom('never' as const, 'once' as const) }),
  fc.record({ kind: fc.constant('text' as const), text: name }),
  fc.record({ kind: fc.constant('saved' as const), name }),
);
const single: fc.Arbitrary<Term> = fc.oneof(
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom('active' as const, 'deactivated' as const, 'any' as const),
  }),
  fc.record({
    kind: fc.constant('licensed' as const),
    licensed: fc.constantFrom('yes' as const, 'no' as const, 'any' as const),
  }),
  fc.record({ kind: fc.constant('dir' as const), names }),
  fc.record({ kind: fc.constant('user' as const), names }),
  fc.record({ kind: fc.constant('mail' as const), addresses: names }),
  fc.record({
    kind: fc.constant('domain' as const),
    domains: fc.uniqueArray(
      name.filter((text) => !/^[@＠]/.test(text)),
      { minLength: 1 },
    ),
  }),
  fc.record({ kind: fc.constant('list' as const), entries: names }),
  fc.record({ kind: fc.constant('word' as const), word: name }),
);
/** Any filter that can be said: kinds that may be said once occur once. */
const anyFilter: fc.Arbitrary<Filter> = fc
  .tuple(
    fc.array(repeatable, { maxLength: 4 }),
    fc.uniqueArray(single, { selector: (term) => term.kind, maxLength: 5 }),
  )
  .map(([some, others]) => ({ terms: [...some, ...others].map((term) => ({ ...term })) }));

describe('any text at all', () => {
  it('is read or refused, and never crashes the reader', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(...HEADS), (text, head) => {
        const parsed = parseIntent(`${head}${text}`, { files: [{ name: 'x', content: text }] });
        if (!parsed.ok && parsed.problem.kind === 'not-understood') {
          const { position = 0, message } = parsed.problem;
          assert.ok(position >= 0 && position <= head.length + text.length);
          assert.match(message, /Nothing was changed\.$/);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('can be completed at any place', () => {
    const vocabulary = { commands: CATALOGUE, groups: ['a b', 'c'], directories: ['Internal Directory'] };
    fc.assert(
      fc.property(anyText, fc.integer({ min: -5, max: 300 }), (text, cursor) => {
        const { from, to } = complete(`users ${text}`, cursor, vocabulary);
        assert.ok(from >= 0 && from <= to && to <= text.length + 6);
      }),
    );
  });

  // A reader that looks back over the whole text at every character would need 2,500,000,000 steps here and
  // run into mocha's time limit.
  const long = [
    'a',
    '-',
    '"',
    '\\',
    ',',
    ', ',
    ' ',
    'a ',
    'a:',
    'a,',
    '“”',
    'group:a ',
    '-group:',
    'list:\n',
    '1/',
    '. ',
    '\u00a0',
    '\ud800',
    '>',
  ];
  for (const unit of long) {
    it(`is read in one go when it is ${JSON.stringify(unit)} over and over`, () => {
      const text = unit.repeat(Math.floor((MAX_COMMAND_LENGTH - 20) / unit.length));
      for (const head of LONG_HEADS) {
        parseIntent(`${head}${text}`, { files: [] });
      }
    });
  }
});

describe('a filter printed and read again', () => {
  it('is the same filter, and prints the same text', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        const printed = printFilter(filter);
        assert.deepEqual(parseFilterText(printed), filter);
        assert.equal(printFilter(parseFilterText(printed)), printed);
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same when people paste the printed text into a command', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        assert.deepEqual(filterOf(printFilter(filter)), filter);
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same for whatever text was understood as a filter', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const parsed = parseIntent(`users ${text}`, { files: [] });
        if (!parsed.ok || parsed.intent.kind !== 'users') return;
        assert.deepEqual(filterOf(printFilter(parsed.intent.filter)), parsed.intent.filter);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('a command that a chat client mangled', () => {
  const clean = [
    'users inactive:90d,never -group:"support staff",ops sort:-name',
    'deactivate --group:a list:"o\'brien",b-c',
    'export users login:2026-01-01..2026-03-31 columns:username,email',
    'reject A-7f3k2 "not now - ask Bo\'s team..."',
    'users inactive>=90d -group:x',
    'audit action:"User Deactivated" target:ada date:2026-11',
    'group move from:"support staff" to:a-b, c inactive:90d',
    'deactivate never suffix:--old',
    'exempt ada until 2026-12-31 "on leave - back in 9 weeks"',
    'audit verify 19-9f8e7d6c5b4a3f29',
  ];
  const MANGLED: Readonly<Record<string, readonly string[]>> = {
    '"': ['“', '”', '„', '«', '»', '＂'],
    "'": ['’', '‘', '＇'],
    '-': ['–', '‐', '‑', '−', '－'],
    '--': ['—', '–-'],
    ' ': ['\u00a0', '  ', '\u202f', '\u3000', '\u200b \u200b', '\n', '\t'],
    ':': ['：', ':\u200b'],
    ',': ['，', '、'],
    '>': ['＞'],
    '>=': ['≥', '＞＝'],
    '..': ['‥', '．．'],
    '...': ['…'],
    '9': ['９'],
  };

  it('means what was typed', () => {
    const mangled = fc.tuple(
      fc.constantFrom(...clean),
      fc.constantFrom('', '/', '/aum ', 'aum ', '\u200b/aum\u00a0'),
      fc.infiniteStream(fc.nat()),
    );
    fc.assert(
      fc.property(mangled, ([text, prefix, choices]) => {
        const broken = text.replace(/\.{3}|\.\.|--|>=|["'\- :,>9]/g, (part) => {
          const forms = [part, ...(MANGLED[part] ?? [])];
          return forms[Number(choices.next().value) % forms.length] ?? part;
        });
        assert.deepEqual(
          withoutSpacing(intentOf(`${prefix}${broken}`)),
          withoutSpacing(intentOf(text)),
          broken,
        );
      }),
      { numRuns: 2000 },
    );
  });

  /** A doubled or broken space inside quotes stays one: only its kind is mangled here. */
  function withoutSpacing(value: unknown): unknown {
    return JSON.parse(JSON.stringify(value).replace(/(?:\\n|\s)+/g, ' '));
  }

  it('has its names folded in the same way for whoever compares them', () => {
    assert.equal(foldPunctuation('O’Brien – “x”：ａ'), 'O\'Brien - "x":a');
  });
});
