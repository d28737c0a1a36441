import type { BlockAction } from '../../cards/block-kit/render.ts';
import type { MessageRef } from '../../src/domain/account.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { IdSource } from '../../src/ports/id-source.ts';
import type { AdapterStore } from '../../src/ports/storage.ts';
import { Bounded } from '../chat/bounded.ts';
import { datedKey, dateOf } from '../chat/dated-key.ts';
import type { Origin } from './payload.ts';

/** What a form that is open belongs to; the modal itself carries only the id under which this is kept. */
export interface OpenForm {
  readonly tenant: string;
  readonly user: string;
  readonly action: BlockAction;
  /** What was ticked when the button was pressed; null on a card without boxes. */
  readonly selection: string | null;
  readonly channel: Origin['channel'];
  /** The message with the button; null where Slack has none that can be edited. */
  readonly message: MessageRef | null;
  /** Whether one person alone sees that message. */
  readonly isOwn: boolean;
  readonly isHome: boolean;
}

/** The forms that are open, in the store: one outlives the process like the card it belongs to. */
export interface KeptForms {
  keep(form: OpenForm, responseUrl: string | null): Promise<string>;
  /** Undefined for an unknown form and for one older than {@link OPEN_MS}. */
  find(id: string): Promise<(OpenForm & { readonly responseUrl: string | null }) | undefined>;
  /** Removes what is over, at most {@link SWEPT} forms at once; for after a form has opened, which must not wait. */
  sweep(): Promise<void>;
}

/** How long a form may stay open. */
export const OPEN_MS = 24 * 3_600_000;
/** How long Slack takes answers at a response_url. */
const URL_MS = 30 * 60_000;
const URLS = 1_000;
const SWEPT = 20;
const FORMS = 'form/';
const ID = /^[0-9a-z]{9}-[A-Za-z0-9_-]{1,200}$/;

/** Keeps forms in an adapter's corner of the store, and old ones out of it. */
export function createKeptForms(options: {
  readonly store: AdapterStore;
  readonly clock: Clock;
  readonly ids: IdSource;
}): KeptForms {
  const { store, clock, ids } = options;
  // Whoever has such an address can answer in Rollcall's name, so it is never written down.
  const urls = new Bounded<{ readonly url: string; readonly until: number }>(URLS);
  const isOver = (id: string) => dateOf(id) <= clock.now() - OPEN_MS;
  return {
    async keep(form, responseUrl) {
      const id = datedKey(clock.now(), ids.secret());
      await store.put(FORMS + id, JSON.stringify(form));
      if (responseUrl !== null) urls.set(id, { url: responseUrl, until: clock.now() + URL_MS });
      return id;
    },
    async sweep() {
      for (const [key] of await store.list(FORMS, '', SWEPT)) {
        if (!isOver(key.slice(FORMS.length))) return;
        await store.remove(key);
      }
    },
    async find(id) {
      if (!ID.test(id) || isOver(id)) return undefined;
      const stored = await store.get(FORMS + id);
      if (stored === undefined) return undefined;
      const kept = urls.get(id);
      const responseUrl = kept !== undefined && kept.until > clock.now() ? kept.url : null;
      return { ...(JSON.parse(stored) as OpenForm), responseUrl };
    },
  };
}
