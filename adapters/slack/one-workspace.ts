import { createHash } from 'node:crypto';
import { isProblem } from '../../src/domain/problem.ts';
import type { Request } from './client.ts';
import type { SlackOptions } from './config.ts';
import type { Team } from './ids.ts';
import type { Bot, Installations } from './installations.ts';
import { isListed, notInstalled, notListed } from './workspaces.ts';

interface Learned extends Omit<Bot, 'token'> {
  readonly team: string | null;
}

/**
 * The one workspace of a bot token. Which one it is, Slack says the first time it is needed, not at the start:
 * the service starts while Slack is down. What Slack said last is kept for as long as it does not answer.
 */
export function createOneWorkspace(
  { botToken, store, teams }: Pick<SlackOptions, 'store' | 'teams'> & { readonly botToken: string },
  request: Request,
): Installations {
  const key = `workspace/${createHash('sha256').update(botToken).digest('hex').slice(0, 32)}`;
  let learned: Promise<Learned> | undefined;
  const ask = async (): Promise<Learned> => {
    const { body } = await request(botToken, 'auth.test', {});
    const own = readAuthTest(body as AuthTest);
    await store.put(key, JSON.stringify(own));
    return own;
  };
  const learn = async (): Promise<Learned> => {
    learned ??= ask();
    try {
      return await learned;
    } catch (error) {
      learned = undefined;
      const stored = isProblem(error, 'unavailable') ? await store.get(key) : undefined;
      if (stored === undefined) throw error;
      return JSON.parse(stored) as Learned;
    }
  };
  const isOwn = (own: Learned, { team, enterprise }: Team) =>
    own.isOrganisationWide || team === null
      ? enterprise !== null && enterprise === own.enterprise
      : // Of an organisation that is not its own comes only who is a guest here, in a channel shared with it.
        team === own.team && (enterprise === null || enterprise === own.enterprise);
  const notHere = (team: Team) =>
    notInstalled(
      team,
      'The bot token is that of another workspace; set ROLLCALL_SLACK_BOT_TOKEN to its own.',
    );
  return {
    provider: null,
    async of(team) {
      const own = await learn();
      if (teams.length > 0 && !isListed(teams, team) && !isListed(teams, own)) throw notListed(team);
      if (!isOwn(own, team)) throw notHere(team);
      const { botId, botUserId, enterprise, isOrganisationWide } = own;
      return { token: botToken, botId, botUserId, enterprise, isOrganisationWide };
    },
    async isAllowed(team) {
      const own = await learn();
      return isOwn(own, team) && (teams.length === 0 || isListed(teams, team));
    },
    async all() {
      const { team, enterprise } = await learn();
      return [{ team, enterprise }];
    },
    // The token comes with the settings: there is nothing to store or to remove.
    async remove() {},
    async storeInstallation() {
      throw notInstalled({ team: null, enterprise: null }, 'There is one workspace, with its token.');
    },
    async fetchInstallation() {
      throw notInstalled({ team: null, enterprise: null }, 'There is one workspace, with its token.');
    },
    async deleteInstallation() {},
  };
}

interface AuthTest {
  readonly team_id?: string;
  readonly enterprise_id?: string | null;
  readonly is_enterprise_install?: boolean;
  readonly bot_id?: string;
  readonly user_id?: string;
}

function readAuthTest(answer: AuthTest): Learned {
  const isOrganisationWide = answer.is_enterprise_install === true;
  return {
    team: isOrganisationWide ? null : (answer.team_id ?? null),
    enterprise: answer.enterprise_id ?? null,
    isOrganisationWide,
    botId: answer.bot_id ?? '',
    botUserId: answer.user_id ?? '',
  };
}
