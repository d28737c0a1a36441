import { type Order, PAGE_SIZES } from '../src/domain/filter.ts';
import { INPUTS } from '../src/domain/inbound.ts';
import type { ListNotice } from '../src/domain/notice.ts';
import type { Button } from './card.ts';
import { orderCommand, orderWords, sortValue } from './list-order.ts';
import { typeable } from './text.ts';

const ORDERS: readonly Order[] = [
  { by: 'login', descending: false },
  { by: 'login', descending: true },
  { by: 'name', descending: false },
  { by: 'name', descending: true },
];

/** Previous and Next, each only where there is such a page. */
export function pageButtons(notice: ListNotice): readonly Button[] {
  const { page, per, total } = notice;
  const last = Math.max(1, Math.ceil(total / per));
  const previous = page > 1 ? [turn(notice, 'Previous', page - 1)] : [];
  return page < last ? [...previous, turn(notice, 'Next', page + 1)] : previous;
}

function turn(notice: ListNotice, label: string, page: number): Button {
  return {
    label,
    verb: 'list-show',
    id: notice.view,
    inputs: { [INPUTS.page]: String(page) },
    typed: typeable(`${notice.command}${orderCommand(notice)} page:${page}`),
  };
}

/** Sort and page size; a click keeps what is ticked. */
export function orderButton({ view, order, per, command }: ListNotice): Button {
  return {
    label: 'Sort…',
    verb: 'list-show',
    id: view,
    typed: typeable(`${command} sort:name per:50`),
    asks: {
      text: null,
      submit: 'Show',
      fields: [
        {
          kind: 'choice',
          id: INPUTS.sort,
          label: 'Order',
          options: ORDERS.map((each) => ({ label: orderWords(each), value: sortValue(each) })),
          value: sortValue(order),
        },
        {
          kind: 'choice',
          id: INPUTS.per,
          label: 'Users per page',
          options: PAGE_SIZES.map((size) => ({ label: String(size), value: String(size) })),
          value: String(per),
        },
      ],
    },
  };
}

/** Keeps the filter under a name. */
export function saveButton(notice: ListNotice): Button {
  const filter = filterOf(notice);
  return {
    label: 'Save filter…',
    verb: 'list-save',
    id: notice.view,
    typed: filter === '' ? null : typeable(`filter save NAME ${filter}`),
    asks: {
      text: 'Later commands can say filter: and this name instead of the whole filter.',
      submit: 'Save filter',
      fields: [
        {
          kind: 'text',
          id: INPUTS.name,
          label: 'Name of the filter',
          placeholder: 'Such as leavers: letters, digits, dashes',
          maxLength: 40,
          lines: 'one',
        },
      ],
    },
  };
}

/** Export of what is selected, or of everything that matches. */
export function exportButton(notice: ListNotice): Button {
  const typed = notice.selected.size > 0 ? null : typeable(`export users ${filterOf(notice)}`.trim());
  return { label: 'Export CSV', verb: 'list-export', id: notice.view, typed };
}

/** The filter of the list as it was typed. */
export function filterOf({ command }: ListNotice): string {
  return command.replace(/^users\s*/, '');
}
