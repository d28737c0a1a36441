import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FORM_CALLBACK, readForm, renderForm } from '../../../cards/block-kit/form.ts';
import { readPress, readTicks } from '../../../cards/block-kit/inputs.ts';
import { renderBlocks } from '../../../cards/block-kit/render.ts';
import type { Form } from '../../../cards/card.ts';
import { cardFor } from '../../../cards/card-for.ts';
import { filterForm } from '../../../cards/filter-form.ts';
import { anyForm } from '../../support/any-card.ts';
import { brokenViewRules } from '../../support/block-kit-rules.ts';
import { type Node, nodesIn } from '../../support/block-kit-shapes.ts';
import { CONTEXT } from '../../support/cards.ts';
import { ordinaryNotices } from '../../support/notices.ts';

/** Every form that an ordinary card leaves to the adapter. */
function forms(): { readonly label: string; readonly form: Form }[] {
  return ordinaryNotices().flatMap(({ notice }) =>
    renderBlocks(cardFor(notice, CONTEXT), { surface: 'message', key: 'card' }).actions.flatMap(
      ({ label, asks }) => (asks === null ? [] : [{ label, form: asks }]),
    ),
  );
}

/** What a client sends back of a modal: typed text, and each choice as it was drawn. */
function filled(view: unknown, text: string | null): Record<string, unknown> {
  const inputs = [...nodesIn(view)].filter(({ type }) => type === 'input');
  return Object.fromEntries(
    inputs.map(({ block_id: id, element }) => {
      const { type, initial_option: chosen } = element as Node;
      const value =
        type === 'static_select' ? { type, selected_option: chosen ?? null } : { type, value: text };
      return [id, { [String(id)]: value }];
    }),
  );
}

describe('cards: forms in Block Kit', () => {
  it('every form of an ordinary card is a modal Slack takes, and is read back', () => {
    assert.ok(forms().length > 10);
    for (const { label, form } of forms()) {
      const view = renderForm(label, form, 'opaque');
      assert.deepEqual(brokenViewRules(view), [], label);
      assert.deepEqual([view.callback_id, view.private_metadata], [FORM_CALLBACK, 'opaque']);
      const wanted = form.fields.map((field) => [field.id, field.kind === 'text' ? 'a, b' : field.value]);
      assert.deepEqual(
        readForm(form, filled(view, 'a, b')),
        { ok: true, inputs: Object.fromEntries(wanted) },
        label,
      );
    }
  });

  it('what is needed and missing is said at its field, what may be left empty is not', () => {
    for (const { form } of forms()) {
      const needed = form.fields.flatMap(({ kind, label }, n) =>
        kind === 'text' && !label.endsWith('(optional)') ? [`field:${n}`] : [],
      );
      const read = readForm(form, filled(renderForm('A', form, ''), null));
      assert.deepEqual(read.ok ? [] : Object.keys(read.errors), needed);
    }
  });

  it('a filter is asked with what it says, and every question of it may stay open', () => {
    const form = filterForm('inactive:90d -group:support-staff');
    const view = renderForm('Filter…', form, '');
    const said = [...nodesIn(view)].flatMap(({ initial_value: value }) =>
      value === undefined ? [] : [value],
    );
    assert.deepEqual(said, ['90', 'support-staff']);
    const read = readForm(form, filled(view, null));
    assert.ok(read.ok, JSON.stringify(read));
  });

  it('a form with nothing to be drawn asks by its name', () => {
    const choice = { kind: 'choice', id: 'sort', label: 'Sort', options: [], value: '' } as const;
    const form: Form = { text: null, fields: [choice], submit: 'Sort' };
    assert.deepEqual(brokenViewRules(renderForm('Sort…', form, '')), []);
  });

  it('any form whatever is a modal Slack takes', () => {
    fc.assert(
      fc.property(anyForm(), (form) => assert.deepEqual(brokenViewRules(renderForm('A', form, 'm')), [])),
      { numRuns: 30 },
    );
  });

  it('reading never throws, and takes no longer text and no other choice than was offered', () => {
    const all = forms();
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.anything(), ({ form }, values) => {
        const read = readForm(form, values);
        if (form.fields.some(({ label }) => !label.endsWith('(optional)'))) assert.equal(read.ok, false);
      }),
    );
    for (const { form } of all.filter((each) => each.form.fields.length > 0)) {
      const element = { value: 'x'.repeat(5000), selected_option: { value: '99' } };
      const values = Object.fromEntries(
        form.fields.map((_, n) => [`field:${n}`, { [`field:${n}`]: element }]),
      );
      assert.equal(readForm(form, values).ok, false);
    }
  });
});

describe('cards: presses and ticks in Block Kit', () => {
  it('a button and an entry of a menu are read, a tick and anything strange are not', () => {
    assert.deepEqual(readPress({ type: 'button', value: 'a_B-9.12' }), { key: 'a_B-9', n: 12 });
    const selected_option = { value: 'k.0' };
    for (const type of ['overflow', 'static_select']) {
      assert.deepEqual(readPress({ type, selected_option }), { key: 'k', n: 0 });
    }
    const strange = [
      '',
      'k',
      'k.',
      '.1',
      'k.-1',
      'k.1.2',
      'k.12345',
      'k 1.2',
      `${'k'.repeat(61)}.1`,
      'k.1\n',
      7,
      null,
    ];
    for (const value of strange) assert.equal(readPress({ type: 'button', value }), undefined);
    assert.equal(readPress({ type: 'checkboxes', value: 'k.1', selected_option }), undefined);
    fc.assert(fc.property(fc.anything(), (action) => void readPress(action)));
  });

  it('what is ticked arrives by reference, however many elements hold it', () => {
    const refs = ['a/1', 'a/2', 'a/3'];
    const boxes = (...values: unknown[]) => ({
      type: 'checkboxes',
      selected_options: values.map((value) => ({ value })),
    });
    const values = {
      'k:0': { 'tick:0': boxes('2') },
      'k:1': { 'tick:1': boxes('0', '2') },
      x: { 'press:1': boxes('1') },
    };
    assert.equal(readTicks({ values }, refs), 'a/3,a/1');
    assert.equal(readTicks(values, refs), 'a/3,a/1');
    assert.equal(readTicks({ values: { 'k:0': { 'tick:0': boxes() } } }, refs), '');
  });

  it('nobody ticked never comes out of a misunderstanding', () => {
    const state = (box: unknown) => ({ values: { 'k:0': { 'tick:0': box } } });
    const refs = ['a/1'];
    const ticked = (value: unknown) => state({ type: 'checkboxes', selected_options: [{ value }] });
    for (const given of [
      undefined,
      null,
      {},
      { values: {} },
      state({ type: 'checkboxes' }),
      state({ type: 'x', selected_options: [] }),
    ]) {
      assert.equal(readTicks(given, refs), undefined);
    }
    for (const value of ['1', '-1', 'length', '__proto__', 0, null])
      assert.equal(readTicks(ticked(value), refs), undefined);
    assert.equal(readTicks(ticked('0'), []), undefined);
    fc.assert(fc.property(fc.anything(), (given) => void readTicks(given, refs)));
  });
});
