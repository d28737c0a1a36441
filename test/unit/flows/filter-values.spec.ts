import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseFilterText } from '../../../src/commands/parse-filter.ts';
import { parseIntent } from '../../../src/commands/parse-intent.ts';
import { INPUTS } from '../../../src/domain/inbound.ts';
import { problemOf } from '../../../src/domain/problem.ts';
import { filterTextIn } from '../../../src/flows/users/filter-values.ts';

const EMPTY = {
  idle: '',
  never: 'no',
  status: 'active',
  licensed: 'any',
  groups: ' ',
  without: '',
  text: '',
};

function messageOf(inputs: Readonly<Record<string, string>>): string {
  try {
    filterTextIn(inputs, []);
  } catch (error) {
    const problem = problemOf(error);
    return problem?.kind === 'not-understood' ? problem.message : String(error);
  }
  return assert.fail('nothing was thrown');
}

describe('values of the filter form', () => {
  it('are the filter that is typed for the same', () => {
    const asked = {
      [INPUTS.idle]: ' 90 ',
      [INPUTS.never]: 'yes',
      [INPUTS.status]: 'any',
      [INPUTS.licensed]: 'yes',
      [INPUTS.groups]: 'finance, Support Staff, finance',
      [INPUTS.without]: 'contractors',
      [INPUTS.text]: ' van der ',
    };
    assert.equal(
      filterTextIn(asked, []),
      'inactive:90d,never status:any licensed:yes group:finance,"Support Staff" -group:contractors text:"van der"',
    );
  });

  it('are nothing when nothing was asked', () => {
    assert.equal(filterTextIn({}, []), '');
    assert.equal(filterTextIn(EMPTY, []), '');
    assert.equal(filterTextIn({ ...EMPTY, never: 'yes' }, []), '', 'never used are in without any days');
  });

  it('stand ahead of what was not asked about', () => {
    const { terms } = parseFilterText('dir:internal ada');
    assert.equal(filterTextIn({ idle: '30d' }, terms), 'inactive:30d dir:internal ada');
  });

  it('say which field is wrong, and why', () => {
    for (const idle of ['0', '36501', '-3', '90.5', '3 months', 'long', '1e3']) {
      assert.match(messageOf({ idle }), /^"Days idle" takes a whole number of days from 1 to 36,500/, idle);
    }
    assert.match(messageOf({ status: 'inactive' }), /^"Status" is active, deactivated, any/);
    assert.match(messageOf({ licensed: 'perhaps' }), /^"Licence" is any, yes, no/);
    assert.match(messageOf({ never: 'true' }), /^"Accounts never used" is no, yes/);
    assert.match(messageOf({ groups: 'g'.repeat(501) }), /^"In groups" takes at most 500 characters/);
    assert.match(messageOf({ without: 'g'.repeat(501) }), /^"Not in groups" takes at most 500 characters/);
    assert.match(messageOf({ text: 'x'.repeat(101) }), /^"Part of a name" has at most 100 characters/);
    assert.match(messageOf({ idle: 'long' }), /Nothing was changed\.$/);
  });

  it('never are more than was asked, whatever stands in the fields', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(
        'a b',
        '"',
        '\\',
        'x" status:any',
        'a group:b',
        '-group:c',
        '“a”',
        'never',
        '\u00a0',
        '、',
      ),
    );
    const some = fc.array(part, { maxLength: 4 });
    fc.assert(
      fc.property(
        some,
        some,
        part,
        fc.option(fc.integer({ min: 1, max: 36_500 })),
        (groups, without, text, days) => {
          const asked = {
            idle: days === null ? '' : String(days),
            groups: groups.join(','),
            without: without.join(','),
            text,
          };
          const typed = filterTextIn(asked, []);
          const names = (list: readonly string[]) =>
            [...new Set(list.flatMap((each) => each.split(',')).map((each) => each.trim()))].filter(
              (each) => each !== '',
            );
          const wanted = [
            ...(days === null ? [] : [{ kind: 'idle', days, never: false }]),
            ...(names(groups).length === 0 ? [] : [{ kind: 'group', names: names(groups), negated: false }]),
            ...(names(without).length === 0 ? [] : [{ kind: 'group', names: names(without), negated: true }]),
            ...(text.trim() === '' ? [] : [{ kind: 'text', text: text.trim() }]),
          ];
          assert.deepEqual(parseFilterText(typed).terms, wanted);
          const read = parseIntent(`users ${typed}`, { files: [] });
          assert.ok(read.ok && read.intent.kind === 'users', JSON.stringify(read));
          assert.deepEqual(read.intent.filter.terms, wanted);
        },
      ),
    );
  });
});
