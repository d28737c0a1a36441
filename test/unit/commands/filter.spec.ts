import assert from 'node:assert/strict';
import { describeFilter } from '../../../src/commands/describe-filter.ts';
import { narrows, wideFilterProblem } from '../../../src/commands/narrows.ts';
import { parseFilterText } from '../../../src/commands/parse-filter.ts';
import { printFilter } from '../../../src/commands/print-filter.ts';
import type { Term } from '../../../src/domain/filter.ts';
import { choicesFor, filterOf, problemWith, suggestionFor } from './support.ts';

/** Words of a filter, the term they are, how it is printed, and what people read. */
const TERMS: readonly (readonly [words: string, term: Term, printed: string, described: string])[] = [
  ['group:a,b', { kind: 'group', names: ['a', 'b'], negated: false }, 'group:a,b', 'in a or b'],
  ['Group:"a b", c', { kind: 'group', names: ['a b', 'c'], negated: false }, 'group:"a b",c', 'in a b or c'],
  ['-group:a,b', { kind: 'group', names: ['a', 'b'], negated: true }, '-group:a,b', 'not in a or b'],
  ['--group:a', { kind: 'group', names: ['a'], negated: true }, '-group:a', 'not in a'],
  ['—group:a', { kind: 'group', names: ['a'], negated: true }, '-group:a', 'not in a'],
  [
    'dir:internal,crowd',
    { kind: 'dir', names: ['internal', 'crowd'] },
    'dir:internal,crowd',
    'directory internal or crowd',
  ],
  [
    'dir:"Internal Directory"',
    { kind: 'dir', names: ['Internal Directory'] },
    'dir:"Internal Directory"',
    'directory Internal Directory',
  ],
  ['STATUS:Deactivated', { kind: 'status', status: 'deactivated' }, 'status:deactivated', 'deactivated'],
  ['status:any', { kind: 'status', status: 'any' }, 'status:any', 'enabled or deactivated'],
  ['licensed:no', { kind: 'licensed', licensed: 'no' }, 'licensed:no', 'not licensed'],
  ['inactive:90d', { kind: 'idle', days: 90, never: false }, 'inactive:90d', 'idle 90 days or more'],
  ['inactive>90d', { kind: 'idle', days: 90, never: false }, 'inactive:90d', 'idle 90 days or more'],
  ['inactive>=1', { kind: 'idle', days: 1, never: false }, 'inactive:1d', 'idle 1 day or more'],
  [
    'idle:90,never',
    { kind: 'idle', days: 90, never: true },
    'inactive:90d,never',
    'idle 90 days or more, or never used',
  ],
  [
    'inactive>90d, NEVER',
    { kind: 'idle', days: 90, never: true },
    'inactive:90d,never',
    'idle 90 days or more, or never used',
  ],
  ['Never', { kind: 'never' }, 'never', 'never used'],
  ['once', { kind: 'once' }, 'once', 'used once'],
  [
    'login:2026-01-01..2026-03-31',
    { kind: 'login', range: { from: '2026-01-01', to: '2026-03-31' } },
    'login:2026-01-01..2026-03-31',
    'last login from 1 Jan 2026 to 31 Mar 2026',
  ],
  [
    'login:..2026-02',
    { kind: 'login', range: { to: '2026-02-28' } },
    'login:..2026-02-28',
    'last login until 28 Feb 2026',
  ],
  [
    'login:2026-01-01…',
    { kind: 'login', range: { from: '2026-01-01' } },
    'login:2026-01-01..',
    'last login since 1 Jan 2026',
  ],
  [
    'created:2024-02-29',
    { kind: 'created', range: { from: '2024-02-29', to: '2024-02-29' } },
    'created:2024-02-29',
    'created on 29 Feb 2024',
  ],
  [
    'created:2025',
    { kind: 'created', range: { from: '2025-01-01', to: '2025-12-31' } },
    'created:2025-01-01..2025-12-31',
    'created from 1 Jan 2025 to 31 Dec 2025',
  ],
  ['user:Ada,bo,Ada', { kind: 'user', names: ['Ada', 'bo'] }, 'user:Ada,bo', 'username Ada or bo'],
  ['user:CORP\\ada', { kind: 'user', names: ['CORP\\ada'] }, 'user:CORP\\\\ada', 'username CORP\\ada'],
  [
    'mail:ada@example.com',
    { kind: 'mail', addresses: ['ada@example.com'] },
    'mail:ada@example.com',
    'address ada@example.com',
  ],
  ['text:"a \\"b\\""', { kind: 'text', text: 'a "b"' }, 'text:"a \\"b\\""', '"a "b"" in name or address'],
  [
    'domain:@example.com',
    { kind: 'domain', domains: ['example.com'] },
    'domain:example.com',
    'address at example.com',
  ],
  [
    'list:ada , bo,, c',
    { kind: 'list', entries: ['ada', 'bo', 'c'] },
    'list:ada,bo,c',
    'on a list of 3 names',
  ],
  ['filter:Leavers', { kind: 'saved', name: 'Leavers' }, 'filter:Leavers', 'saved filter Leavers'],
  ['filter:"my own"', { kind: 'saved', name: 'my own' }, 'filter:"my own"', 'saved filter my own'],
  ['"Delete"', { kind: 'word', word: 'Delete' }, '"Delete"', 'named Delete'],
  ['to', { kind: 'word', word: 'to' }, '"to"', 'named to'],
  ['ada', { kind: 'word', word: 'ada' }, 'ada', 'named ada'],
  ['"never"', { kind: 'word', word: 'never' }, '"never"', 'named never'],
  ['"a:b"', { kind: 'word', word: 'a:b' }, '"a:b"', 'named a:b'],
  ['"-ada"', { kind: 'word', word: '-ada' }, '"-ada"', 'named -ada'],
  ['"Doe, Jo"', { kind: 'word', word: 'Doe, Jo' }, '"Doe, Jo"', 'named Doe, Jo'],
];

