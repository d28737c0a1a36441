import assert from 'node:assert/strict';
import { parseIntent } from '../../../src/commands/parse-intent.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import { intentOf, problemWith, suggestionFor } from './support.ts';

function operationOf(text: string): Operation {
  const intent = intentOf(text);
  assert.ok(intent.kind === 'change', text);
  return intent.operation;
}

/** Every suggestion has to be a command that is understood. */
function assertOffers(meant: readonly (readonly [text: string, suggestion: string])[]): void {
  for (const [text, suggestion] of meant) {
    assert.equal(suggestionFor(text), suggestion, text);
    assert.equal(parseIntent(suggestion, { files: [] }).ok, true, suggestion);
  }
}

describe('a suffix', () => {
  it('goes with a deactivation, wherever it is said', () => {
    assert.deepEqual(operationOf('deactivate never'), { kind: 'deactivate', suffix: null });
    assert.deepEqual(operationOf('deactivate suffix:_old never'), { kind: 'deactivate', suffix: '_old' });
    assert.deepEqual(operationOf('deactivate never SUFFIX:-x.2'), { kind: 'deactivate', suffix: '-x.2' });
    assert.deepEqual(operationOf(`deactivate ada suffix:${'é'.repeat(20)}`), {
      kind: 'deactivate',
      suffix: 'é'.repeat(20),
    });
  });

  it('is no part of the filter', () => {
    const intent = intentOf('deactivate never suffix:_old');
    assert.ok(intent.kind === 'change');
    assert.deepEqual(intent.filter, { terms: [{ kind: 'never' }] });
  });

  it('has 1 to 20 letters, digits, underscores, dashes or dots', () => {
    const message = problemWith('deactivate never suffix:"_old one"').message;
    assert.match(message, /^A suffix has 1 to 20 letters, .* so it cannot be "_old one"\./);
    assertOffers([
      ['deactivate never suffix:"_old one"', 'deactivate never suffix:_oldone'],
      [`deactivate suffix:${'a'.repeat(21)} never`, `deactivate suffix:${'a'.repeat(20)} never`],
      ['deactivate never suffix _old', 'deactivate never suffix:_old'],
      ['deactivate never suffix:', 'deactivate never suffix:_old'],
      ['deactivate never sufix:_old', 'deactivate never suffix:_old'],
      ['activate ada suffix:_old', 'activate ada'],
    ]);
    assert.equal(suggestionFor('deactivate never suffix:@@'), undefined);
    assert.equal(suggestionFor('deactivate never suffix:a suffix:b'), undefined);
  });
});

describe('a deletion', () => {
  it('is asked for with "users delete"', () => {
    assert.deepEqual(intentOf('users delete user:ada sort:name'), {
      kind: 'change',
      operation: { kind: 'delete' },
      filter: { terms: [{ kind: 'user', names: ['ada'] }] },
      order: { by: 'name', descending: false },
    });
    assert.equal(suggestionFor('users delete never page:2'), 'users delete never');
  });

  it('is not asked for with "delete" alone, which says so', () => {
    const { message } = problemWith('delete user:ada');
    assert.equal(
      message,
      '"delete" alone acts on nothing. "users delete" asks to delete users; "groups delete" is not here yet. Nothing was changed.',
    );
    assertOffers([
      ['delete', 'users delete'],
      ['Delete user:ada', 'users delete user:ada'],
      ['delete users never', 'users delete never'],
      ['delete user ada', 'users delete ada'],
      ['delete groups a;b', 'help'],
      ['delete group a', 'help'],
      ['delete filter leavers', 'filter delete leavers'],
    ]);
  });
});

describe('a change of memberships', () => {
  it('takes groups as typed, and a filter with groups of its own', () => {
    assert.deepEqual(operationOf('group add to:A,"b c" user:ada'), {
      kind: 'add-to-groups',
      groups: ['A', 'b c'],
    });
    assert.deepEqual(operationOf('group remove never from:a, b'), {
      kind: 'remove-from-groups',
      groups: ['a', 'b'],
    });
    assert.deepEqual(intentOf('group move to:b from:a group:a -group:c sort:name'), {
      kind: 'change',
      operation: { kind: 'move-groups', from: ['a'], to: ['b'] },
      filter: {
        terms: [
          { kind: 'group', names: ['a'], negated: false },
          { kind: 'group', names: ['c'], negated: true },
        ],
      },
      order: { by: 'name', descending: false },
    });
  });

  it('names each group once, whatever its case', () => {
    const operation = operationOf('group add to:a,b,A never');
    assert.ok(operation.kind === 'add-to-groups');
    assert.deepEqual(
      operation.groups.map((name) => name.toLowerCase()),
      ['a', 'b'],
    );
  });

  it('does not look for its words in a pasted list', () => {
    const intent = intentOf('group add to:a list:\nfrom:x\nto:y\n"bo');
    assert.ok(intent.kind === 'change');
    assert.deepEqual(intent.filter.terms, [{ kind: 'list', entries: ['from:x', 'to:y', 'bo'] }]);
  });

  it('asks for the groups that were not said', () => {
    assert.match(problemWith('group add never').message, /^Into which group\? Say to: with its name/);
    assert.match(problemWith('group remove never').message, /^Out of which group\? Say from: with its name/);
    assert.match(problemWith('group move never').message, /^Out of which group\?.* Into which group\?/);
    assertOffers([
      ['group add never', 'help group add'],
      ['group move', 'help group move'],
      ['group add confluence-users user:ada', 'group add to:confluence-users user:ada'],
      ['group add "support staff" ada', 'group add to:"support staff" ada'],
      ['group remove group:a,"b c" never', 'group remove from:a,"b c" never'],
      ['group move a b user:ada', 'group move from:a to:b user:ada'],
      ['group move from:a b user:ada', 'group move from:a to:b user:ada'],
      ['group move group:a group:b never', 'group move from:a to:b never'],
      ['group add to a user:ada', 'group add to:a user:ada'],
      ['group add to: a user:ada', 'group add to:a user:ada'],
      ['group add into:a user:ada', 'group add to:a user:ada'],
      ['group remove form:a user:ada', 'group remove from:a user:ada'],
    ]);
  });

  it('offers the word or the command that was meant', () => {
    assert.match(problemWith('group add from:a never').message, /^"group add" takes to:, not from:\./);
    assertOffers([
      ['group add from:a never', 'group add to:a never'],
      ['group remove never To:a', 'group remove never from:a'],
      ['group add from:a to:b never', 'group move from:a to:b never'],
      ['group remove to:b never from:a', 'group move to:b never from:a'],
      ['group add to:a to:b never', 'group add to:a,b never'],
      ['group add to>a never', 'group add to:a never'],
    ]);
    assert.equal(suggestionFor('group add -to:a never'), undefined);
  });

  it('refuses to move between a group and itself', () => {
    const problem = problemWith('group move from:a,b to:c,B never');
    assert.match(
      problem.message,
      /^"B" stands behind both from: and to:; a move is between different groups\./,
    );
    assert.equal(problem.position, 20);
  });

  it('is the only place where its words mean anything', () => {
    assert.match(problemWith('users to:a never').message, /^"to:" has no meaning in this command\./);
    assert.deepEqual(intentOf('users from').kind, 'users');
  });
});
