import fc from 'fast-check';
import type { Block, Button, Card, Form, Span } from '../../cards/card.ts';
import { VERBS } from '../../src/domain/inbound.ts';

/** Families, flags, piled-up marks and halves of characters, which are cut badly where they are cut by length. */
const NASTY = [
  '👨‍👩‍👧‍👦',
  '🇩🇪',
  'Z\u0351\u0327'.repeat(40),
  '\uD800',
  '\uDC00',
  '\u2068مرحبا\u2069',
  ' ',
  '',
  '<!channel>',
  ':tada:',
];

/** Texts short and long, of anything. */
export function anyText(times = 60): fc.Arbitrary<string> {
  const piece = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom(...NASTY));
  return fc.oneof(
    { weight: 5, arbitrary: piece },
    {
      weight: 2,
      arbitrary: fc
        .tuple(piece, piece, fc.integer({ min: 1, max: times }))
        .map(([a, b, n]) => `${a}${b}`.repeat(n)),
    },
  );
}

/** Any form, with fields or without. */
export function anyForm(choices = 130): fc.Arbitrary<Form> {
  const label = fc.oneof(
    anyText(),
    anyText().map((text) => `${text} (optional)`),
  );
  const option = fc.record({ label: anyText(), value: anyText() });
  const field = fc.oneof(
    fc.record({
      kind: fc.constant('text' as const),
      id: fc.constantFrom('reason', 'name', 'groups'),
      label,
      placeholder: anyText(),
      maxLength: fc.integer({ min: 0, max: 5000 }),
      lines: fc.constantFrom('one' as const, 'many' as const),
    }),
    fc.record({
      kind: fc.constant('choice' as const),
      id: fc.constantFrom('sort', 'per'),
      label,
      options: fc.array(option, { maxLength: choices }),
      value: anyText(),
    }),
  );
  return fc.record({
    text: fc.option(anyText()),
    fields: fc.array(field, { maxLength: 4 }),
    submit: anyText(),
  });
}

/** Any card at all, far beyond what builders make. */
export function anyCard(): fc.Arbitrary<Card> {
  const texts = fc.array(anyText(), { maxLength: 6 });
  const buttons = fc.oneof(
    { weight: 4, arbitrary: fc.array(anyButton(), { maxLength: 8 }) },
    { weight: 1, arbitrary: fc.array(anyButton(), { minLength: 100, maxLength: 140 }) },
  );
  return fc.record({
    fallback: anyText(),
    headline: anyText(),
    badge: fc.option(fc.record({ text: anyText(), tone: fc.constant('neutral' as const) })),
    evidence: texts,
    blocks: fc.oneof(
      { weight: 4, arbitrary: fc.array(anyBlock(), { maxLength: 8 }) },
      { weight: 1, arbitrary: fc.array(anyBlock(), { minLength: 60, maxLength: 70 }) },
    ),
    buttons,
    menu: buttons,
    smallPrint: texts,
  });
}

function anyButton(): fc.Arbitrary<Button> {
  return fc
    .tuple(
      fc.record({
        label: anyText(),
        verb: fc.constantFrom(...VERBS),
        id: anyText(),
        typed: fc.option(anyText()),
      }),
      fc.boolean(),
      fc.option(anyForm(2), { freq: 1 }),
    )
    .map(([button, primary, asks]) => ({ ...button, primary, ...(asks === null ? {} : { asks }) }));
}

function anyBlock(): fc.Arbitrary<Block> {
  const more = fc.nat(3);
  const span: fc.Arbitrary<Span> = fc.oneof(
    anyText(),
    fc.record({
      text: anyText(),
      style: fc.constantFrom('strong' as const, 'quiet' as const, 'code' as const),
    }),
  );
  const row = fc.record({
    ref: fc.uuid(),
    name: anyText(),
    username: anyText(),
    mail: anyText(),
    detail: anyText(),
    ticked: fc.boolean(),
  });
  const fact = fc.record({ name: anyText(), value: anyText() });
  const table = fc
    .tuple(fc.integer({ min: 0, max: 24 }), fc.integer({ min: 0, max: 130 }))
    .chain(([width, height]) =>
      fc.record({
        kind: fc.constant('table' as const),
        columns: fc.array(fc.record({ title: anyText(), weight: fc.constant(1) }), {
          minLength: width,
          maxLength: width,
        }),
        rows: fc
          .array(span, { minLength: width, maxLength: width })
          .map((cells) => Array.from({ length: height }, () => cells)),
        more,
      }),
    );
  return fc.oneof(
    fc.record({ kind: fc.constant('text' as const), spans: fc.array(span, { maxLength: 5 }) }),
    fc.record({ kind: fc.constant('part' as const), title: anyText(), detail: anyText() }),
    fc.record({ kind: fc.constant('facts' as const), facts: fc.array(fact, { maxLength: 12 }) }),
    fc.record({
      kind: fc.constant('rows' as const),
      label: anyText(),
      rows: fc.array(row, { maxLength: 130 }),
      more,
    }),
    table,
    fc.record({
      kind: fc.constant('progress' as const),
      done: fc.double(),
      total: fc.double(),
      words: anyText(),
    }),
    fc.record({ kind: fc.constant('file' as const), id: anyText(), name: anyText(), detail: anyText() }),
    fc.record({ kind: fc.constant('buttons' as const), buttons: fc.array(anyButton(), { maxLength: 12 }) }),
  );
}
