import { HttpError, json } from './reply.ts';
import type { HttpRequest, Route } from './route.ts';

/** Whether the service can do its work now, part by part. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly message: string }[];
}

/** What the operations routes report; none of it is personal data. */
export interface OperationsOptions {
  readonly readiness: () => Promise<Readiness>;
  /** The metrics in the Prometheus text format with their content type. */
  readonly exposition: () => Promise<{ readonly contentType: string; readonly text: string }>;
  /** Lets a caller from elsewhere in, for example by its token; without it only this machine is answered. */
  readonly trusts?: (request: HttpRequest) => boolean;
}

/** `/healthz` (alive), `/readyz` (storage and directory ready, else 503) and `/metrics`. */
export function operationsRoutes(options: OperationsOptions): readonly Route[] {
  const guarded = (path: string, answer: Route['answer']): Route => ({
    method: 'GET',
    path,
    async answer(request) {
      if (!request.loopback && options.trusts?.(request) !== true) {
        throw new HttpError(403, 'This address is only answered from the machine itself.');
      }
      return answer(request);
    },
  });
  return [
    guarded('/healthz', async () => json({ status: 'alive' })),
    guarded('/readyz', async () => {
      const readiness = await options.readiness();
      return json(readiness, readiness.ready ? 200 : 503);
    }),
    guarded('/metrics', async () => {
      const { contentType, text } = await options.exposition();
      return {
        status: 200,
        headers: { 'content-type': contentType, 'cache-control': 'no-store' },
        body: text,
      };
    }),
  ];
}
