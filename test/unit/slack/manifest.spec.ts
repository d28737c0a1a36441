import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ValidateFunction } from 'ajv';
import { PATHS, SCOPES } from '../../../adapters/slack/config.ts';
import { type Manifest, overHttp } from '../../../adapters/slack/manifest.ts';
import { SHORTCUT_FORMS } from '../../../adapters/slack/shortcut-forms.ts';
import { ABOUT_USER } from '../../../adapters/slack/shortcuts.ts';
import { CONTRACTS, readContract } from '../../support/contracts.ts';
import { compile, manifestTypeValidator, readManifest } from '../../support/slack-manifest.ts';

const PUBLIC_URL = 'https://rollcall.example.com/chat';
const EVENTS = `${PUBLIC_URL}${PATHS.events}`;
const CONTRACT = 'slack-manifest.schema.json';

/** Both ways to reach Slack. */
const FORMS: readonly (readonly [string, Manifest])[] = [
  ['Socket Mode', readManifest()],
  ['HTTP', overHttp(readManifest(), PUBLIC_URL)],
];

function assertValid(validate: ValidateFunction, manifest: unknown, form: string): void {
  assert.ok(validate(manifest), `${form}: ${JSON.stringify(validate.errors)}`);
}

describe('the manifest of the Slack app', () => {
  it('is valid by the types that Slack publishes, over Socket Mode and over HTTP', function () {
    this.timeout(120_000);
    const validate = manifestTypeValidator();

    for (const [form, manifest] of FORMS) assertValid(validate, manifest, form);
    const { features, ...rest } = readManifest();
    assert.equal(validate({ ...rest, features: { ...features, slash_command: [] } }), false);
    assert.equal(validate({ ...rest, oauth_config: { scopes: { bot: ['users:delete'] } } }), false);
  });

  it('is valid by the schema that Slack publishes', function () {
    const schema = readContract(CONTRACT);
    if (schema === undefined) {
      process.stdout.write(`      skipped: there is no ${CONTRACT} in ${CONTRACTS}\n`);
      this.skip();
    }
    const validate = compile(schema);

    for (const [form, manifest] of FORMS) assertValid(validate, manifest, form);
    const named = { ...readManifest(), display_information: { name: 'x'.repeat(36) } };
    assert.equal(validate(named), false);
  });

  it('stays within the lengths that Slack allows', () => {
    for (const [form, manifest] of FORMS) assert.deepEqual(tooLong(manifest), [], form);
  });

  it('asks for exactly the scopes that Rollcall gives a reason for, and none of a person', () => {
    const { scopes } = readManifest().oauth_config ?? {};

    assert.deepEqual(scopes, { bot: Object.keys(SCOPES) });
  });

  it('has every way in that Rollcall answers', () => {
    const { features, settings } = readManifest();

    assert.deepEqual(
      features?.slash_commands?.map(({ command, should_escape }) => ({ command, should_escape })),
      [{ command: '/aum', should_escape: true }],
    );
    assert.deepEqual(
      features?.shortcuts?.map(({ type, callback_id }) => `${type} ${callback_id}`),
      [`message ${ABOUT_USER}`, ...Object.keys(SHORTCUT_FORMS).map((callback) => `global ${callback}`)],
    );
    assert.deepEqual(features?.app_home, {
      home_tab_enabled: true,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: false,
    });
    assert.equal(settings?.interactivity?.is_enabled, true);
    assert.deepEqual(settings?.event_subscriptions?.bot_events, [
      'app_home_opened',
      'app_uninstalled',
      'channel_shared',
      'message.im',
      'tokens_revoked',
    ]);
  });

  it('names no address under Socket Mode, so that it needs none', () => {
    const manifest = readManifest();

    assert.equal(manifest.settings?.socket_mode_enabled, true);
    assert.equal(JSON.stringify(manifest).includes('://'), false);
  });

  it('takes tokens that stay, since the settings hold them', () => {
    assert.equal(readManifest().settings?.token_rotation_enabled, false);
  });

  it('leads every request to the public address over HTTP, and changes nothing else', () => {
    const http = overHttp(readManifest(), PUBLIC_URL);

    assert.equal(http.settings?.socket_mode_enabled, false);
    assert.equal(http.settings?.event_subscriptions?.request_url, EVENTS);
    assert.equal(http.settings?.interactivity?.request_url, EVENTS);
    assert.deepEqual(
      http.features?.slash_commands?.map(({ url }) => url),
      [EVENTS],
    );
    assert.deepEqual(http.oauth_config?.redirect_urls, [`${PUBLIC_URL}${PATHS.redirect}`]);
    assert.deepEqual(withoutAddresses(http), readManifest());
  });
});

