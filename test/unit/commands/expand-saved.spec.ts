import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expandSaved, printSaved } from '../../../src/commands/expand-saved.ts';
import { narrows } from '../../../src/commands/narrows.ts';
import { parseFilterText } from '../../../src/commands/parse-filter.ts';
import { printFilter } from '../../../src/commands/print-filter.ts';
import type { Filter } from '../../../src/domain/filter.ts';
import { problemOf } from '../../../src/domain/problem.ts';
import { filterOf } from './support.ts';

const SAVED: ReadonlyMap<string, string> = new Map([
  ['leavers', 'inactive:180d -group:support-staff'],
  ['off', 'status:deactivated'],
  ['wide', 'licensed:yes'],
  ['named', 'ada'],
  ['long', Array.from({ length: 99 }, (_, n) => `group:g${n}`).join(' ')],
]);

function expanded(words: string): string {
  const textOf = (name: string) => SAVED.get(name.toLowerCase());
  return printFilter(expandSaved(filterOf(words), textOf, (name) => [`near ${name}`]));
}

function problemIn(words: string) {
  return problemOfCall(() => expanded(words));
}

function messageOf(call: () => unknown): string {
  const problem = problemOfCall(call);
  assert.ok(problem?.kind === 'not-understood');
  return problem.message;
}

function problemOfCall(call: () => unknown) {
  try {
    call();
  } catch (error) {
    return problemOf(error);
  }
  return assert.fail('nothing was thrown');
}

describe('a filter with saved filters', () => {
  it('gets what was saved in their place', () => {
    assert.equal(
      expanded('user:ada filter:Leavers never'),
      'user:ada inactive:180d -group:support-staff never',
    );
    assert.equal(
      expanded('filter:off filter:leavers'),
      'status:deactivated inactive:180d -group:support-staff',
    );
    assert.equal(expanded('never'), 'never');
  });

  it('says each condition once', () => {
    assert.equal(
      expanded('-group:support-staff filter:leavers filter:leavers status:deactivated filter:off'),
      '-group:support-staff inactive:180d status:deactivated',
    );
  });

  it('reads what is saved under a name once, however often and in whatever case it is named', () => {
    const asked: string[] = [];
    const textOf = (name: string) => {
      asked.push(name);
      return SAVED.get(name.toLowerCase());
    };
    const words = `${'filter:leavers filter:OFF '.repeat(40)}filter:LEAVERS`;
    const filter = expandSaved(filterOf(words), textOf, () => []);
    assert.equal(printFilter(filter), 'inactive:180d -group:support-staff status:deactivated');
    assert.deepEqual(asked, ['leavers', 'OFF']);
  });

  it('may not stand on more than can be read at once', () => {
    const list = `list:${Array.from({ length: 5000 }, (_, n) => `user-${n}`).join(',')}`;
    const saved = (name: string) => `${list} group:${name}`;
    const expand = (words: string) => expandSaved(filterOf(words), saved, () => []);
    const { terms } = expand('filter:a filter:A');
    assert.deepEqual(
      terms.map(({ kind }) => kind),
      ['list', 'group'],
    );
    assert.match(
      messageOf(() => expand('filter:a filter:b filter:c')),
      /more than 120,000 characters together. Name fewer. Nothing was changed/,
    );
  });

  it('narrows as much as what was saved', () => {
    const textOf = (name: string) => SAVED.get(name);
    assert.equal(narrows(expandSaved(filterOf('filter:leavers'), textOf, () => [])), true);
    assert.equal(narrows(expandSaved(filterOf('filter:wide'), textOf, () => [])), false);
  });

  it('names the nearest where nothing is saved under a name', () => {
    assert.deepEqual(problemIn('never filter:leavrs'), {
      kind: 'not-found',
      what: 'saved filter',
      name: 'leavrs',
      nearest: ['near leavrs'],
    });
  });

  it('refuses to say in two ways what is said once', () => {
    const problem = problemIn('filter:off status:any');
    assert.ok(problem?.kind === 'not-understood');
    assert.equal(
      problem.message,
      'The filter says both "status:deactivated" and "status:any", at least one of them in a saved filter. Leave one out. Nothing was changed.',
    );
    assert.equal(problemIn('bo filter:named')?.kind, 'not-understood');
  });

  it('has no more conditions than a filter that is typed', () => {
    assert.equal(parseFilterText(expanded('never filter:long')).terms.length, 100);
    const problem = problemIn('never once filter:long');
    assert.ok(problem?.kind === 'not-understood');
    assert.match(problem.message, /more than 100 conditions/);
  });

  it('can be printed and read again, or is refused', () => {
    const words = fc.constantFrom(
      ...['status:any', 'status:active', 'dir:a', 'dir:b', 'licensed:no', 'user:a', 'mail:a', 'domain:a.b'],
      ...['list:a,b', 'ada', '"to"', 'never', 'once', 'group:a', '-group:a', 'text:"a b"', 'login:2025'],
    );
    const texts = fc.array(words, { minLength: 1, maxLength: 4 }).map((list) => list.join(' '));
    let read = 0;
    fc.assert(
      fc.property(texts, texts, texts, (typed, one, two) => {
        const saved: Readonly<Record<string, string>> = { one, two };
        let filter: Filter;
        try {
          filter = expandSaved(
            parseFilterText(`filter:one ${typed} filter:two`),
            (name) => saved[name],
            () => [],
          );
        } catch (error) {
          assert.equal(problemOf(error)?.kind, 'not-understood', String(error));
          return;
        }
        assert.deepEqual(parseFilterText(printFilter(filter)), filter);
        read += 1;
      }),
      { numRuns: 1000 },
    );
    assert.ok(read > 50, String(read));
  });
});

describe('a filter to be saved', () => {
  const names = (count: number, length = 8) =>
    Array.from({ length: count }, (_, n) => `u${n}`.padEnd(length, 'x')).join(',');
  const message =
    /at most 1,000 names and 30,000 characters; attach a longer list whenever it is needed. Nothing was changed/;

  it('holds so many names over all its conditions', () => {
    assert.equal(printSaved(filterOf('never -group:a')), 'never -group:a');
    assert.equal(printSaved(filterOf(`list:${names(999)} dir:a`)), `list:${names(999)} dir:a`);
    for (const more of ['dir:a,b', 'user:a,b', 'mail:a,b', 'domain:a,b', '-group:a,b']) {
      assert.match(
        messageOf(() => printSaved(filterOf(`list:${names(999)} ${more}`))),
        message,
        more,
      );
    }
  });

  it('has so many characters', () => {
    const long = `${names(900, 30)} text:${'x'.repeat(2000)}`;
    assert.equal(printSaved(filterOf(`list:${long}`)).length, `list:${long}`.length);
    assert.match(
      messageOf(() => printSaved({ terms: [{ kind: 'text', text: 'x'.repeat(30_001) }] })),
      message,
    );
  });
});
