import { type Node, nodesIn, Rules } from './block-kit-shapes.ts';

/** Where blocks are shown. */
export type Surface = 'message' | 'home' | 'modal';

/**
 * What Slack would refuse about these blocks, a line each with where it is; empty when they are fine. Written from
 * the published limits (research/slack.md §2), knowing nothing of the renderer.
 */
export function brokenRules(blocks: readonly unknown[], surface: Surface): readonly string[] {
  const rules = new Rules();
  if (blocks.length > (surface === 'message' ? 50 : 100)) rules.say('', `${blocks.length} blocks`);
  for (const [n, block] of blocks.entries()) checkBlock(rules, `/${n}`, block, surface);
  checkTogether(rules, blocks);
  return rules.broken;
}

/** The same about a modal or the Home tab as it is given to `views.open` or `views.publish`. */
export function brokenViewRules(view: unknown): readonly string[] {
  const rules = new Rules();
  const given = rules.object('', view);
  if (given === undefined) return rules.broken;
  const isModal = given.type === 'modal';
  if (!isModal && given.type !== 'home') rules.say('/type', String(given.type));
  const own = isModal ? ['title', 'submit', 'close', 'clear_on_close', 'notify_on_close'] : [];
  rules.keys('', given, ['blocks', 'private_metadata', 'callback_id', 'external_id', ...own]);
  if (isModal) rules.plain('/title', given.title, 24);
  for (const name of ['submit', 'close'])
    rules.optional(given, name, (at, text) => rules.plain(at, text, 24));
  rules.optional(given, 'private_metadata', (at, text) => rules.string(at, text, 3000, 0));
  rules.optional(given, 'callback_id', (at, text) => rules.string(at, text, 255));
  const blocks = rules.list('/blocks', given.blocks, 1, 100);
  const asks = blocks.some((block) => (block as Node | null)?.type === 'input');
  if (isModal && asks && given.submit === undefined) rules.say('/submit', 'missing beside an input');
  if (JSON.stringify(view).length > 250_000) rules.say('', 'over 250 kB');
  return [...rules.broken, ...brokenRules(blocks, isModal ? 'modal' : 'home')];
}

/** What holds between blocks: ids are unique, one table, 10,000 characters of it, one focus. */
function checkTogether(rules: Rules, blocks: readonly unknown[]): void {
  const nodes = [...nodesIn(blocks)];
  for (const name of ['block_id', 'action_id']) {
    const ids = nodes.flatMap((node) => (typeof node[name] === 'string' ? [node[name]] : []));
    const twice = ids.filter((id, n) => ids.indexOf(id) !== n);
    if (twice.length > 0) rules.say('', `${name} twice: ${twice.join(', ')}`);
  }
  const tables = nodes.filter((node) => node.type === 'table' || node.type === 'data_table');
  if (tables.length > 1) rules.say('', 'only_one_table_allowed');
  const characters = [...nodesIn(tables)].reduce((sum, { text }) => sum + textLength(text), 0);
  if (characters > 10_000) rules.say('', `${characters} characters in tables`);
  const focused = nodes.filter((node) => node.focus_on_load === true);
  if (focused.length > 1) rules.say('', 'focus_on_load twice');
  const markdown = nodes.filter((node) => node.type === 'markdown');
  const written = markdown.reduce((sum, { text }) => sum + textLength(text), 0);
  if (written > 12_000) rules.say('', `${written} characters in markdown blocks`);
}

function textLength(text: unknown): number {
  return typeof text === 'string' ? text.length : 0;
}

function checkBlock(rules: Rules, at: string, given: unknown, surface: Surface): void {
  const block = rules.object(at, given);
  if (block === undefined) return;
  const check = BLOCKS[String(block.type)] ?? unknown;
  if (['table', 'data_table', 'markdown'].includes(String(block.type)) && surface !== 'message') {
    rules.say(at, `${String(block.type)} is for messages only`);
  }
  rules.optional(block, 'block_id', (path, id) => rules.string(path, id, 255), at);
  check(rules, at, block, surface);
}

type Check = (rules: Rules, at: string, node: Node, surface: Surface) => void;

const unknown: Check = (rules, at, { type }) => rules.say(`${at}/type`, `unknown: ${String(type)}`);