describe('npm run slack-manifest', () => {
  it('prints the form for Socket Mode, and with an address the one over HTTP', () => {
    assert.deepEqual(JSON.parse(print().stdout), readManifest());
    assert.deepEqual(
      JSON.parse(print('--url', `${PUBLIC_URL}/`).stdout),
      overHttp(readManifest(), PUBLIC_URL),
    );
  });

  it('refuses an address that Slack would not call', () => {
    for (const address of ['http://rollcall.example.com', 'rollcall.example.com', `${PUBLIC_URL}?a=b`]) {
      const { status, stdout, stderr } = print('--url', address);

      assert.deepEqual({ status, stdout }, { status: 2, stdout: '' });
      assert.match(stderr, /Give an address such as https:/);
    }
  });
});

function print(...args: readonly string[]) {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const command = ['--import', 'tsx', 'src/slack-manifest.ts', ...args];
  return spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
}

/** What is longer than Slack takes (slackapi/manifest-schema, and the comments of its published types). */
function tooLong({ display_information, features, oauth_config, settings }: Manifest): readonly string[] {
  const { bot_user, slash_commands = [], shortcuts = [] } = features ?? {};
  const { request_url: events, bot_events = [] } = settings?.event_subscriptions ?? {};
  const { bot = [] } = oauth_config?.scopes ?? {};
  const texts: readonly (readonly [string, string | undefined, number])[] = [
    ['name', display_information.name, 35],
    ['description', display_information.description, 140],
    ['long_description', display_information.long_description, 4000],
    ['bot_user', bot_user?.display_name, 80],
    ...slash_commands.flatMap(({ command, description, usage_hint, url }) => [
      ['command', command, 32] as const,
      [command, description, 2000] as const,
      [command, usage_hint, 1000] as const,
      [command, url, 3000] as const,
    ]),
    ...shortcuts.flatMap(({ name, callback_id, description }) => [
      ['shortcut', name, 24] as const,
      [name, callback_id, 255] as const,
      [name, description, 150] as const,
    ]),
    ['request_url of events', events, 3500],
    ['request_url of interactivity', settings?.interactivity?.request_url, 3500],
  ];
  const lists: readonly (readonly [string, number, number])[] = [
    ['slash_commands', slash_commands.length, 5],
    ['shortcuts', shortcuts.length, 10],
    ['bot_events', bot_events.length, 100],
    ['scopes', bot.length, 255],
  ];
  const short = display_information.long_description?.length ?? 175;
  return [
    ...texts.filter(([, text, most]) => text !== undefined && text.length > most).map(([what]) => what),
    ...lists.filter(([, count, most]) => count > most).map(([what]) => what),
    ...(short < 175 ? ['long_description is too short'] : []),
    ...(/^[a-z0-9._-]+$/.test(bot_user?.display_name ?? '') ? [] : ['display_name of the bot']),
  ];
}

/** A manifest over HTTP, made into one over Socket Mode again. */
function withoutAddresses(manifest: Manifest): unknown {
  const text = JSON.stringify(manifest, (key, value: unknown) =>
    ['url', 'request_url', 'redirect_urls'].includes(key) ? undefined : value,
  );
  const plain = JSON.parse(text) as Manifest;
  return { ...plain, settings: { ...plain.settings, socket_mode_enabled: true } };
}
