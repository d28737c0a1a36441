import type { IChoiceSetInput, IColumnSet } from '@microsoft/teams.cards';
import { INPUTS } from '../../src/domain/inbound.ts';
import type { Row, RowsBlock } from '../card.ts';
import { TOGGLE_PREFIX } from './inputs.ts';
import { label, paragraph } from './text.ts';

/** A line for each user: a box to tick with the name on it, then address and detail. */
export function rowLines({ rows }: RowsBlock): IColumnSet[] {
  return rows.map(rowLine);
}

function rowLine({ ref, name, ticked, ...row }: Row, index: number): IColumnSet {
  const toggle = {
    type: 'Input.Toggle' as const,
    id: `${TOGGLE_PREFIX}${ref}`,
    title: label(name),
    wrap: true,
    ...(ticked ? { value: 'true' } : {}),
  };
  const text = paragraph([namesOf(row), { text: ` · ${row.detail}`, style: 'quiet' }]);
  return {
    type: 'ColumnSet',
    ...(index === 0 ? {} : { spacing: 'Small', separator: true }),
    columns: [
      { type: 'Column', width: 2, items: [toggle] },
      { type: 'Column', width: 5, verticalContentAlignment: 'Center', items: [text] },
    ],
  };
}

function namesOf({ username, mail }: Pick<Row, 'username' | 'mail'>): string {
  return mail === '' ? username : `${username} · ${mail}`;
}

/** The same as one input, at a quarter of the size, for pages whose lines would not fit a message. */
export function rowChoices(block: RowsBlock): IChoiceSetInput {
  return {
    type: 'Input.ChoiceSet',
    id: INPUTS.selection,
    label: block.label,
    isMultiSelect: true,
    style: 'expanded',
    wrap: true,
    value: block.rows
      .filter((row) => row.ticked)
      .map((row) => row.ref)
      .join(','),
    choices: block.rows.map(({ ref, name, ...row }) => ({
      title: label(`${name} · ${namesOf(row)} · ${row.detail}`),
      value: ref,
    })),
  };
}
