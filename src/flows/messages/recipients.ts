import type { Account, Place } from '../../domain/account.ts';
import type { PersonId } from '../../domain/ids.ts';
import type { Person } from '../../domain/person.ts';
import type { Services } from '../services.ts';
import type { Card } from './load-card.ts';

/** Where one copy of a card goes: everybody in a channel, or one person on the first of their accounts that is there. */
export type Recipient =
  | { readonly kind: 'place'; readonly place: Place }
  | { readonly kind: 'person'; readonly accounts: readonly Account[]; readonly id: PersonId };

/** Why a recipient gets a copy; each occasion is a copy of its own. */
export type Occasion = 'card' | 'reminder' | 'result';

/** Everybody who gets a copy of a card; nobody whom no platform here reaches. */
export function recipientsOf(
  services: Pick<Services, 'platforms'>,
  { place, home, people }: Pick<Card, 'place' | 'home' | 'people'>,
): readonly Recipient[] {
  const recipients: Recipient[] = [];
  if (place?.kind === 'channel' && services.platforms.has(place.platform)) {
    recipients.push({ kind: 'place', place });
  }
  for (const person of people) {
    const accounts = accountsOf(services, person, home);
    if (accounts.length > 0) recipients.push({ kind: 'person', accounts, id: person.id });
  }
  return recipients;
}

/** A person's accounts on platforms that are here, those of the card's home first. */
export function accountsOf(
  { platforms }: Pick<Services, 'platforms'>,
  { accounts }: Person,
  home: Card['home'],
): readonly Account[] {
  const here = accounts.filter(({ platform }) => platforms.has(platform));
  const isHome = ({ platform, tenant }: Account) => platform === home.platform && tenant === home.tenant;
  return [...here.filter(isHome), ...here.filter((account) => !isHome(account))];
}

/** One posting for a subject, an occasion and a recipient. */
export function postingId(subject: string, occasion: Occasion, recipient: Recipient): string {
  const to = recipient.kind === 'place' ? recipient.place.id : recipient.id;
  const kind = occasion === 'card' ? recipient.kind : occasion;
  return [subject, kind, to].map(encodeURIComponent).join('/');
}
