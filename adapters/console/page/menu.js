import { element } from './dom.js';

let closeOpen = () => {};

/**
 * Opens a menu at a button: arrows move, Enter chooses, Escape and Tab close and give the focus back.
 * An item is `{ label, detail?, badge?, checked?, disabled?, choose }`.
 */
export function openMenu(anchor, items) {
  closeOpen();
  const radio = items.some((item) => item.checked !== undefined);
  const menu = element('div', { class: 'menu', role: 'menu', tabIndex: -1 });
  const close = (refocus) => {
    menu.remove();
    anchor.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', outside, true);
    window.removeEventListener('resize', away);
    closeOpen = () => {};
    if (refocus) anchor.focus();
  };
  const away = () => close(false);
  const outside = (event) => {
    if (!menu.contains(event.target) && !anchor.contains(event.target)) close(false);
  };
  for (const item of items) menu.append(menuItem(item, radio, close));
  menu.addEventListener('keydown', (event) => moveFocus(event, menu, close));
  document.body.append(menu);
  placeBeside(menu, anchor);
  anchor.setAttribute('aria-expanded', 'true');
  document.addEventListener('pointerdown', outside, true);
  window.addEventListener('resize', away);
  closeOpen = () => close(false);
  (menu.querySelector('[aria-checked="true"]') ?? menu.querySelector('button')).focus();
}

function menuItem(item, radio, close) {
  const attributes = {
    type: 'button',
    role: radio ? 'menuitemradio' : 'menuitem',
    disabled: item.disabled === true,
    onclick: () => {
      close(true);
      item.choose();
    },
  };
  if (radio) attributes['aria-checked'] = String(item.checked === true);
  return element(
    'button',
    attributes,
    element('span', { class: 'menu-label' }, item.label),
    item.detail ? element('span', { class: 'menu-detail' }, item.detail) : null,
    item.badge ? element('span', { class: 'badge', 'aria-label': `${item.badge} unread` }, item.badge) : null,
  );
}

function moveFocus(event, menu, close) {
  const items = [...menu.querySelectorAll('button:not(:disabled)')];
  const at = items.indexOf(document.activeElement);
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 };
  if (event.key in steps) {
    items[steps[event.key] % items.length].focus();
    event.preventDefault();
  } else if (event.key === 'Escape' || event.key === 'Tab') {
    close(true);
    event.preventDefault();
  }
}

function placeBeside(menu, anchor) {
  const box = anchor.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = menu;
  const below = box.bottom + 4 + offsetHeight <= window.innerHeight;
  menu.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, below ? box.bottom + 4 : box.top - offsetHeight - 4)}px`;
}
