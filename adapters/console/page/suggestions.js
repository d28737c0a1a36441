import { byId, element } from './dom.js';

const list = byId('suggestions');

/** Proposals above the message box: arrows move, Tab (or Enter on a chosen one) completes, Escape closes. */
export function createSuggestions(text, ask) {
  let shown = [];
  /** The part of the text that a proposal takes the place of. */
  const range = { from: 0, to: 0 };
  let chosen = 0;
  let moved = false;
  let asked = 0;

  const close = () => {
    asked++;
    shown = [];
    list.hidden = true;
    list.replaceChildren();
    text.setAttribute('aria-expanded', 'false');
    text.removeAttribute('aria-activedescendant');
  };
  const choose = (index) => {
    chosen = (index + shown.length) % shown.length;
    for (const [i, item] of [...list.children].entries()) {
      item.setAttribute('aria-selected', String(i === chosen));
      if (i === chosen) item.scrollIntoView({ block: 'nearest' });
    }
    text.setAttribute('aria-activedescendant', `suggestion-${chosen}`);
  };
  const accept = (index) => {
    text.setRangeText(shown[index].insert, range.from, range.to, 'end');
    close();
    text.focus();
    text.dispatchEvent(new Event('input'));
  };
  const draw = () => {
    list.replaceChildren(...shown.map((suggestion, i) => option(suggestion, i, accept)));
    list.hidden = shown.length === 0;
    text.setAttribute('aria-expanded', String(shown.length > 0));
    moved = false;
    if (shown.length > 0) choose(0);
  };
  return {
    close,
    async refresh() {
      const turn = ++asked;
      if (text.value === '') return close();
      const answer = await ask(text.value, text.selectionStart).catch(() => ({ suggestions: [] }));
      if (turn !== asked) return;
      shown = answer.suggestions.filter(
        ({ text: insert, from, to }) => text.value.slice(from, to) !== insert,
      );
      draw();
    },
    /** True when the key was for the list. */
    takes(event) {
      if (shown.length === 0) return false;
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        choose(chosen + (event.key === 'ArrowDown' ? 1 : -1));
        moved = true;
      } else if ((event.key === 'Tab' && !event.shiftKey) || (event.key === 'Enter' && moved)) accept(chosen);
      else if (event.key === 'Escape') close();
      else return false;
      event.preventDefault();
      return true;
    },
  };
}

function option(suggestion, index, accept) {
  return element(
    'li',
    {
      id: `suggestion-${index}`,
      role: 'option',
      // Before the box loses the focus, which would close the list.
      onpointerdown: (event) => {
        event.preventDefault();
        accept(index);
      },
    },
    element('code', {}, suggestion.insert.trim()),
    element('span', {}, suggestion.description),
  );
}
