import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expandSaved } from '../../../src/commands/expand-saved.ts';
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
  try {
    expanded(words);
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
