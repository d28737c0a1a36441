import { describeFilter } from '../../commands/describe-filter.ts';
import { expandSaved, printSaved } from '../../commands/expand-saved.ts';
import { nearest } from '../../commands/nearest.ts';
import { parseFilterText } from '../../commands/parse-filter.ts';
import { caseless } from '../../domain/caseless.ts';
import type { Filter } from '../../domain/filter.ts';
import type { SavedFilter } from '../../domain/house.ts';
import type { FiltersNotice } from '../../domain/house-notice.ts';
import { holds } from '../../domain/person.ts';
import { ProblemError } from '../../domain/problem.ts';
import { answerWith } from '../answer.ts';
import type { Asking } from '../approval/ask-approval.ts';
import { auditOf } from '../audit.ts';
import type { Answer } from '../bot.ts';
import { nameOf } from '../people.ts';
import type { Services } from '../services.ts';

/** Saved filters are named by hand; the page only bounds memory. */
const MAX_FILTERS = 1000;

/** The filter with every `filter:NAME` replaced by what is saved under the name. */
export async function expandFilter({ storage }: Services, filter: Filter): Promise<Filter> {
  if (!filter.terms.some(({ kind }) => kind === 'saved')) return filter;
  const saved = new Map<string, string>();
  for (const { id, text } of await storage.filters.list({ limit: MAX_FILTERS })) saved.set(id, text);
  const textOf = (name: string) => saved.get(caseless(name));
  return expandSaved(filter, textOf, (name) => nearestOf(name, [...saved.keys()]));
}

function nearestOf(name: string, names: readonly string[]): readonly string[] {
  const near = nearest(caseless(name), names);
  return near === undefined ? names.slice(0, 5) : [near];
}

/** The saved filters in plain words. */
export async function showFilters({ storage }: Services): Promise<FiltersNotice> {
  const entries: FiltersNotice['entries'][number][] = [];
  for (const { name, text, owner, at } of await storage.filters.list({
    limit: MAX_FILTERS,
    newestFirst: false,
  })) {
    const words = describeFilter(parseFilterText(text));
    entries.push({ name, text, words, owner: await nameOf(storage, owner), at });
  }
  return { kind: 'filters', entries };
}

/** Keeps a filter under a name; saving again under a name of one's own replaces it. */
export async function saveFilter(
  services: Services,
  asking: Asking,
  wish: { readonly name: string; readonly filter: Filter },
): Promise<Answer> {
  const { storage, clock } = services;
  const text = printSaved(await expandFilter(services, wish.filter));
  const id = caseless(wish.name);
  const known = await storage.filters.load(id);
  if (known !== undefined) await refuseOthers(services, asking, known);
  const next: SavedFilter = {
    id,
    version: (known?.version ?? 0) + 1,
    name: wish.name,
    text,
    owner: asking.actor.person.id,
    at: clock.now(),
  };
  const audit = auditOf(services, asking, {
    key: `filter/${id}/${next.version}/${clock.now()}`,
    action: 'Setting Changed',
    status: 'done',
    target: wish.name,
    description: `save the filter ${wish.name}: ${text}`,
    before: known?.text ?? null,
    after: text,
  });
  if (known === undefined) await storage.filters.create(next, { audit: [audit] });
  else await storage.filters.replace(next, { audit: [audit] });
  // Whoever did not mean to write over it can save it again.
  const before = known === undefined ? '' : `It said before: ${known.text || 'nothing'}. Now: ${text}. `;
  return answerWith({
    kind: 'said',
    headline: known === undefined ? `Saved as ${wish.name}` : `The filter ${wish.name} is replaced`,
    detail: `${before}Use it as filter:${wish.name}, alone or with other words.`,
  });
}

/** Others use it by its name and rely on what it says, so only its owner or an admin changes it. */
async function refuseOthers(
  { storage }: Services,
  { actor: { person } }: Asking,
  { name, owner }: SavedFilter,
): Promise<void> {
  if (person.id === owner || holds(person, 'admin')) return;
  throw new ProblemError({
    kind: 'not-allowed',
    message: `${name} is a filter of ${await nameOf(storage, owner)}. Nothing was changed. Save yours under another name, or ask them or an admin.`,
  });
}

/** Forgets a saved filter; plans made with it keep its words. */
export async function deleteFilter(services: Services, asking: Asking, name: string): Promise<Answer> {
  const { storage, clock } = services;
  const known = await storage.filters.load(caseless(name));
  if (known === undefined) {
    const all = await storage.filters.list({ limit: MAX_FILTERS });
    throw new ProblemError({
      kind: 'not-found',
      what: 'saved filter',
      name,
      nearest: nearestOf(
        name,
        all.map((entry) => entry.name),
      ),
    });
  }
  await refuseOthers(services, asking, known);
  const audit = auditOf(services, asking, {
    key: `filter/${known.id}/deleted/${clock.now()}`,
    action: 'Setting Changed',
    status: 'done',
    target: known.name,
    description: `delete the filter ${known.name}`,
    before: known.text,
  });
  await storage.filters.remove(known.id, { audit: [audit] });
  return answerWith({
    kind: 'said',
    headline: `The filter ${known.name} is deleted`,
    detail: `It said: ${known.text}`,
  });
}
