import type { Place } from '../src/domain/account.ts';
import type { Source } from '../src/domain/plan.ts';
import { instant } from './format.ts';
import { given } from './text.ts';

/** Where figures come from and how old they are; old figures say so first. */
export function sourceWords({ label, readAt, stale }: Source, zone: string): string {
  if (readAt === null) return `${given(label)}, not read yet`;
  const read = `${given(label)}, read ${instant(readAt, zone)}`;
  return stale ? `Old figures: ${read}` : read;
}

/** The same where the source is named already. */
export function readWords({ readAt, stale }: Source, zone: string): string {
  if (readAt === null) return 'not read yet';
  return `${stale ? 'old figures, ' : ''}read ${instant(readAt, zone)}`;
}

/** Where something was asked; a direct conversation has no name that others should read. */
export function placeWords(place: Place): string {
  return place.kind === 'channel' ? given(place.name) : 'a direct message';
}