const BLOCKS: Readonly<Record<string, Check>> = {
  divider: (rules, at, block) => rules.keys(at, block, ['block_id']),
  header: (rules, at, block) => {
    rules.keys(at, block, ['block_id', 'text', 'level']);
    rules.plain(`${at}/text`, block.text, 150);
  },
  section: (rules, at, block, surface) => {
    rules.keys(at, block, ['block_id', 'text', 'fields', 'accessory', 'expand']);
    if (block.text === undefined && block.fields === undefined) rules.say(at, 'neither text nor fields');
    rules.optional(block, 'text', (path, text) => rules.text(path, text, 3000), at);
    rules.optional(
      block,
      'fields',
      (path, fields) => {
        for (const [n, field] of rules.list(path, fields, 1, 10).entries())
          rules.text(`${path}/${n}`, field, 2000);
      },
      at,
    );
    rules.optional(block, 'accessory', (path, part) => checkElement(rules, path, part, surface), at);
  },
  context: (rules, at, block) => {
    rules.keys(at, block, ['block_id', 'elements']);
    rules.list(`${at}/elements`, block.elements, 1, 10).forEach((each, n) => {
      const path = `${at}/elements/${n}`;
      if ((each as Node | null)?.type === 'image') checkImage(rules, path, each as Node, ['alt_text']);
      else rules.text(path, each, 3000);
    });
  },
  image: (rules, at, block) => checkImage(rules, at, block, ['block_id', 'alt_text', 'title']),
  actions: (rules, at, block, surface) => {
    rules.keys(at, block, ['block_id', 'elements']);
    rules.list(`${at}/elements`, block.elements, 1, 25).forEach((each, n) => {
      checkElement(rules, `${at}/elements/${n}`, each, surface);
    });
  },
  input: (rules, at, block, surface) => {
    rules.keys(at, block, ['block_id', 'label', 'hint', 'optional', 'element', 'dispatch_action']);
    rules.plain(`${at}/label`, block.label, 2000);
    rules.optional(block, 'hint', (path, text) => rules.plain(path, text, 2000), at);
    checkElement(rules, `${at}/element`, block.element, surface);
  },
  markdown: (rules, at, block) => {
    rules.keys(at, block, ['block_id', 'text']);
    rules.string(`${at}/text`, block.text, 12_000);
  },
  rich_text: (rules, at, block) => {
    rules.keys(at, block, ['block_id', 'elements']);
    rules.list(`${at}/elements`, block.elements, 1, 1000).forEach((each, n) => {
      checkRich(rules, `${at}/elements/${n}`, each);
    });
  },
  table: (rules, at, block) => {
    rules.keys(at, block, ['block_id', 'rows', 'column_settings']);
    const rows = rules.list(`${at}/rows`, block.rows, 1, 100);
    const widths = new Set(rows.map((row) => (Array.isArray(row) ? row.length : -1)));
    if (widths.size > 1) rules.say(at, 'rows of different lengths');
    rows.forEach((row, n) => {
      rules.list(`${at}/rows/${n}`, row, 1, 20).forEach((cell, column) => {
        checkCell(rules, `${at}/rows/${n}/${column}`, cell);
      });
    });
    rules.optional(block, 'column_settings', (path, settings) => void rules.list(path, settings, 1, 20), at);
  },
};

function checkCell(rules: Rules, at: string, given: unknown): void {
  const cell = rules.object(at, given);
  if (cell === undefined) return;
  if (cell.type === 'rich_text') {
    BLOCKS.rich_text?.(rules, at, cell, 'message');
    return;
  }
  if (cell.type !== 'raw_text' && cell.type !== 'raw_number') rules.say(`${at}/type`, String(cell.type));
  rules.keys(at, cell, cell.type === 'raw_number' ? ['text', 'value'] : ['text']);
  rules.string(`${at}/text`, cell.text, 10_000);
}

function checkImage(rules: Rules, at: string, image: Node, own: readonly string[]): void {
  rules.keys(at, image, [...own, 'image_url', 'slack_file']);
  rules.string(`${at}/alt_text`, image.alt_text, 2000);
  if ((image.image_url === undefined) === (image.slack_file === undefined))
    rules.say(at, 'needs image_url or slack_file, not both');
  rules.optional(image, 'image_url', (path, url) => rules.string(path, url, 3000), at);
  rules.optional(image, 'title', (path, text) => rules.plain(path, text, 2000), at);
}

function checkRich(rules: Rules, at: string, given: unknown): void {
  const part = rules.object(at, given);
  if (part === undefined) return;
  const type = String(part.type);
  const own: Readonly<Record<string, readonly string[]>> = {
    rich_text_section: ['elements'],
    rich_text_quote: ['elements', 'border'],
    rich_text_preformatted: ['elements', 'border', 'language'],
    rich_text_list: ['elements', 'style', 'indent', 'border', 'offset'],
  };
  if (!(type in own)) rules.say(`${at}/type`, `unknown: ${type}`);
  rules.keys(at, part, own[type] ?? []);
  for (const [n, each] of rules.list(`${at}/elements`, part.elements, 1, 1000).entries()) {
    const path = `${at}/elements/${n}`;
    if (type === 'rich_text_list') checkRich(rules, path, each);
    else checkLeaf(rules, path, each);
  }
}

const RICH_STYLES = ['bold', 'italic', 'strike', 'code', 'underline', 'highlight'];

