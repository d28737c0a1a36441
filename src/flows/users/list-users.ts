import { describeFilter } from '../../commands/describe-filter.ts';
import { parseFilterText } from '../../commands/parse-filter.ts';
import { printFilter } from '../../commands/print-filter.ts';
import type { Filter, FrozenFilter, Order, PageSize } from '../../domain/filter.ts';
import type { Instant, ViewId } from '../../domain/ids.ts';
import type { ListNotice } from '../../domain/notice.ts';
import type { OperationKind } from '../../domain/operation.ts';
import { type Actor, holds } from '../../domain/person.ts';
import { ProblemError } from '../../domain/problem.ts';
import { VIEW_LIFETIME_MS, type View } from '../../domain/view.ts';
import { expandFilter } from '../house/saved-filters.ts';
import { noAccountIn } from '../no-account.ts';
import type { Services } from '../services.ts';

export interface ListRequest {
  readonly filter: Filter;
  readonly order: Order;
  readonly page: number;
  readonly per: PageSize;
  readonly frozenAt: Instant;
}

/** A fresh list: counts, one page, and a stored view that its buttons come back to. */
export async function listUsers(services: Services, actor: Actor, request: ListRequest): Promise<ListNotice> {
  const { storage, ids, breathe } = services;
  const filter = await expandFilter(services, request.filter);
  // A list of a hundred thousand names takes its time at every step.
  await breathe();
  const view: View = {
    id: `V-${ids.secret()}` as ViewId,
    version: 1,
    owner: actor.person.id,
    filter: printFilter(filter),
    frozenAt: request.frozenAt,
    order: request.order,
    page: request.page,
    per: request.per,
    listed: 0,
    shown: [],
    selected: [],
    pending: null,
    expiresAt: 0,
  };
  const frozen = { filter, frozenAt: view.frozenAt, zone: services.rules.zone };
  await breathe();
  const drawn = drawPage(services, view, frozen);
  await breathe();
  await storage.views.create(drawn.view);
  return listNotice(services, actor, drawn, null);
}

/** The same list after its reader turned a page, sorted or ticked; the view is stored as it is drawn. */
export async function redrawList(services: Services, actor: Actor, view: View): Promise<ListNotice> {
  const frozen = frozenFilterOf(services, view);
  await services.breathe();
  const drawn = drawPage(services, { ...view, version: view.version + 1 }, frozen);
  await services.breathe();
  await services.storage.views.replace(drawn.view);
  return listNotice(services, actor, drawn, drawn.view.listed === view.listed ? null : view.listed);
}

/** A person's own live view; `conflict` when it expired, and the same answer for somebody else's. */
export async function loadView({ storage, clock }: Services, actor: Actor, id: string): Promise<View> {
  const view = await storage.views.load(id as ViewId);
  if (view !== undefined && view.owner === actor.person.id && clock.now() < view.expiresAt) return view;
  throw new ProblemError({
    kind: 'conflict',
    message: 'This list has expired or is not yours. Nothing was changed. Ask for it again with "users".',
  });
}

/** The filter of a view, its relative dates counted from when the list was asked for. */
export function frozenFilterOf({ rules }: Services, view: View): FrozenFilter {
  return { filter: parseFilterText(view.filter), frozenAt: view.frozenAt, zone: rules.zone };
}

interface DrawnPage {
  readonly view: View;
  readonly frozen: FrozenFilter;
  readonly rows: ListNotice['rows'];
  readonly unknown: number;
  readonly missingPage: number | null;
}

/** Puts the wanted page on the view, or the last one when the list has become shorter. */
function drawPage(services: Services, view: View, frozen: FrozenFilter): DrawnPage {
  const { roster } = services.census;
  let { page } = view;
  let found = roster.select(frozen, view.order, (page - 1) * view.per, view.per);
  const last = Math.max(1, Math.ceil(found.total / view.per));
  if (page > last) {
    page = last;
    found = roster.select(frozen, view.order, (page - 1) * view.per, view.per);
  }
  const shown = found.rows.map((user) => user.ref);
  const expiresAt = services.clock.now() + VIEW_LIFETIME_MS;
  const drawn = { ...view, page, listed: found.total, shown, expiresAt };
  const missingPage = page === view.page ? null : view.page;
  return { view: drawn, frozen, rows: found.rows, unknown: found.unknown, missingPage };
}

function listNotice(
  services: Services,
  actor: Actor,
  { view, frozen, rows, unknown, missingPage }: DrawnPage,
  before: number | null,
): ListNotice {
  const now = services.clock.now();
  return {
    kind: 'list',
    view: view.id,
    total: view.listed,
    before,
    filterWords: describeFilter(frozen.filter),
    command: `users ${view.filter}`.trim(),
    order: view.order,
    page: view.page,
    per: view.per,
    rows,
    selected: new Set(view.selected),
    unknown,
    noAccount: noAccountIn(services, frozen.filter),
    missingPage,
    sources: services.census.sources(now),
    offers: offersFor(actor, frozen.filter),
    now,
  };
}

const OFFERS: readonly OperationKind[] = [
  'deactivate',
  'activate',
  'delete',
  'add-to-groups',
  'remove-from-groups',
];

/** What is about accounts of the other status than those listed, and would find nobody. */
const FUTILE: Readonly<Record<'active' | 'deactivated' | 'any', readonly OperationKind[]>> = {
  active: ['activate', 'delete'],
  deactivated: ['deactivate'],
  any: [],
};

/** Operators may ask for changes; a connection that cannot write answers with a report. */
function offersFor({ person }: Actor, { terms }: Filter): readonly OperationKind[] {
  if (!holds(person, 'operator') && !holds(person, 'admin')) return [];
  // Several of them all hold, and contradicting ones list nobody.
  const status = terms.find((term) => term.kind === 'status')?.status ?? 'active';
  return OFFERS.filter((kind) => !FUTILE[status].includes(kind));
}
