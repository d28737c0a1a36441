import { printFilter } from '../src/commands/print-filter.ts';
import type { ListNotice } from '../src/domain/notice.ts';
import {
  type Block,
  type Button,
  type Card,
  type CardContext,
  card,
  facts,
  line,
  type RowsBlock,
} from './card.ts';
import { changeButtons } from './change-buttons.ts';
import { sourceWords } from './evidence.ts';
import { filterButton } from './filter-form.ts';
import { count, number } from './format.ts';
import { parsedOrNothing } from './impersonal-words.ts';
import { exportButton, filterOf, orderButton, pageButtons, saveButton } from './list-buttons.ts';
import { orderWords } from './list-order.ts';
import { noAccountFact, unknownFact } from './plan-facts.ts';
import { given, LENGTHS } from './text.ts';
import { userDetail } from './user-words.ts';

/** One page of the users that match, with what can be done with them. */
export function listCard(notice: ListNotice, context: CardContext): Card {
  const { total, before, sources, filterWords, order } = notice;
  const moved = before === null ? [] : [`${number(before)} listed, ${number(total)} now`];
  const unknown = unknownFact(notice.unknown);
  const missing = noAccountFact(notice.noAccount);
  return card({
    headline:
      total === 0 ? 'No user matches' : `${count(total, 'user')} ${total === 1 ? 'matches' : 'match'}`,
    evidence: [
      ...moved,
      ...(notice.missingPage === null
        ? []
        : [`There is no page ${number(notice.missingPage)}: page ${number(notice.page)} is the last`]),
      `${given(filterWords, LENGTHS.line)} · ${orderWords(order)}`,
      ...sources.slice(0, 5).map((source) => sourceWords(source, context.zone)),
    ],
    blocks: [
      ...(total === 0 ? [line('Take a word out of the filter to see more.')] : pageBlocks(notice, context)),
      ...neverLines(notice),
      ...(unknown === null && missing === null ? [] : [facts(missing, unknown)]),
      ...(total === 0 ? [] : [actsOn(notice)]),
    ],
    buttons: [
      ...(total === 0 ? [] : [...changeButtons(notice).slice(0, 1), exportButton(notice)]),
      filterButton(notice.view, filterOf(notice)),
    ],
    menu: total === 0 ? [] : menuOf(notice),
  });
}

/** A reader who may ask for nothing has nothing to keep a filter for. */
function menuOf(notice: ListNotice): readonly Button[] {
  return notice.offers.length === 0 ? [] : [...changeButtons(notice).slice(1), saveButton(notice)];
}

function pageBlocks(notice: ListNotice, context: CardContext): readonly Block[] {
  const { total, page, per, rows } = notice;
  const from = (page - 1) * per + 1;
  const to = from + rows.length - 1;
  const shown = `${number(from)}–${number(to)} of ${number(total)}`;
  return [
    rowsBlock(notice, context),
    line(shown),
    { kind: 'buttons', buttons: [...pageButtons(notice), orderButton(notice)] },
  ];
}

function rowsBlock({ rows, selected, now }: ListNotice, { zone }: CardContext): RowsBlock {
  return {
    kind: 'rows',
    label: 'Users',
    more: 0,
    rows: rows.map((user) => ({
      ref: user.ref,
      name: given(user.displayName || user.username),
      username: given(user.username),
      mail: given(user.email),
      detail: userDetail(user, { now, zone }),
      ticked: selected.has(user.ref),
    })),
  };
}

/** Idle means that somebody was here once; who never was is easily missed, and meant most of the time. */
function neverLines(notice: ListNotice): readonly Block[] {
  const terms = parsedOrNothing(filterOf(notice))?.terms ?? [];
  const idle = terms.find((term) => term.kind === 'idle');
  if (idle === undefined || idle.never) return [];
  const wider = printFilter({ terms: [{ ...idle, never: true }] });
  return [
    line('Accounts that were never used are not among them. To take them too:  ', {
      text: wider,
      style: 'code',
    }),
  ];
}

/** What is ticked on screen is not known before a click, so the line holds either way. */
function actsOn({ selected, total, offers }: ListNotice): Block {
  if (selected.size > 0) return line(`Acts on ${number(selected.size)} selected.`);
  const all = number(total);
  const words =
    offers.length > 0
      ? `Tick users to act on them; with none ticked a change asks about all ${all}, an export takes all ${all}.`
      : `Tick users to export them; with none ticked an export takes all ${all}.`;
  return { kind: 'text', spans: [words], ticking: true };
}
