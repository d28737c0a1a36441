/**
 * What Slack takes; what goes beyond is refused as a whole (`invalid_blocks`). From docs.slack.dev, reference/block-kit
 * (blocks, block-elements, composition-objects) and reference/views, unless said otherwise.
 */
export const BLOCK_KIT_LIMITS = {
  /** Blocks of a message, and of the Home tab. */
  blocks: { message: 50, home: 100 },
  /** Blocks of a modal. */
  modalBlocks: 100,
  /** In characters: the headline. */
  header: 150,
  /** In characters: the text of a section. */
  section: 3000,
  /** In characters: a line of small print; our own caution, no limit is published. */
  context: 2000,
  /** In characters: one piece of rich text; our own caution, no limit is published. */
  leaf: 3000,
  /** In characters: all rich text of a card; our own caution, a message of much more is refused (`msg_blocks_too_long`). */
  richText: 12_000,
  /** Elements of one actions block. */
  actions: 25,
  /** Buttons side by side; our own choice, Slack would draw 25. */
  buttons: 5,
  /** In characters: what stands on a button, and what a screen reader reads instead. */
  button: 75,
  /** In characters: what stands at a choice, and the line under it. */
  option: 75,
  /** Choices of a "…" menu. */
  overflow: 5,
  /** Choices of a select. */
  select: 100,
  /** Boxes of one element. */
  checkboxes: 10,
  /** In characters: the question behind a button. */
  confirm: { title: 100, text: 300, button: 30 },
  /** One table a message, none elsewhere; rows count the head, characters all cells together. */
  table: { rows: 100, columns: 20, characters: 10_000 },
  /** In columns: a table drawn with spaces; our own choice, about what a client shows without breaking lines. */
  preformatted: 76,
  /** In characters: title and buttons of a modal. */
  modal: { title: 24, button: 24 },
  /** In characters: the label of an input, the text shown in it while empty, and the most that can be typed. */
  input: { label: 2000, placeholder: 150, length: 3000 },
  /** In characters: the line for notifications; our own choice, Slack cuts at 40,000. */
  text: 1000,
} as const;