function checkLeaf(rules: Rules, at: string, given: unknown): void {
  const leaf = rules.object(at, given);
  if (leaf?.type !== 'text') return;
  rules.keys(at, leaf, ['text', 'style']);
  rules.string(`${at}/text`, leaf.text, 40_000);
  if (leaf.style === undefined) return;
  const flags = Object.entries(rules.object(`${at}/style`, leaf.style) ?? {});
  if (flags.some(([name, value]) => !RICH_STYLES.includes(name) || typeof value !== 'boolean')) {
    rules.say(`${at}/style`, JSON.stringify(leaf.style));
  }
}

function checkElement(rules: Rules, at: string, given: unknown, surface: Surface): void {
  const element = rules.object(at, given);
  if (element === undefined) return;
  const check = ELEMENTS[String(element.type)] ?? unknown;
  rules.optional(element, 'action_id', (path, id) => rules.string(path, id, 255), at);
  rules.optional(element, 'confirm', (path, confirm) => checkConfirm(rules, path, confirm), at);
  rules.optional(element, 'placeholder', (path, text) => rules.plain(path, text, 150), at);
  check(rules, at, element, surface);
}

function checkConfirm(rules: Rules, at: string, given: unknown): void {
  const confirm = rules.object(at, given);
  if (confirm === undefined) return;
  if ('type' in confirm) rules.say(at, 'a type it does not have');
  rules.keys(at, confirm, ['title', 'text', 'confirm', 'deny', 'style']);
  rules.plain(`${at}/title`, confirm.title, 100);
  rules.text(`${at}/text`, confirm.text, 300);
  for (const name of ['confirm', 'deny']) rules.plain(`${at}/${name}`, confirm[name], 30);
  rules.style(at, confirm);
}

/** Options of an element, with the chosen ones as exact copies among them. */
function checkOptions(rules: Rules, at: string, element: Node, max: number): void {
  const options = rules.list(`${at}/options`, element.options, 1, max);
  for (const [n, option] of options.entries()) rules.option(`${at}/options/${n}`, option);
  const values = options.map((option) => (option as Node | null)?.value);
  if (new Set(values).size < values.length) rules.say(at, 'the same value in two options');
  const all = new Set(options.map((option) => JSON.stringify(option)));
  const chosen: readonly unknown[] =
    element.initial_options === undefined
      ? [element.initial_option].filter((option) => option !== undefined)
      : rules.list(`${at}/initial_options`, element.initial_options, 1, max);
  if (chosen.some((option) => !all.has(JSON.stringify(option)))) rules.say(at, 'chose what is no option');
}

const ELEMENT = ['action_id', 'confirm', 'focus_on_load'];
const ELEMENTS: Readonly<Record<string, Check>> = {
  button: (rules, at, button) => {
    rules.keys(at, button, ['action_id', 'confirm', 'text', 'value', 'url', 'style', 'accessibility_label']);
    rules.plain(`${at}/text`, button.text, 75);
    rules.optional(button, 'value', (path, text) => rules.string(path, text, 2000), at);
    rules.optional(button, 'url', (path, text) => rules.string(path, text, 3000), at);
    rules.optional(button, 'accessibility_label', (path, text) => rules.string(path, text, 75), at);
    rules.style(at, button);
  },
  checkboxes: (rules, at, boxes) => {
    rules.keys(at, boxes, [...ELEMENT, 'options', 'initial_options']);
    checkOptions(rules, at, boxes, 10);
  },
  radio_buttons: (rules, at, boxes) => {
    rules.keys(at, boxes, [...ELEMENT, 'options', 'initial_option']);
    checkOptions(rules, at, boxes, 10);
  },
  overflow: (rules, at, menu) => {
    rules.keys(at, menu, ['action_id', 'confirm', 'options']);
    checkOptions(rules, at, menu, 5);
  },
  static_select: (rules, at, select) => {
    rules.keys(at, select, [...ELEMENT, 'placeholder', 'options', 'initial_option']);
    checkOptions(rules, at, select, 100);
  },
  plain_text_input: (rules, at, input) => {
    const own = ['placeholder', 'initial_value', 'multiline', 'min_length', 'max_length'];
    rules.keys(at, input, ['action_id', 'focus_on_load', 'dispatch_action_config', ...own]);
    rules.optional(input, 'max_length', (path, most) => rules.whole(path, most, 1, 3000), at);
    rules.optional(input, 'min_length', (path, least) => rules.whole(path, least, 0, 3000), at);
  },
  file_input: (rules, at, input, surface) => {
    rules.keys(at, input, ['action_id', 'filetypes', 'max_files']);
    if (surface !== 'modal') rules.say(at, 'file_input is for modals only');
    rules.optional(input, 'max_files', (path, most) => rules.whole(path, most, 1, 10), at);
  },
};
