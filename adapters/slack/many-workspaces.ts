import { AuthorizationError, type Installation, InstallProvider } from '@slack/oauth';
import type { AdapterStore } from '../../src/ports/storage.ts';
import { SILENT, TIMEOUT_MS } from './client.ts';
import { PATHS, SCOPES, type SlackOptions } from './config.ts';
import { toProblem } from './errors.ts';
import type { Team } from './ids.ts';
import { type Bot, type Installations, installedIn } from './installations.ts';
import { createRenewal } from './renewal.ts';
import { createSeal, deriveKey } from './seal.ts';
import { isListed, notInstalled, notListed } from './workspaces.ts';

type Options = Pick<SlackOptions, 'store' | 'teams' | 'publicUrl' | 'apiUrl' | 'clock' | 'alone'> & {
  readonly oauth: NonNullable<SlackOptions['oauth']>;
};

/** One record an installation, under the id of its workspace or, where it is for all of one, its organisation. */
const INSTALLATIONS = 'installation/';
/** Which workspaces of an organisation installed the app by themselves. */
const MEMBERS = 'organisation/';
const BATCH = 200;

/** Workspaces that install the app themselves; their tokens are sealed in the store and renewed in time. */
export function createManyWorkspaces(options: Options): Installations {
  const { store, teams, publicUrl, apiUrl, oauth } = options;
  const seal = createSeal(oauth.tokenKey);
  const remedy = `Open ${publicUrl ?? ''}${PATHS.install} and install it there.`;
  const renewing = new Map<string, Promise<Bot>>();
  const has = async (id: string | null) => id !== null && (await store.get(INSTALLATIONS + id)) !== undefined;
  /** The id under which there is an installation for a workspace. */
  const locate = async ({ team, enterprise }: Team): Promise<string | undefined> => {
    if (team !== null && (await has(team))) return team;
    if (enterprise === null) return undefined;
    if (await has(enterprise)) return enterprise;
    if (team !== null) return undefined;
    const [member] = await store.list(`${MEMBERS}${enterprise}/`, '', 1);
    return member?.[0].split('/').at(-1);
  };
  const read = async (id: string): Promise<Installation | undefined> => {
    const sealed = await store.get(INSTALLATIONS + id);
    if (sealed === undefined) return undefined;
    return JSON.parse(seal.open(sealed, INSTALLATIONS + id)) as Installation;
  };
  const remove = async (team: Team): Promise<void> => {
    const id = team.team ?? team.enterprise;
    if (id === null) return;
    await store.remove(INSTALLATIONS + id);
    if (team.team !== null && team.enterprise !== null) await store.remove(memberKey(team.enterprise, id));
  };
  const installations: Omit<Installations, 'of' | 'provider'> = {
    remove,
    isAllowed: async (team) => isListed(teams, team),
    async all() {
      const houses = new Map(
        (await keysUnder(store, MEMBERS)).map((key) => {
          const [enterprise = '', team = ''] = key.split('/');
          return [team, enterprise] as const;
        }),
      );
      return (await keysUnder(store, INSTALLATIONS)).map((id) =>
        id.startsWith('E')
          ? { team: null, enterprise: id }
          : { team: id, enterprise: houses.get(id) ?? null },
      );
    },
    async storeInstallation(installation) {
      const team = installedIn(installation);
      if (!isListed(teams, team)) throw notListed(team);
      const key = INSTALLATIONS + (team.team ?? team.enterprise);
      const { team: id, enterprise } = team;
      const member = id !== null && enterprise !== null ? [[memberKey(enterprise, id), ''] as const] : [];
      await store.putAll([[key, seal.seal(JSON.stringify(withoutPerson(installation)), key)], ...member]);
    },
    async fetchInstallation({ teamId = null, enterpriseId = null, isEnterpriseInstall }) {
      const team = { team: isEnterpriseInstall ? null : teamId, enterprise: enterpriseId };
      const found = await locate(team).then((id) => (id === undefined ? undefined : read(id)));
      if (found === undefined) throw notInstalled(team, remedy);
      return found;
    },
    deleteInstallation: ({ teamId = null, enterpriseId = null, isEnterpriseInstall }) =>
      remove({ team: isEnterpriseInstall ? null : teamId, enterprise: enterpriseId }),
  };
  const provider = new InstallProvider({
    clientId: oauth.clientId,
    clientSecret: oauth.clientSecret,
    stateSecret: deriveKey(oauth.tokenKey, 'install state').toString('base64url'),
    installationStore: installations,
    installUrlOptions: {
      scopes: Object.keys(SCOPES),
      ...(publicUrl !== null && { redirectUri: publicUrl + PATHS.redirect }),
    },
    logger: SILENT,
    clientOptions: {
      slackApiUrl: apiUrl,
      retryConfig: { retries: 0 },
      timeout: TIMEOUT_MS,
      rejectRateLimitedCalls: true,
    },
  });
  const renew = createRenewal({ ...options, read });
  /** Renews a token that is about to expire; those who ask for it meanwhile in this process wait for the same. */
  const authorize = (id: string, team: Team): Promise<Bot> => {
    const running =
      renewing.get(id) ??
      renew(id, () => authorizeOnce(provider, id, team)).finally(() => renewing.delete(id));
    renewing.set(id, running);
    return running;
  };
  return {
    ...installations,
    provider,
    async of(team) {
      const id = await locate(team);
      if (!isListed(teams, team) && !(id !== undefined && teams.includes(id))) throw notListed(team);
      if (id === undefined) throw notInstalled(team, remedy);
      const bot = await authorize(id, team);
      // Of another organisation comes only who is a guest of the workspace, in a channel shared with it.
      if (team.enterprise !== null && team.enterprise !== bot.enterprise) throw notInstalled(team, remedy);
      return bot;
    },
  };
}

async function authorizeOnce(provider: InstallProvider, id: string, team: Team): Promise<Bot> {
  const isOrganisationWide = id.startsWith('E');
  try {
    const found = await provider.authorize({
      teamId: isOrganisationWide ? undefined : id,
      // With what a request says of it the provider would fill in what the installation does not.
      enterpriseId: isOrganisationWide ? id : undefined,
      isEnterpriseInstall: isOrganisationWide,
    });
    const { botToken, botId = '', botUserId = '', enterpriseId: enterprise = null } = found;
    if (botToken === undefined) throw notInstalled(team, 'Install it again: it has no bot token.');
    return { token: botToken, botId, botUserId, enterprise, isOrganisationWide };
  } catch (error) {
    const original = error instanceof AuthorizationError ? error.original : error;
    throw toProblem(original, { method: 'authorize', name: id });
  }
}

/** Rollcall asks for no token of a person: one that came all the same is not kept. */
function withoutPerson(installation: Installation): Installation {
  const { incomingWebhook: _unused, ...rest } = installation;
  return { ...rest, user: { id: installation.user.id, token: undefined, scopes: undefined } };
}

function memberKey(enterprise: string, team: string): string {
  return `${MEMBERS}${enterprise}/${team}`;
}

/** Everything behind a prefix, without it. */
async function keysUnder(store: AdapterStore, prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for (let after = ''; ; ) {
    const entries = await store.list(prefix, after, BATCH);
    keys.push(...entries.map(([key]) => key.slice(prefix.length)));
    if (entries.length < BATCH) return keys;
    after = entries.at(-1)?.[0] ?? '';
  }
}
