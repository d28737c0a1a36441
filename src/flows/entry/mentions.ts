import type { Intent } from '../../commands/intent.ts';
import { quoteValue } from '../../commands/print-filter.ts';
import { type Account, mentionedAccount } from '../../domain/account.ts';
import type { Filter, Term } from '../../domain/filter.ts';
import { namesIn } from '../../domain/named-users.ts';
import { ProblemError } from '../../domain/problem.ts';
import { personOf } from '../people.ts';
import type { Services } from '../services.ts';

/**
 * The intent with every mention of somebody in the place of a username replaced by the directory users they are, so
 * that what is shown, planned and kept says who that was. A filter takes all of them, what is about one user asks
 * which. Throws `guarded` for an account that is linked to nobody, or to somebody who is no directory user.
 */
export async function withoutMentions(services: Services, intent: Intent): Promise<Intent> {
  switch (intent.kind) {
    case 'users':
    case 'change':
    case 'export-users':
    case 'save-filter':
      return { ...intent, filter: await filterWithoutMentions(services, intent.filter) };
    case 'user':
    case 'why':
    case 'exempt':
    case 'end-exemption':
      return { ...intent, name: await oneName(services, intent.name) };
    case 'protect':
    case 'unprotect':
      return intent.what === 'user' ? { ...intent, name: await oneName(services, intent.name) } : intent;
    case 'undo':
      return intent.name === null ? intent : { ...intent, name: await oneName(services, intent.name) };
    case 'audit':
    case 'audit-export': {
      const { target } = intent.query;
      if (target === null) return intent;
      return { ...intent, query: { ...intent.query, target: await oneName(services, target) } };
    }
    default:
      return intent;
  }
}

/** The same of a filter alone; a bare mention becomes `user:`. */
export async function filterWithoutMentions(services: Services, filter: Filter): Promise<Filter> {
  if (!filter.terms.some((term) => isNaming(term) && namesIn(term).some(isMention))) return filter;
  const terms: Term[] = [];
  // No key is said twice: what was bare takes the one that is free.
  const bareAs = filter.terms.some(({ kind }) => kind === 'user') ? 'list' : 'user';
  for (const term of filter.terms) {
    terms.push(isNaming(term) ? await termWithout(services, term, bareAs) : term);
  }
  return { terms };
}

type Naming = Extract<Term, { readonly kind: 'user' | 'list' | 'word' }>;

/** Terms in which a username may stand; of `mail:` there is none. */
function isNaming(term: Term): term is Naming {
  return term.kind === 'user' || term.kind === 'list' || term.kind === 'word';
}

async function termWithout(services: Services, term: Naming, bareAs: 'user' | 'list'): Promise<Term> {
  if (!namesIn(term).some(isMention)) return term;
  const names: string[] = [];
  for (const name of namesIn(term)) {
    const account = mentionedAccount(name);
    if (account === undefined) names.push(name);
    else names.push(...(await usernamesOf(services, account)));
  }
  const kind = term.kind === 'word' ? bareAs : term.kind;
  return kind === 'list' ? { kind: 'list', entries: names } : { kind: 'user', names };
}

function isMention(name: string): boolean {
  return mentionedAccount(name) !== undefined;
}

/** The one username a mention stands for; any other text as it is. */
async function oneName(services: Services, name: string): Promise<string> {
  const account = mentionedAccount(name);
  if (account === undefined) return name;
  const [only = name, ...others] = await usernamesOf(services, account);
  if (others.length === 0) return only;
  throw new ProblemError({ kind: 'ambiguous', what: 'user', name, choices: [only, ...others] });
}

/** Usernames of the person behind an account, each of which is nobody else's. */
async function usernamesOf(services: Services, account: Account): Promise<readonly string[]> {
  const { roster } = services.census;
  const { name, users } = await personOf(services, account);
  const usernames = new Set<string>();
  for (const ref of users) {
    const user = roster.user(ref);
    if (user === undefined) continue;
    const { username } = user;
    const others = roster.find(username);
    if (others.some((other) => !users.includes(other.ref))) {
      const choices = others.map((other) => `${other.username} in ${other.directory}`);
      throw new ProblemError({ kind: 'ambiguous', what: 'user', name: username, choices });
    }
    usernames.add(username);
  }
  if (usernames.size > 0) return [...usernames];
  throw new ProblemError({
    kind: 'guarded',
    message: `${name} is linked to no user of the directories, so nobody is meant. Nothing was changed.`,
    remedy: `Say a username instead, or have an admin link one with "people link ${quoteValue(name)} user:NAME".`,
  });
}
