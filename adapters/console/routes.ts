import type { Bot } from '../../src/flows/bot.ts';
import type { FileStore } from '../../src/ports/storage.ts';
import { eventStream } from '../http/event-stream.ts';
import { checkSameOrigin } from '../http/guard.ts';
import { readJson } from '../http/read-body.ts';
import { HttpError, json } from '../http/reply.ts';
import type { HttpReply, HttpRequest, Route } from '../http/route.ts';
import { readAttachment } from './attachments.ts';
import { type ConsoleOptions, LIMITS, type Persona, PLATFORM, TENANT } from './config.ts';
import type { Feed } from './feed.ts';
import { type Personas, UnknownPersona } from './identity.ts';
import type { Inbound } from './inbound.ts';
import type { MessageStore } from './messages.ts';
import type { PageFiles } from './page-files.ts';
import { enter, placesOf, purposeOf } from './places.ts';
import type { ReadMarks } from './read-marks.ts';
import { ClickRequest, CommandRequest, CompleteRequest, parseRequest, ReadRequest } from './requests.ts';
import type { Sessions } from './session.ts';
import { fileFor, read, typedBy } from './visibility.ts';

export interface RouteParts {
  readonly options: Pick<ConsoleOptions, 'organisation' | 'zone' | 'complete'>;
  readonly personas: Personas;
  readonly messages: MessageStore;
  readonly marks: ReadMarks;
  readonly feed: Feed;
  readonly inbound: Inbound;
  readonly sessions: Sessions;
  readonly page: PageFiles;
  readonly files: FileStore;
  /** Sees to it that the persona has been welcomed. */
  readonly welcome: (persona: Persona) => Promise<void>;
  readonly refuseStranger: Bot['refuseStranger'];
}

/** Everything the page asks for; every request names its persona, and the server judges by its own list. */
export function consoleRoutes(parts: RouteParts): readonly Route[] {
  const inSession = [...pageRoutes(parts), ...readRoutes(parts), ...writeRoutes(parts)].map((route) =>
    behindSession(parts, route),
  );
  return [entrance(parts), ...inSession];
}

function behindSession({ sessions, refuseStranger }: RouteParts, route: Route): Route {
  return {
    ...route,
    async answer(request) {
      if (route.method === 'POST') checkSameOrigin(request.raw);
      if (!sessions.holds(request.raw)) throw new HttpError(401, NO_SESSION);
      try {
        return await route.answer(request);
      } catch (error) {
        if (error instanceof UnknownPersona && error.claimed !== '') {
          await refuseStranger(
            { platform: PLATFORM, tenant: TENANT, id: error.claimed },
            'nobody here has this account',
          );
        }
        throw error;
      }
    },
  };
}

const NO_SESSION = 'Open the address that Rollcall printed when it started: it lets this browser in.';

/** `/`: exchanges the token of the printed address for a cookie, or shows the page. */
function entrance({ sessions, page }: RouteParts): Route {
  return {
    method: 'GET',
    path: '/',
    async answer(request) {
      const token = request.query.get('token');
      if (token !== null) {
        const cookie = sessions.exchange(token, request.raw.socket.localPort ?? 0);
        if (cookie === undefined) return notice(401, `That address has expired. ${NO_SESSION}`);
        return {
          status: 303,
          headers: { location: '/', 'set-cookie': cookie, 'cache-control': 'no-store' },
          body: '',
        };
      }
      return sessions.holds(request.raw) ? page.reply('index.html') : notice(401, NO_SESSION);
    },
  };
}

function notice(status: number, body: string): HttpReply {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
    body: `${body}\n`,
  };
}

function pageRoutes({ page }: RouteParts): readonly Route[] {
  return [
    { method: 'GET', path: '/page/:name', answer: async ({ params }) => page.reply(params.name ?? '') },
  ];
}

function readRoutes(parts: RouteParts): readonly Route[] {
  const { options, personas, messages, marks, feed } = parts;
  const asked = (request: HttpRequest) => personas.named(request.query.get('as'));
  return [
    get('/api/settings', async () =>
      json({ organisation: options.organisation, zone: options.zone, personas: listed(personas, marks) }),
    ),
    get('/api/places', async (request) => {
      const persona = asked(request);
      await feed.catchUp();
      await parts.welcome(persona);
      const places = placesOf(persona).map((place) => ({
        id: place.id,
        name: place.name,
        kind: place.kind,
        purpose: purposeOf(place),
        unread: marks.unread(persona, place.id),
      }));
      return json({ places, personas: listed(personas, marks) });
    }),
    get('/api/places/:place/messages', async (request) => {
      const persona = asked(request);
      await feed.catchUp();
      return json({ messages: read(messages, persona, request.params.place ?? '') });
    }),
    get('/api/history', async (request) =>
      json({ commands: typedBy(messages, asked(request), LIMITS.history) }),
    ),
    get('/api/events', async (request) => {
      const { person } = asked(request);
      return eventStream(
        (send) => feed.subscribe(person, (event) => send(event.kind, event)),
        request.signal,
      );
    }),
    get('/files/:id', async (request) => download(parts, asked(request), request.params.id ?? '')),
  ];
}

function get(path: string, answer: Route['answer']): Route {
  return { method: 'GET', path, answer };
}

function listed(personas: Personas, marks: ReadMarks) {
  return personas.all.map((persona) => ({
    person: persona.person,
    name: persona.name,
    title: persona.title,
    unread: marks.unreadAnywhere(persona),
  }));
}

async function download(
  { feed, messages, files }: RouteParts,
  persona: Persona,
  id: string,
): Promise<HttpReply> {
  await feed.catchUp();
  const granted = fileFor(messages, persona, id);
  const file = granted && (await files.open(granted.id));
  if (file === undefined) throw new HttpError(404, 'There is no such file, or it has expired.');
  const plain = file.info.name.replace(/[^\x20-\x7e]|["\\]/g, '_');
  return {
    status: 200,
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeName(file.info.name)}`,
      'cache-control': 'no-store',
    },
    body: file.chunks,
  };
}

/** RFC 8187: what encodeURIComponent leaves but a header parameter may not carry is encoded too. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function writeRoutes({ personas, inbound, marks, options }: RouteParts): readonly Route[] {
  const post = (path: string, limit: number, answer: (body: unknown) => Promise<HttpReply>): Route => ({
    method: 'POST',
    path,
    answer: async (request) => answer(await readJson(request.raw, limit)),
  });
  return [
    post('/api/commands', LIMITS.commandBytes, async (body) => {
      const { as, file, ...typed } = parseRequest(CommandRequest, body);
      const persona = personas.named(as);
      const files = file === null ? [] : [readAttachment(file.name, file.base64)];
      return json({ outcome: await inbound.command(persona, { ...typed, files }) });
    }),
    post('/api/clicks', LIMITS.bodyBytes, async (body) => {
      const { as, ...click } = parseRequest(ClickRequest, body);
      return json({ outcome: await inbound.click(personas.named(as), click) });
    }),
    post('/api/suggestions', LIMITS.bodyBytes, async (body) => {
      const { as, text, cursor } = parseRequest(CompleteRequest, body);
      const { person } = personas.named(as);
      return json(await options.complete(text, Math.min(cursor, text.length), person));
    }),
    post('/api/read', LIMITS.bodyBytes, async (body) => {
      const { as, place, message } = parseRequest(ReadRequest, body);
      const persona = personas.named(as);
      await marks.mark(persona, enter(persona, place).id, message);
      return json({});
    }),
  ];
}
