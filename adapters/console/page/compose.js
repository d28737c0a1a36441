import { api } from './api.js';
import { byId, element, isWide, showText } from './dom.js';
import { createSuggestions } from './suggestions.js';

const form = byId('compose');
const text = byId('compose-text');
const chooser = byId('file');
const chips = byId('attached');
const error = byId('compose-error');
const MAX_FILE_BYTES = 5 * 1024 * 1024;

/** Wires the message box; `current()` gives `{ person, place }`, `send(text, file)` may throw a refusal. */
export function startCompose(current, send) {
  let file = null;
  let commands = [];
  /** How far back in the history the box stands; 0 is what is being typed. */
  let back = 0;
  const suggestions = createSuggestions(text, (typed, cursor) =>
    api.suggest(current().person, typed, cursor),
  );

  const setText = (value) => {
    text.value = value;
    text.setSelectionRange(value.length, value.length);
    grow();
  };
  const attach = (chosen) => {
    file = chosen ?? null;
    const tooLarge = file !== null && file.size > MAX_FILE_BYTES;
    showText(error, tooLarge ? `${file.name} is too large: at most 5 MiB are taken.` : '');
    if (tooLarge) file = null;
    chips.replaceChildren(...(file === null ? [] : [attachedChip(file, () => attach(null))]));
    chooser.value = '';
    text.focus();
  };
  const recall = (step) => {
    const next = Math.max(0, Math.min(commands.length, back + step));
    if (next === back) return;
    back = next;
    setText(back === 0 ? '' : commands[commands.length - back]);
  };
  const submit = async () => {
    const typed = text.value.trim();
    if (typed === '' && file === null) return;
    const sent = file;
    suggestions.close();
    setText('');
    attach(null);
    back = 0;
    if (typed !== '' && commands.at(-1) !== typed) commands.push(typed);
    try {
      await send(typed, sent === null ? null : { name: sent.name, base64: await readBase64(sent) });
    } catch (refusal) {
      showText(error, `${refusal.message} Nothing was sent.`);
      if (text.value === '') setText(typed);
    }
  };
  text.addEventListener('keydown', (event) => {
    if (event.isComposing || suggestions.takes(event)) return;
    const browsing = text.value === '' || back > 0;
    if (event.key === 'Enter' && !event.shiftKey) void submit();
    else if (event.key === 'ArrowUp' && browsing) recall(1);
    else if (event.key === 'ArrowDown' && back > 0) recall(-1);
    else return;
    event.preventDefault();
  });
  text.addEventListener('input', () => {
    back = 0;
    grow();
    suggestions.refresh();
  });
  text.addEventListener('blur', () => suggestions.close());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });
  byId('skip').addEventListener('click', (event) => {
    // The fragment of the address says who and where; a jump must not change it.
    event.preventDefault();
    text.focus();
  });
  byId('attach').addEventListener('click', () => chooser.click());
  chooser.addEventListener('change', () => attach(chooser.files[0]));
  return {
    /** Takes over the history of the persona who now types. */
    async load() {
      back = 0;
      commands = (await api.history(current().person)).commands;
    },
    focus() {
      if (isWide()) text.focus();
    },
  };
}

function grow() {
  text.style.height = 'auto';
  text.style.height = `${Math.min(text.scrollHeight, 180)}px`;
}

function attachedChip(file, remove) {
  return element(
    'span',
    { class: 'chip' },
    file.name,
    element('button', { type: 'button', 'aria-label': `Remove ${file.name}`, onclick: remove }, '×'),
  );
}

function readBase64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '');
    reader.onerror = () => reject(new Error(`${file.name} could not be read.`));
    reader.readAsDataURL(file);
  });
}
