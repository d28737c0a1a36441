import type { FileStore } from '../../src/ports/storage.ts';
import { checkBearer } from '../http/guard.ts';
import { readJson } from '../http/read-body.ts';
import { HttpError, json } from '../http/reply.ts';
import type { Route } from '../http/route.ts';
import { answerQuestion, type TerminalOptions } from './answer-question.ts';
import { MAX_BODY_BYTES } from './config.ts';
import { QUESTION } from './exchange.ts';

/** What `ask` talks to in a running service. The token is in a file only the service's own user can read. */
export function terminalRoutes(options: TerminalOptions, files: FileStore, token: string): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/api/ask',
      async answer({ raw }) {
        checkBearer(raw, token);
        const question = QUESTION.safeParse(await readJson(raw, MAX_BODY_BYTES));
        if (!question.success) throw new HttpError(400, 'That is not a question.');
        return json(await answerQuestion(options, question.data));
      },
    },
    {
      method: 'GET',
      path: '/api/ask/files/:id',
      async answer({ raw, params }) {
        checkBearer(raw, token);
        const file = await files.open(params.id ?? '');
        if (file === undefined) throw new HttpError(404, 'There is no such file, or it has expired.');
        const headers = { 'content-type': file.info.mime, 'cache-control': 'no-store' };
        return { status: 200, headers, body: file.chunks };
      },
    },
  ];
}