describe('the filter language', () => {
  for (const [words, term, printed, described] of TERMS) {
    it(`reads, prints and describes ${words}`, () => {
      const filter = filterOf(words);
      assert.deepEqual(filter, { terms: [term] });
      assert.equal(printFilter(filter), printed);
      assert.deepEqual(parseFilterText(printed), filter);
      assert.equal(describeFilter(filter).replace(/ · enabled$/, ''), described);
    });
  }

  it('keeps several groups apart, so that they mean all of them', () => {
    assert.equal(filterOf('group:a group:b -group:c').terms.length, 3);
  });

  it('does not glue a condition to a list that ends in a comma', () => {
    assert.equal(printFilter(filterOf('group:a, licensed:yes')), 'group:a licensed:yes');
  });

  it('keeps a character as it is behind a backslash', () => {
    const filter = filterOf('group:"Sales \\– EMEA"');
    assert.deepEqual(filter.terms[0], { kind: 'group', names: ['Sales – EMEA'], negated: false });
    assert.deepEqual(filterOf(printFilter(filter)), filter);
  });

  it('knows nothing of what comes later', () => {
    assert.equal(problemWith('users warning:undelivered').suggestion, 'help filters');
  });
});

describe('a filter that is not understood', () => {
  const meant: readonly (readonly [string, string | undefined])[] = [
    ['users grup:a never', 'users group:a never'],
    ['users -grup:a', 'users -group:a'],
    ['users email:a@b.c', 'users mail:a@b.c'],
    ['users directory:crowd', 'users dir:crowd'],
    ['users group>a', 'users group:a'],
    ['users status:enabled', 'users status:active'],
    ['users status:actve', 'users status:active'],
    ['users licensed:true', 'users licensed:yes'],
    ['users -licensed:yes', 'users licensed:no'],
    ['users -user:ada', undefined],
    ['users -ada', undefined],
    ['users - group:a', 'users -group:a'],
    ['users -group a', 'users -group:a'],
    ['users group a', 'users group:a'],
    ['users group: a', 'users group:a'],
    ['users group:', 'users group:confluence-users'],
    ['users inactive', 'users inactive:90d'],
    ['users inactive never', 'users inactive:90d never'],
    ['users deactivated', 'users status:deactivated'],
    ['users inactive:12w', 'users inactive:84d'],
    ['users inactive:3months', 'users inactive:90d'],
    ['users inactive:1y', 'users inactive:365d'],
    ['users inactive:0', undefined],
    ['users inactive:-5', undefined],
    ['users inactive:99999999999', undefined],
    ['users inactive:soon', undefined],
    ['users inactive:never', 'users never'],
    ['users inactive:30d,60d', undefined],
    ['users ada bo', 'users list:ada,bo'],
    ['users ada,bo', 'users list:ada,bo'],
    ['users ada never "b c"', 'users list:ada,"b c" never'],
    ['users user:ada user:bo', 'users user:ada,bo'],
    ['users status:any status:active', undefined],
    ['users text:a,b', 'users text:"a,b"'],
    ['users filter mine', 'users filter:mine'],
    ['users -filter:mine', undefined],
    ['users filter:a,b', undefined],
    ['users sort:nme', 'users sort:name'],
    ['users sort:name sort:login', undefined],
    ['users page:0', 'users page:1'],
    ['users page:-1', 'users page:1'],
    ['users page:99999999', 'users page:1000000'],
    ['users page:1e3', 'users page:1'],
    ['users per:30', 'users per:50'],
    ['users per:1000', 'users per:100'],
    ['users per:many', 'users per:20'],
    ['users list:', undefined],
    ['users ""', undefined],
  ];
  for (const [text, suggestion] of meant) {
    it(`offers ${suggestion ?? 'nothing'} for ${text}`, () => {
      assert.equal(suggestionFor(text), suggestion);
      if (suggestion !== undefined) filterOf(suggestion.replace('users ', ''));
    });
  }

  it('says which word and where', () => {
    const problem = problemWith('users licensed:yes grup:a');
    assert.equal(problem.word, 'grup');
    assert.equal(problem.position, 19);
  });

  it('asks whether inactive means idle or deactivated', () => {
    assert.deepEqual(choicesFor('users status:inactive licensed:yes'), [
      'users inactive:90d licensed:yes',
      'users status:deactivated licensed:yes',
    ]);
  });

  it('takes at most a hundred conditions', () => {
    assert.equal(filterOf('group:a '.repeat(100)).terms.length, 100);
    assert.match(problemWith(`users ${'group:a '.repeat(101)}`).message, /at most 100/);
  });
});

