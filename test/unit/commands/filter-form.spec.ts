import assert from 'node:assert/strict';
import { joinFilter, NO_ANSWERS, splitFilter } from '../../../src/commands/filter-form.ts';
import { parseFilterText } from '../../../src/commands/parse-filter.ts';
import { printFilter } from '../../../src/commands/print-filter.ts';

/** What the form shows of a filter, and what is left of it, as text. */
function split(text: string) {
  const { answers, rest } = splitFilter(parseFilterText(text));
  return { answers, rest: printFilter({ terms: rest }) };
}

describe('a filter as a form', () => {
  it('shows what it asks for', () => {
    const text =
      'inactive:90d,never status:any licensed:no group:a,"b c" -group:support-staff text:"van der"';
    assert.deepEqual(split(text), {
      answers: {
        idleDays: 90,
        never: true,
        status: 'any',
        licensed: 'no',
        groups: ['a', 'b c'],
        without: ['support-staff'],
        text: 'van der',
      },
      rest: '',
    });
  });

  it('is empty for everybody', () => {
    for (const text of ['', 'status:active', 'licensed:any']) {
      assert.deepEqual(split(text), { answers: NO_ANSWERS, rest: '' }, text);
    }
    assert.deepEqual(joinFilter(NO_ANSWERS, []), { terms: [] });
  });

  it('leaves alone what it does not ask about', () => {
    const text = 'dir:internal never once login:2026-01-01.. created:..2026-01-01 mail:a@b.c list:x,y ada';
    assert.deepEqual(split(text), { answers: NO_ANSWERS, rest: text });
  });

  it('has room for one of each kind; the others hold as well', () => {
    const { answers, rest } = split(
      'group:a group:b inactive:30d inactive:90d text:x text:y -group:c -group:d',
    );
    assert.deepEqual(
      [answers.groups, answers.idleDays, answers.text, answers.without],
      [['a'], 30, 'x', ['c']],
    );
    assert.equal(rest, 'group:b inactive:90d text:y -group:d');
  });

  it('leaves alone what a line cannot show, or would give back as something else', () => {
    for (const text of [
      'group:"a,b"',
      `-group:${'g'.repeat(501)}`,
      `text:${'x'.repeat(101)}`,
      'text:"a\\\u202eb"',
      'group:"a\nb"',
    ]) {
      const filter = parseFilterText(text);
      assert.deepEqual(splitFilter(filter), { answers: NO_ANSWERS, rest: filter.terms }, text);
    }
  });

  it('is the same filter once it is put together again', () => {
    for (const text of [
      'inactive:90d,never licensed:yes -group:support-staff',
      'status:any group:a,b dir:internal text:ada',
      'inactive:30d inactive:90d,never',
    ]) {
      const { answers, rest } = splitFilter(parseFilterText(text));
      const words = printFilter(joinFilter(answers, rest)).split(' ');
      assert.deepEqual(words.sort(), text.split(' ').sort());
    }
  });
});
