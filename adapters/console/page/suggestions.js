import { byId, element } from './dom.js';

const list = byId('suggestions');

/** Proposals above the message box: arrows move, Tab (or Enter on a chosen one) completes, Escape closes. */
export function createSuggestions(text, ask) {
  let shown = [];
  /** The part of the text that a proposal takes the place of. */
  let range = { from: 0, to: 0 };
  let chosen = 0;
  let moved = false;
  let asked = 0;
  /** The question that is on its way; null when the list is for what the box holds. */
  let pending = null;

  const close = () => {
    asked++;
    pending = null;
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
  const refresh = async () => {
    const turn = ++asked;
    if (text.value === '') return close();
    const answer = await ask(text.value, text.selectionStart).catch(() => ({ suggestions: [] }));
    if (turn !== asked) return;
    range = { from: answer.from, to: answer.to };
    const typed = text.value.slice(range.from, range.to);
    shown = answer.suggestions.filter(({ insert }) => insert !== typed);
    draw();
  };
  return {
    close,
    refresh() {
      const running = refresh().finally(() => {
        if (pending === running) pending = null;
      });
      pending = running;
    },
    /** True when the key was for the list. */
    takes(event) {
      const isTab = event.key === 'Tab' && !event.shiftKey;
      // Typed faster than the proposals came: what is shown was for less text.
      if (isTab && pending !== null) void pending.then(() => shown.length > 0 && accept(0));
      else if (shown.length === 0) return false;
      else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        choose(chosen + (event.key === 'ArrowDown' ? 1 : -1));
        moved = true;
      } else if (isTab || (event.key === 'Enter' && moved)) accept(chosen);
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
