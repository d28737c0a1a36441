import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reply } from '../../adapters/terminal/exchange.ts';

/** Asks a running service as `ask` does, without the second that another process takes to start. */
export async function put(
  folder: string,
  text: string,
  { person, list }: { readonly person?: string; readonly list?: string } = {},
): Promise<Reply> {
  const { url, token } = JSON.parse(readFileSync(join(folder, 'service.json'), 'utf8'));
  const files = list === undefined ? [] : [{ name: 'list.csv', content: list }];
  const response = await fetch(`${url}/api/ask`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text, files, ...(person === undefined ? {} : { person }) }),
  });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as Reply;
}

/** The id of the approval that an answer shows. */
export function approvalIn({ text }: Reply): string {
  const [id] = /A-\w+/.exec(text) ?? [];
  if (id === undefined) throw new Error(`no approval in: ${text}`);
  return id;
}