describe('what people read of a filter', () => {
  it('joins the conditions and leaves out what goes without saying', () => {
    assert.equal(
      describeFilter(filterOf('inactive:90d,never licensed:yes -group:support-staff')),
      'idle 90 days or more, or never used · licensed · not in support-staff',
    );
  });

  it('says that only enabled accounts count where nothing else does', () => {
    assert.equal(describeFilter(filterOf('never')), 'never used · enabled');
    assert.equal(describeFilter(filterOf('never status:any')), 'never used · enabled or deactivated');
    assert.equal(describeFilter(filterOf('never filter:mine')), 'never used · saved filter mine');
    assert.equal(describeFilter(filterOf('')), 'everybody who is enabled');
    assert.equal(describeFilter(filterOf('licensed:any')), 'everybody who is enabled');
  });

  it('counts what has no room', () => {
    assert.equal(
      describeFilter(filterOf('group:a,b,c,d,e,f status:any')),
      'in a, b, c, d or 2 more · enabled or deactivated',
    );
  });
});

describe('a filter for a change', () => {
  const wide = [
    '',
    '-group:a',
    'status:any',
    'status:deactivated -group:a',
    'licensed:yes',
    'login:1970-01-01..2030-01-01',
    'created:1970-01-01..',
    'filter:mine',
  ];
  for (const words of wide) {
    it(`is refused when it says only "${words}"`, () => {
      assert.equal(narrows(filterOf(words)), false);
      assert.equal(wideFilterProblem(filterOf(words))?.kind, 'guarded');
    });
  }

  const narrow = [
    'group:a',
    'dir:internal',
    'inactive:1d',
    'never',
    'once',
    'login:..2025-01-01',
    'created:2025',
    'ada',
    'list:ada',
    'text:a',
    'domain:example.com',
    '-group:b user:ada',
    'login:1970-01-01.. ada',
  ];
  for (const words of narrow) {
    it(`may say "${words}"`, () => {
      assert.equal(narrows(filterOf(words)), true);
      assert.equal(wideFilterProblem(filterOf(words)), null);
    });
  }
});
