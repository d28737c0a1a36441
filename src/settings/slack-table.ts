import { baseUrl, line, names, secret, startingWith, yesOrNo } from './readers.ts';
import { secretSetting, setting } from './setting.ts';

/** How Rollcall is connected to Slack; docs/slack.md says where each value is found. */
export const SLACK_TABLE = {
  slackBotToken: secretSetting({
    key: 'ROLLCALL_SLACK_BOT_TOKEN',
    description: 'Token of the bot in your one Slack workspace; switches Slack on.',
    fallback: '',
    example: 'xoxb-the-token-under-oauth-and-permissions',
    read: startingWith('xoxb-', 'It stands under "OAuth & Permissions" once the app is installed.'),
  }),
  slackAppToken: secretSetting({
    key: 'ROLLCALL_SLACK_APP_TOKEN',
    description: 'Token of the app for Socket Mode, which needs no public address.',
    fallback: '',
    example: 'xapp-the-token-under-basic-information',
    read: startingWith(
      'xapp-',
      'Make one under "Basic Information", App-Level Tokens, with connections:write.',
    ),
  }),
  slackSigningSecret: secretSetting({
    key: 'ROLLCALL_SLACK_SIGNING_SECRET',
    description: 'What Slack signs its requests with, when it sends them to ROLLCALL_PUBLIC_URL.',
    fallback: '',
    example: 'the-signing-secret-under-basic-information',
    read: secret(16),
  }),
  slackClientId: setting({
    key: 'ROLLCALL_SLACK_CLIENT_ID',
    description: 'Client id of the app, for several workspaces that install it themselves.',
    fallback: '',
    example: '1234567890.1234567890123',
    read: line(100),
  }),
  slackClientSecret: secretSetting({
    key: 'ROLLCALL_SLACK_CLIENT_SECRET',
    description: 'Client secret of the app, for several workspaces.',
    fallback: '',
    example: 'the-client-secret-under-basic-information',
    read: secret(16),
  }),
  slackTokenKey: secretSetting({
    key: 'ROLLCALL_SLACK_TOKEN_KEY',
    description: 'Secret that the tokens of several workspaces are sealed with, at least 32 characters.',
    fallback: '',
    example: 'the-output-of-openssl-rand-hex-32',
    read: secret(32),
  }),
  slackTeams: setting({
    key: 'ROLLCALL_SLACK_TEAMS',
    description:
      'Ids of the workspaces (T…) and Grid organisations (E…) that may talk to Rollcall, with commas.',
    fallback: 'the workspace of ROLLCALL_SLACK_BOT_TOKEN',
    example: 'T0123ABCD,T0456EFGH',
    read: names,
  }),
  slackMatchEmail: setting({
    key: 'ROLLCALL_SLACK_MATCH_EMAIL',
    description:
      'Whether a Slack account that nobody linked, or a person of whom no user is known, is matched to the user with the address its workspace confirms.',
    fallback: 'no',
    example: 'yes',
    read: yesOrNo,
  }),
  slackApiUrl: setting({
    key: 'ROLLCALL_SLACK_API_URL',
    description: 'Base address of the Web API, for a proxy in between.',
    fallback: 'https://slack.com/api/',
    example: 'https://slack-proxy.example.com/api/',
    read: baseUrl,
  }),
} as const;
