import type { Read } from './readers.ts';

/** One key of the environment: what people are told about it, and how its text is read. */
export interface Setting<T> {
  readonly key: string;
  /** One sentence. */
  readonly description: string;
  /** What holds when it is not set, in words or as it would be written; empty when nothing does. */
  readonly fallback: string;
  readonly example: string;
  /** Never shown, not even when it is wrong. */
  readonly secret: boolean;
  readonly read: (text: string) => Read<T>;
}

/** A key with something wrong about it and what to do; a secret's value is never in it. */
export interface SettingProblem {
  readonly key: string;
  readonly message: string;
  readonly remedy: string;
}

/** A setting that may be shown. */
export function setting<T>(entry: Omit<Setting<T>, 'secret'>): Setting<T> {
  return { ...entry, secret: false };
}

/** A setting whose value is never shown. */
export function secretSetting<T>(entry: Omit<Setting<T>, 'secret'>): Setting<T> {
  return { ...entry, secret: true };
}
