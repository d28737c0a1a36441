import type { AppsManifestCreateArguments } from '@slack/web-api';
import { PATHS } from './config.ts';

/** An app as Slack describes it (slackapi/manifest-schema). */
export type Manifest = AppsManifestCreateArguments['manifest'];

/**
 * The manifest of Socket Mode as one whose requests Slack sends to a public address, without a trailing slash.
 * Workspaces that install the app themselves come back to that address too.
 */
export function overHttp(manifest: Manifest, publicUrl: string): Manifest {
  const { features = {}, oauth_config, settings = {} } = manifest;
  const { slash_commands: commands = [] } = features;
  const url = `${publicUrl}${PATHS.events}`;
  return {
    ...manifest,
    features: { ...features, slash_commands: commands.map((command) => ({ ...command, url })) },
    oauth_config: { ...oauth_config, redirect_urls: [`${publicUrl}${PATHS.redirect}`] },
    settings: {
      ...settings,
      event_subscriptions: { ...settings.event_subscriptions, request_url: url },
      interactivity: { is_enabled: true, ...settings.interactivity, request_url: url },
      socket_mode_enabled: false,
    },
  };
}
