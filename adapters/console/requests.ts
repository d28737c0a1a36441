import { z } from 'zod';
import { HttpError } from '../http/reply.ts';
import { LIMITS } from './config.ts';

/** The shapes of what the page may send; everything in them is untrusted. */
const id = z.string().min(1).max(200);
const delivery = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/);

export const CommandRequest = z.strictObject({
  as: id,
  place: id,
  text: z.string().max(LIMITS.text),
  delivery,
  file: z
    .strictObject({ name: z.string().min(1).max(255), base64: z.base64() })
    .nullable()
    .default(null),
});

export const ClickRequest = z.strictObject({
  as: id,
  place: id,
  message: id,
  verb: id,
  id: z.string().max(LIMITS.text),
  data: z.record(z.string().max(200), z.json()),
  delivery,
});

export const CompleteRequest = z.strictObject({
  as: id,
  text: z.string().max(LIMITS.text),
  cursor: z.number().int().min(0).max(LIMITS.text),
});

export const ReadRequest = z.strictObject({ as: id, place: id, message: id });

/** The body in its shape; 400 that names the first wrong field otherwise. */
export function parseRequest<T>(shape: z.ZodType<T>, body: unknown): T {
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new HttpError(400, `The request is not in its form${field === '' ? '' : `: look at "${field}"`}.`);
}
