import { describeFilter } from '../commands/describe-filter.ts';
import { expandSaved, printSaved } from '../commands/expand-saved.ts';
import { nearest } from '../commands/nearest.ts';
import { parseFilterText } from '../commands/parse-filter.ts';
import { caseless } from '../domain/caseless.ts';
import type { Filter } from '../domain/filter.ts';
import type { SavedFilter } from '../domain/house.ts';
import type { FiltersNotice } from '../domain/house-notice.ts';
import { ProblemError } from '../domain/problem.ts';
import { answerWith } from './answer.ts';
import type { Asking } from './ask-approval.ts';
import { auditOf } from './audit.ts';
import type { Answer } from './bot.ts';
import { nameOf } from './people.ts';
import type { Services } from './services.ts';

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
  return answerWith({
    kind: 'said',
    headline: known === undefined ? `Saved as ${wish.name}` : `${wish.name} is replaced`,
    detail: `Use it as filter:${wish.name}, alone or with other words.`,
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
  await storage.audit.append([
    auditOf(services, asking, {
      key: `filter/${known.id}/deleted/${clock.now()}`,
      action: 'Setting Changed',
      status: 'done',
      target: known.name,
      description: `delete the filter ${known.name}`,
      before: known.text,
    }),
  ]);
  await storage.filters.remove(known.id);
  return answerWith({ kind: 'said', headline: `${known.name} is deleted`, detail: known.text });
}
