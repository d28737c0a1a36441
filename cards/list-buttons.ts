import { type Order, PAGE_SIZES } from '../src/domain/filter.ts';
import { INPUTS, type Verb } from '../src/domain/inbound.ts';
import type { ListNotice } from '../src/domain/notice.ts';
import type { OperationKind } from '../src/domain/operation.ts';
import type { Button } from './card.ts';
import { orderCommand, orderWords, sortValue } from './list-order.ts';
import { typeable } from './text.ts';
import { OPERATIONS } from './words.ts';

const ORDERS: readonly Order[] = [
  { by: 'login', descending: false },
  { by: 'login', descending: true },
  { by: 'name', descending: false },
  { by: 'name', descending: true },
];

const PROPOSE: Readonly<Record<OperationKind, Verb>> = {
  activate: 'propose-activate',
  deactivate: 'propose-deactivate',
};

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
          label: 'Sort',
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

/** A button for each change the reader may ask for; what is ticked beats the filter, so it has no typed twin. */
export function changeButtons(notice: ListNotice): readonly Button[] {
  const { view, offers, selected } = notice;
  return offers.map((kind) => ({
    label: `${OPERATIONS[kind].verb}…`,
    verb: PROPOSE[kind],
    id: view,
    typed: selected.size > 0 ? null : twin(notice, kind),
  }));
}

/** Export of what is selected, or of everything that matches. */
export function exportButton(notice: ListNotice): Button {
  const typed = notice.selected.size > 0 ? null : twin(notice, 'export users');
  return { label: 'Export CSV', verb: 'list-export', id: notice.view, typed };
}

function twin({ command }: ListNotice, verb: string): string | null {
  const filter = command.replace(/^users\s*/, '');
  return filter === '' && verb !== 'export users' ? null : typeable(`${verb} ${filter}`.trim());
}
