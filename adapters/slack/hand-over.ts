import type { FileInfo } from '../../src/domain/file.ts';
import type { Notice } from '../../src/domain/notice.ts';
import { problemOf } from '../../src/domain/problem.ts';
import type { Logger } from '../../src/ports/logger.ts';
import { faultOf } from '../chat/errands.ts';
import type { Draw } from './draw.ts';
import type { Team } from './ids.ts';
import { tenantOf } from './ids.ts';
import type { Messages } from './messages.ts';
import type { Upload } from './upload.ts';

/** Sends files into a direct conversation. */
export interface HandOver {
  /** Throws when it cannot. */
  one(team: Team, channel: string, file: FileInfo): Promise<string>;
  /** Behind a message that already stands: what fails is said there, for posting again would say it all twice. */
  behind(team: Team, channel: string, files: readonly FileInfo[]): Promise<void>;
}

/** Slack takes no empty file; in its stead that is said. */
export function createHandOver(parts: {
  readonly upload: Upload;
  readonly draw: Draw;
  readonly messages: Messages;
  readonly logger: Logger;
}): HandOver {
  const { upload, draw, messages, logger } = parts;
  const say = async (team: Team, channel: string, notice: Notice): Promise<string> => {
    const drawn = await draw(notice, { tenant: tenantOf(team), reader: null, surface: 'message' });
    return messages.post(team, channel, drawn);
  };
  const one: HandOver['one'] = (team, channel, file) => {
    if (file.bytes > 0) return upload(team, channel, file);
    const headline = `${file.name} is empty`;
    return say(team, channel, { kind: 'said', headline, detail: 'Slack takes no empty file.' });
  };
  return {
    one,
    async behind(team, channel, files) {
      for (const file of files) {
        try {
          await one(team, channel, file);
        } catch (error) {
          logger.warn('a file could not be handed over', faultOf(error));
          const problem = problemOf(error);
          if (problem === undefined) throw error;
          await say(team, channel, { kind: 'problem', problem });
        }
      }
    },
  };
}
