import { INPUTS, type Verb } from '../src/domain/inbound.ts';
import type { ListNotice } from '../src/domain/notice.ts';
import type { OperationKind } from '../src/domain/operation.ts';
import type { Button, Field, Form } from './card.ts';
import { number } from './format.ts';
import { filterOf } from './list-buttons.ts';
import { typeable } from './text.ts';

/** What a list can ask for; a move and an undo start elsewhere. */
type ListChange = Exclude<OperationKind, 'move-groups' | 'undo'>;

interface ChangeWords {
  readonly label: string;
  /** On the form's own button, behind "Ask to". */
  readonly asks: string;
  readonly verb: Verb;
  /** Before the filter. */
  readonly command: string;
  /** What it asks first; without fields it only leads to a question. */
  readonly fields: readonly Field[];
}

const GROUPS_LENGTH = 500;
/** As the command takes them. */
const SUFFIX_LENGTH = 20;

/** In the order of the menu. */
const CHANGES: Readonly<Record<ListChange, ChangeWords>> = {
  deactivate: {
    label: 'Deactivate…',
    asks: 'deactivate',
    verb: 'propose-deactivate',
    command: 'deactivate',
    fields: [
      {
        kind: 'text',
        id: INPUTS.suffix,
        label: 'Put at the end of each username (optional)',
        placeholder: 'Such as _old',
        maxLength: SUFFIX_LENGTH,
        lines: 'one',
      },
    ],
  },
  activate: {
    label: 'Activate…',
    asks: 'activate',
    verb: 'propose-activate',
    command: 'activate',
    fields: [],
  },
  'add-to-groups': {
    label: 'Add to groups…',
    asks: 'add them',
    verb: 'propose-add',
    command: 'group add to:GROUP',
    fields: [groupsField('Groups to add to')],
  },
  'remove-from-groups': {
    label: 'Remove from groups…',
    asks: 'remove them',
    verb: 'propose-remove',
    command: 'group remove from:GROUP',
    fields: [groupsField('Groups to remove from')],
  },
  delete: { label: 'Delete…', asks: 'delete', verb: 'propose-delete', command: 'users delete', fields: [] },
};

function groupsField(label: string): Field {
  return {
    kind: 'text',
    id: INPUTS.groups,
    label,
    placeholder: 'Names, with commas between them',
    maxLength: GROUPS_LENGTH,
    lines: 'one',
  };
}

/** A button for each change the reader may ask for; what is ticked beats the filter, so it has no typed twin. */
export function changeButtons(notice: ListNotice): readonly Button[] {
  const kinds = Object.keys(CHANGES) as ListChange[];
  return kinds
    .filter((kind) => notice.offers.includes(kind))
    .map((kind) => changeButton(notice, CHANGES[kind]));
}

function changeButton(notice: ListNotice, { label, asks, verb, command, fields }: ChangeWords): Button {
  const button = { label, verb, id: notice.view, typed: twin(notice, command) };
  return fields.length === 0 ? button : { ...button, asks: formOf(notice, asks, fields) };
}

/** What is ticked now is known with the click; before it only what was ticked when the list was drawn. */
function formOf({ selected, total }: ListNotice, asks: string, fields: readonly Field[]): Form {
  const who =
    selected.size > 0
      ? `${number(selected.size)} ticked when this was drawn. Acts on them as you tick them now`
      : `None ticked when this was drawn. Acts on those you tick now; with none it is about all ${number(total)}, and asks again`;
  const text = `${who}. It makes a plan; nothing is changed before somebody else approves it.`;
  return { text, fields, submit: `Ask to ${asks}` };
}

function twin(notice: ListNotice, command: string): string | null {
  const filter = filterOf(notice);
  return filter === '' || notice.selected.size > 0 ? null : typeable(`${command} ${filter}`);
}
