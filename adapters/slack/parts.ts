import type { ChatPlatform } from '../../src/ports/chat-platform.ts';
import { type CardStore, createCardStore } from './card-store.ts';
import { createCheck } from './check.ts';
import { createClient, type Request } from './client.ts';
import type { SlackOptions } from './config.ts';
import { createDraw } from './draw.ts';
import { createFetchFile, type FetchFile } from './fetch-file.ts';
import { createHandOver } from './hand-over.ts';
import type { Installations } from './installations.ts';
import { membersOnly } from './members-only.ts';
import { createMessages } from './messages.ts';
import { openInstallations } from './open-installations.ts';
import { createOutbound } from './outbound.ts';
import { createPace } from './pace.ts';
import { createProfiles, type Profiles } from './profiles.ts';
import { createSpeech, type Speech } from './speech.ts';
import { createUpload } from './upload.ts';
import { createWeb, type SlackWeb } from './web.ts';

/** Everything of Slack that both directions share. */
export interface SlackParts {
  readonly options: SlackOptions;
  readonly web: SlackWeb;
  readonly installations: Installations;
  readonly cards: CardStore;
  readonly speech: Speech;
  readonly fetchFile: FetchFile;
  /** For the one call that has a token before there is an installation to take it from. */
  readonly request: Request;
  readonly profiles: Profiles;
  readonly platform: ChatPlatform;
  /** Says which process this is; the page under `PATHS.ping` answers with exactly this as plain text. */
  readonly nonce: string;
  /** Called for every request with a wrong signature, so that a check can tell. */
  sawBadSignature(): void;
}

/** Puts the parts together; nothing is asked of Slack before it is needed. */
export function createParts(options: SlackOptions): SlackParts {
  const { apiUrl, clock, files, logger } = options;
  const client = createClient(options);
  const { request } = client;
  const installations = openInstallations(options, request);
  const web = createWeb({ apiUrl, installations, request, pace: createPace(options.limiter) });
  const cards = createCardStore(options);
  const draw = createDraw(cards, options);
  const profiles = createProfiles(web, clock);
  const messages = createMessages(web, logger);
  const upload = createUpload({ web, files, apiUrl });
  const handOver = createHandOver({ upload, draw, messages, logger });
  const nonce = options.ids.secret();
  const { check, sawBadSignature } = createCheck({ options, client, installations, nonce });
  const outbound = { cards, draw, messages, profiles, handOver };
  const outlet = createOutbound(outbound, check);
  const fetchFile = createFetchFile({ web, installations, apiUrl });
  const speech = createSpeech({ ...outbound, web, platform: outlet });
  return {
    options,
    request,
    web,
    installations,
    cards,
    speech,
    fetchFile,
    profiles,
    platform: membersOnly(outlet, profiles),
    nonce,
    sawBadSignature,
  };
}
