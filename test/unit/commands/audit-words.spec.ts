import assert from 'node:assert/strict';
import type { Intent } from '../../../src/commands/intent.ts';
import { parseIntent } from '../../../src/commands/parse-intent.ts';
import { choicesFor, intentOf, problemWith, suggestionFor } from './support.ts';

describe('reading an audit query', () => {
  const query = (text: string) => (intentOf(text) as Extract<Intent, { kind: 'audit' }>).query;

  it('takes action, person, target and date', () => {
    assert.deepEqual(query('audit action:"user deactivated" person:Priya target:ada date:2026-11'), {
      action: 'User Deactivated',
      person: 'Priya',
      target: 'ada',
      date: { from: '2026-11-01', to: '2026-11-30' },
    });
    assert.deepEqual(query('audit'), { action: null, person: null, target: null, date: null });
    assert.deepEqual(query('audit date:2026-11-03').date, { from: '2026-11-03', to: '2026-11-03' });
    assert.deepEqual(query('audit date:2026-11-03..').date, { from: '2026-11-03' });
    assert.deepEqual(intentOf('audit export target:ada'), {
      kind: 'audit-export',
      query: { action: null, person: null, target: 'ada', date: null },
    });
  });

  const meant: readonly (readonly [string, string])[] = [
    ['audit action:"User Deactivatd"', 'audit action:"User Deactivated"'],
    ['audit action:User Deactivated target:ada', 'audit action:"User Deactivated" target:ada'],
    ['audit action:renamed', 'audit action:"User Renamed"'],
    ['audit ada', 'audit target:ada'],
    ['audit 2026-11', 'audit date:2026-11'],
    ['audit targt:ada', 'audit target:ada'],
    ['audit user:ada', 'audit target:ada'],
    ['audit date:3.11.2026', 'audit date:2026-11-03'],
  ];
  for (const [text, suggestion] of meant) {
    it(`offers "${suggestion}" for "${text}"`, () => {
      assert.equal(suggestionFor(text), suggestion);
      assert.equal(parseIntent(suggestion, { files: [] }).ok, true);
    });
  }

  it('asks which action when several fit', () => {
    assert.deepEqual(choicesFor('audit action:exported'), [
      'audit action:"Users Exported"',
      'audit action:"Audit Exported"',
    ]);
    const several = parseIntent('audit action:run', { files: [] });
    assert.ok(!several.ok && several.problem.kind === 'ambiguous' && several.problem.choices.length > 2);
  });

  it('refuses the same part twice', () => {
    assert.match(problemWith('audit target:a target:b').message, /said twice/);
  });
});

describe('verifying the audit log', () => {
  const HASH = '9f8e7d6c5b4a3f2e';

  it('takes a head that was noted down, or none', () => {
    assert.deepEqual(intentOf('audit verify'), { kind: 'audit-verify', head: null });
    for (const typed of [`1234-${HASH}`, `1234–${HASH.toUpperCase()}`, `"1234—${HASH}"`]) {
      assert.deepEqual(intentOf(`audit verify ${typed}`), {
        kind: 'audit-verify',
        head: { seq: 1234, hash: HASH },
      });
    }
    const whole = HASH.repeat(4);
    assert.deepEqual(intentOf(`audit verify 1-${whole}`), {
      kind: 'audit-verify',
      head: { seq: 1, hash: whole },
    });
  });

  it('says what a head looks like', () => {
    assert.equal(suggestionFor(`audit verify 12 ${HASH}`), `audit verify 12-${HASH}`);
    for (const head of [
      '1234',
      HASH,
      `1234-${HASH.slice(1)}`,
      `1234-${HASH.repeat(5)}`,
      `0-${HASH}`,
      'soon',
    ]) {
      assert.match(problemWith(`audit verify ${head}`).message, /^A head is the number of an entry, a dash/);
    }
  });
});

describe('keeping the audit log', () => {
  const days = (text: string) => (intentOf(text) as Extract<Intent, { kind: 'audit-retention' }>).days;

  it('is said in days, or off for ever', () => {
    assert.equal(days('audit retention 90d'), 90);
    assert.equal(days('audit retention 30'), 30);
    assert.equal(days('audit retention 36500 '), 36_500);
    assert.equal(days('audit retention OFF'), null);
  });

  it('is never less than thirty days, and says why', () => {
    for (const typed of ['29d', '1', '0', '2w']) {
      const problem = problemWith(`audit retention ${typed}`);
      assert.match(problem.message, /^An audit log of less than 30 days would/);
      assert.equal(problem.suggestion, 'audit retention 30d');
    }
  });

  it('offers the days that another way of saying it means', () => {
    assert.equal(suggestionFor('audit retention 3months'), 'audit retention 90d');
    assert.equal(suggestionFor('audit retention 1y'), 'audit retention 365d');
    assert.equal(suggestionFor('audit retention forever'), 'audit retention off');
    assert.equal(suggestionFor('audit retention 90 days'), 'audit retention 90');
    assert.equal(suggestionFor('audit retention'), 'help audit retention');
    assert.equal(suggestionFor('audit retention 36501'), undefined);
    assert.equal(suggestionFor('audit retention soon'), undefined);
  });

  it('never takes how a list is shown for whom something was done to', () => {
    assert.equal(suggestionFor('audit per:100 date:2026-11'), 'audit date:2026-11');
    assert.equal(suggestionFor('audit page:2'), 'audit');
    assert.match(JSON.stringify(problemWith('audit sort:name')), /audit export/);
  });
});
