import type { FileInfo } from '../src/domain/file.ts';
import type { FileNotice } from '../src/domain/notice.ts';
import { type Block, type Card, type CardContext, card, line } from './card.ts';
import { instant, size } from './format.ts';
import { given, LENGTHS } from './text.ts';

/** A file that was made for the reader. */
export function fileCard({ headline, detail, file }: FileNotice, context: CardContext): Card {
  return card({
    headline: given(headline, LENGTHS.line),
    blocks: [...(detail === '' ? [] : [line(given(detail, LENGTHS.passage))]), ...fileBlocks(file, context)],
  });
}

/** The chip of a file, with its size and how long it is kept. */
export function fileBlocks(file: FileInfo | null, { zone }: CardContext): readonly Block[] {
  if (file === null) return [];
  const detail = `${size(file.bytes)}, kept until ${instant(file.expiresAt, zone)}`;
  return [{ kind: 'file', id: file.id, name: given(file.name), detail }];
}
