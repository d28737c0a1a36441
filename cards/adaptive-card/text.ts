import type { IRichTextBlock, ITextBlock, ITextRun } from '@microsoft/teams.cards';
import type { Span, Tone } from '../card.ts';

type Style = Partial<Omit<ITextRun, 'type' | 'text'>>;

const COLORS = { neutral: 'Accent', good: 'Good', warning: 'Warning', attention: 'Attention' } as const;
const SPANS: Readonly<Record<Exclude<Span, string>['style'], Style>> = {
  strong: { weight: 'Bolder' },
  quiet: { isSubtle: true },
  code: { fontType: 'Monospace' },
};

/** Characters and line starts that some renderer reads as Markdown. */
const MARKUP = /[\\`*_~[\]<>&#|{}]|:\/\/|^\s*([-+]|\d+[.)])\s/u;
/** Wide twins that look alike and mean nothing to Markdown. */
const TWINS: Readonly<Record<string, string>> = {
  '\\': '＼',
  '`': '｀',
  '*': '＊',
  _: '＿',
  '~': '～',
  '[': '［',
  ']': '］',
  '<': '＜',
  '>': '＞',
  '&': '＆',
  '#': '＃',
  '|': '｜',
  '{': '｛',
  '}': '｝',
};

/**
 * A paragraph. Text runs are the one element no client reads as Markdown, so whatever holds a name or
 * anything else that people wrote goes through here.
 */
export function paragraph(
  spans: readonly Span[],
  style: Style = {},
  block: Partial<Omit<IRichTextBlock, 'type' | 'inlines'>> = {},
): IRichTextBlock {
  const inlines = spans.map((span) => run(span, style));
  return { type: 'RichTextBlock', ...block, inlines };
}

function run(span: Span, style: Style): ITextRun | string {
  if (typeof span !== 'string') {
    return { type: 'TextRun', text: inert(span.text), ...style, ...SPANS[span.style] };
  }
  return Object.keys(style).length === 0 ? inert(span) : { type: 'TextRun', text: inert(span), ...style };
}

/** Text without date functions: clients replace `{{DATE(…)}}` and `{{TIME(…)}}` anywhere; an invisible joiner between the braces stops it. */
export function inert(text: string): string {
  return text.replace(/\{\{(?=DATE|TIME)/g, '{\u2060{');
}

/** The headline: a real heading for screen readers, unless its text could be read as Markdown. */
export function heading(text: string): ITextBlock | IRichTextBlock {
  const style = { size: 'Large', weight: 'Bolder' } as const;
  if (MARKUP.test(text)) return paragraph([text], style);
  return { type: 'TextBlock', text, ...style, wrap: true, style: 'heading' };
}

/** A line in the colour of its tone. */
export function toned(text: string, tone: Tone): IRichTextBlock {
  return paragraph([text], { color: COLORS[tone], weight: 'Bolder' }, { spacing: 'None' });
}

/**
 * Text for the labels of inputs, which clients do read as Markdown and which cannot hold text runs: what could
 * be markup is written with its wide twin. An underscore inside a word is none.
 */
export function label(text: string): string {
  return text
    .replace(
      /(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|[\\`*~[\]<>&#|{}]/gu,
      (character) => TWINS[character] ?? character,
    )
    .replace(/:\/\//g, '：//')
    .replace(/^\s*([-+]|\d+[.)])(?=\s)/u, '\u2060$1');
}
