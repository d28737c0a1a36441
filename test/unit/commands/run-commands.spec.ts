import assert from 'node:assert/strict';
import { intentOf, problemWith, suggestionFor } from './support.ts';

describe('commands for one run', () => {
  it('pause it and let it go on', () => {
    assert.deepEqual(intentOf('pause r-7F3K2'), { kind: 'pause', run: 'R-7f3k2' });
    assert.deepEqual(intentOf('continue R7f3k2'), { kind: 'continue', run: 'R-7f3k2' });
    assert.equal(suggestionFor('pause'), 'runs');
    assert.equal(suggestionFor('continue A-7f3k2'), 'continue R-7f3k2');
    assert.equal(suggestionFor('pause R-7f3k2 now'), 'pause R-7f3k2');
  });

  it('undo it, or one user of it', () => {
    assert.deepEqual(intentOf('undo R-7f3k2'), { kind: 'undo', run: 'R-7f3k2', name: null });
    assert.deepEqual(intentOf('undo R-7f3k2 ada'), { kind: 'undo', run: 'R-7f3k2', name: 'ada' });
    assert.deepEqual(intentOf('undo R-7f3k2 "Doe, Jo"'), { kind: 'undo', run: 'R-7f3k2', name: 'Doe, Jo' });
    assert.deepEqual(intentOf('undo R-7f3k2 Jo Doe'), { kind: 'undo', run: 'R-7f3k2', name: 'Jo Doe' });
    assert.equal(suggestionFor('undo R-7f3k2 user:ada'), 'undo R-7f3k2 ada');
    assert.equal(suggestionFor('undo ada'), 'runs');
  });
});

describe('commands for a change beyond the cap', () => {
  it('take as many as the cap allows', () => {
    assert.deepEqual(intentOf('take a-7f3k2'), { kind: 'take', approval: 'A-7f3k2' });
    assert.equal(suggestionFor('take R-7f3k2'), 'take A-7f3k2');
    assert.equal(suggestionFor('take A-7f3k2 25'), 'take A-7f3k2');
  });

  it('ask for a higher cap with a number and a reason', () => {
    const cap = { kind: 'cap', approval: 'A-7f3k2', to: 120, reason: 'the team left' };
    assert.deepEqual(intentOf('cap A-7f3k2 120 "the team left"'), cap);
    assert.deepEqual(intentOf('cap A-7f3k2 120 “the team left”'), cap);
    assert.deepEqual(intentOf('cap A-7f3k2 120 the team left'), cap);
  });

  it('ask for the reason and the number that are missing', () => {
    assert.match(
      problemWith('cap A-7f3k2 120').message,
      /^A higher cap needs a reason, as in: cap A-7f3k2 120 "/,
    );
    assert.match(problemWith('cap A-7f3k2 120 ""').message, /^A higher cap needs a reason/);
    assert.match(problemWith('cap A-7f3k2').message, /^How many users, and why\? As in: cap A-7f3k2 120 "/);
    assert.equal(suggestionFor('cap'), 'approvals');
  });

  it('take whole numbers from 1 to a million only', () => {
    for (const typed of ['0', '-5', '1.5', '50%', '1e3', '1000001', 'all', '"why" 5']) {
      const problem = problemWith(`cap A-7f3k2 ${typed} because`);
      assert.match(problem.message, /^A cap is a whole number of users from 1 to 1,000,000, not "/, typed);
      assert.equal(problem.suggestion, undefined, typed);
    }
    assert.equal(suggestionFor('cap A-7f3k2 1,200 merger'), 'cap A-7f3k2 1200 merger');
    assert.equal(suggestionFor('cap A-7f3k2 1.200 merger'), 'cap A-7f3k2 1200 merger');
  });
});

describe('why', () => {
  it('is asked about one user by a name of one or several words or an address', () => {
    assert.deepEqual(intentOf('why Ada@Example.com'), { kind: 'why', name: 'Ada@Example.com' });
    assert.deepEqual(intentOf('why Ada  Okafor'), { kind: 'why', name: 'Ada Okafor' });
    assert.equal(suggestionFor('why'), 'help why');
    assert.equal(suggestionFor('why user:"Ada Okafor"'), 'why "Ada Okafor"');
    assert.equal(suggestionFor('why inactive:90d'), 'users inactive:90d');
  });
});
