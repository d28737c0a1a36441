import { describeFilter } from '../../commands/describe-filter.ts';
import { splitFilter } from '../../commands/filter-form.ts';
import { EXPORT_COLUMNS } from '../../commands/intent.ts';
import { parseFilterText } from '../../commands/parse-filter.ts';
import type { Place } from '../../domain/account.ts';
import {
  DEFAULT_ORDER,
  DEFAULT_PAGE_SIZE,
  type Filter,
  type Order,
  PAGE_SIZES,
  type PageSize,
} from '../../domain/filter.ts';
import { type Click, INPUTS } from '../../domain/inbound.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Actor } from '../../domain/person.ts';
import { ProblemError } from '../../domain/problem.ts';
import { select, type View } from '../../domain/view.ts';
import { answerWith } from '../answer.ts';
import type { Answer } from '../bot.ts';
import { filterNameIn } from '../form-values.ts';
import { saveFilter } from '../house/saved-filters.ts';
import { proposeRun } from '../plan/propose-run.ts';
import { resolveOperation } from '../plan/resolve-operation.ts';
import type { Services } from '../services.ts';
import { exportUsers } from './export-users.ts';
import { filterTextIn } from './filter-values.ts';
import { frozenFilterOf, listUsers, loadView, redrawList } from './list-users.ts';

type ListOperation = Exclude<Operation, { readonly kind: 'undo' }>;

interface ListOrigin {
  readonly actor: Actor;
  readonly place: Place;
}

/** Next, previous, sort, page size, or ticks alone: the same list drawn again. */
export async function turnPage(services: Services, actor: Actor, click: Click): Promise<Answer> {
  const view = withTicks(await loadView(services, actor, click.id), click);
  const page = wholeNumber(click.inputs[INPUTS.page]);
  const per = PAGE_SIZES.find((size) => size === wholeNumber(click.inputs[INPUTS.per]));
  const order = parseOrder(click.inputs[INPUTS.sort]);
  const notice = await redrawList(services, actor, {
    ...view,
    // Another size or order makes the old page number meaningless.
    page: page ?? (isSame(view, per, order) ? view.page : 1),
    per: per ?? view.per,
    order: order ?? view.order,
  });
  return { outcome: 'done', notices: [], replace: notice, posted: [] };
}

/**
 * The list that the filter form asks for, as if it had been typed: a new view in the place of the clicked one, whose
 * order and page size stay. Without an id there is no list yet. What the form does not ask about stays too.
 */
export async function filterList(services: Services, actor: Actor, click: Click): Promise<Answer> {
  const view = click.id === '' ? null : await loadView(services, actor, click.id);
  const rest = view === null ? [] : splitFilter(parseFilterText(view.filter)).rest;
  const notice = await listUsers(services, actor, {
    filter: parseFilterText(filterTextIn(click.inputs, rest)),
    order: view?.order ?? DEFAULT_ORDER,
    page: 1,
    per: view?.per ?? DEFAULT_PAGE_SIZE,
    frozenAt: services.clock.now(),
  });
  if (view === null) return answerWith(notice);
  return { outcome: 'done', notices: [], replace: notice, posted: [] };
}

/** Export of the selected users, or of all that match when none is selected (spec S3). */
export async function exportList(services: Services, origin: ListOrigin, click: Click): Promise<Answer> {
  const view = await keepTicks(services, origin.actor, click);
  return exportUsers(services, origin, {
    filter: frozenFilterOf(services, view).filter,
    frozenAt: view.frozenAt,
    order: view.order,
    columns: EXPORT_COLUMNS,
    picked: view.selected,
  });
}

/** A change from a list: of the selected users at once, of everybody only after "all 128 that match?". */
export async function proposeFromList(
  services: Services,
  origin: ListOrigin,
  click: Click,
  operation: ListOperation,
): Promise<Answer> {
  const view = await keepTicks(services, origin.actor, click);
  if (view.selected.length > 0) {
    return proposeRun(services, {
      ...origin,
      operation,
      order: view.order,
      choice: { kind: 'picked', users: view.selected },
    });
  }
  return confirm(services, view, resolveOperation(services, operation));
}

/** The filter of a list kept under a name, as `filter save` does. */
export async function saveList(services: Services, origin: ListOrigin, click: Click): Promise<Answer> {
  const view = await loadView(services, origin.actor, click.id);
  const name = filterNameIn(click.inputs);
  return saveFilter(services, origin, { name, filter: parseFilterText(view.filter) });
}

/** The answer to "all 128 that match?"; asks again when the number is no longer the one that was shown. */
export async function confirmChange(services: Services, origin: ListOrigin, click: Click): Promise<Answer> {
  const view = await loadView(services, origin.actor, click.id);
  const { pending: operation } = view;
  if (operation === null || operation.kind === 'undo') {
    throw new ProblemError({
      kind: 'conflict',
      message: 'Nothing was asked of this list. Nothing was changed. Use its buttons again.',
    });
  }
  const frozen = frozenFilterOf(services, view);
  if (services.census.roster.select(frozen, view.order, 0, 0).total !== view.listed) {
    return confirm(services, view, operation);
  }
  return proposeRun(services, {
    ...origin,
    operation,
    order: view.order,
    choice: { kind: 'filter', filter: asListed(frozen.filter), frozenAt: view.frozenAt },
  });
}

/** Who is on a list that says no status is enabled, and nobody else was confirmed. */
function asListed(filter: Filter): Filter {
  if (filter.terms.some(({ kind }) => kind === 'status')) return filter;
  return { terms: [...filter.terms, { kind: 'status', status: 'active' }] };
}

/** Counts again, remembers the count and asks. */
async function confirm(services: Services, view: View, operation: ListOperation): Promise<Answer> {
  const frozen = frozenFilterOf(services, view);
  const { total } = services.census.roster.select(frozen, view.order, 0, 0);
  const asked = { ...view, version: view.version + 1, listed: total, pending: operation };
  await services.storage.views.replace(asked);
  return answerWith({
    kind: 'confirm',
    view: view.id,
    operation,
    total,
    before: total === view.listed ? null : view.listed,
    filterWords: describeFilter(frozen.filter),
  });
}

async function keepTicks(services: Services, actor: Actor, click: Click): Promise<View> {
  const view = await loadView(services, actor, click.id);
  const ticked = withTicks(view, click);
  if (ticked === view) return view;
  const kept = { ...ticked, version: view.version + 1 };
  await services.storage.views.replace(kept);
  return kept;
}

function withTicks(view: View, click: Click): View {
  const submitted = click.inputs[INPUTS.selection];
  if (submitted === undefined) return view;
  return { ...view, selected: select(view, submitted.split(',')) };
}

function isSame(view: View, per: PageSize | undefined, order: Order | undefined): boolean {
  const samePer = per === undefined || per === view.per;
  const sameOrder =
    order === undefined || (order.by === view.order.by && order.descending === view.order.descending);
  return samePer && sameOrder;
}

function parseOrder(text: string | undefined): Order | undefined {
  const match = /^(-?)(name|login)$/.exec(text ?? '');
  if (match === null) return undefined;
  return { by: match[2] as Order['by'], descending: match[1] === '-' };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
