/** Branded identifiers, each with the format it is printed in. A brand costs nothing at run time. */
type Brand<T, Name extends string> = T & { readonly __brand: Name };

/** An instant: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** A person of ours, for example `priya`. Stable, chosen by an admin or by the seed. */
export type PersonId = Brand<string, 'PersonId'>;
/** A frozen plan, for example `P-7f3k2`. */
export type PlanId = Brand<string, 'PlanId'>;
/** An approval, for example `A-7f3k2`; people type it. */
export type ApprovalId = Brand<string, 'ApprovalId'>;
/** A run, for example `R-7f3k2`; it shares the suffix of its approval. */
export type RunId = Brand<string, 'RunId'>;
/** A stored list view, for example `V-7f3k2`; cards carry it, people never type it. */
export type ViewId = Brand<string, 'ViewId'>;
/** The name of a configured connection, for example `sandbox` or `hr`. */
export type ConnectionName = Brand<string, 'ConnectionName'>;
/** A user: connection, directory and the vendor's unchanging id, see {@link formatUserRef}. */
export type UserRef = Brand<string, 'UserRef'>;

export interface UserRefParts {
  readonly connection: ConnectionName;
  readonly directory: string;
  /** The vendor's id; a rename keeps it. */
  readonly id: string;
}

/** Prints a user reference as `connection/directory/id`, each part by {@link encodePart}; none may be empty. */
export function formatUserRef(parts: UserRefParts): UserRef {
  return [parts.connection, parts.directory, parts.id].map(encodePart).join('/') as UserRef;
}

/** Reads what {@link formatUserRef} printed; undefined for any other text, so that a user has one spelling. */
export function parseUserRef(text: string): UserRefParts | undefined {
  const parts = text.split('/');
  if (parts.length !== 3 || parts.some((part) => part === '')) return undefined;
  try {
    const [connection, directory, id] = parts.map(decodePart) as [string, string, string];
    const ref = { connection: connection as ConnectionName, directory, id };
    return formatUserRef(ref) === text ? ref : undefined;
  } catch {
    return undefined;
  }
}

/** The connection a reference belongs to, without decoding the rest. */
export function connectionOf(ref: UserRef): ConnectionName {
  return decodePart(ref.slice(0, ref.indexOf('/'))) as ConnectionName;
}

/**
 * One part of a slash-separated key, percent-encoded. A lone surrogate, for which UTF-8 has no bytes, becomes
 * `%uD800`: a broken id has to stay the user it is, not stop the read of everybody else.
 */
export function encodePart(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text
      .split(/(\p{Surrogate})/u)
      .map((piece, n) => (n % 2 === 0 ? encodeURIComponent(piece) : `%u${codeUnitOf(piece)}`))
      .join('');
  }
}

function codeUnitOf(surrogate: string): string {
  return surrogate.charCodeAt(0).toString(16).toUpperCase();
}

/** What {@link encodePart} encoded; throws a `URIError` for what it never gives. */
export function decodePart(part: string): string {
  if (!part.includes('%u')) return part.includes('%') ? decodeURIComponent(part) : part;
  return part
    .split(/%u(D[89A-F][0-9A-F]{2})/)
    .map((piece, n) =>
      n % 2 === 0 ? decodeURIComponent(piece) : String.fromCharCode(Number.parseInt(piece, 16)),
    )
    .join('');
}
