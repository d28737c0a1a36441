import { byId, element, isWide, showText } from './dom.js';
import { openMenu } from './menu.js';

const side = byId('side');
const veil = byId('veil');
const drawer = byId('drawer');
const personaButton = byId('persona');

const NOTES = {
  direct: 'Only you see this conversation.',
  channel: 'Everyone sees what Rollcall posts. What you type here, and its answers, only you see.',
};

const ELSEWHERE = 'Somebody else you can be has unread messages';

/** Draws places with their unread marks and the persona switch. */
export function drawPlaces(state, onPlace, onPersona) {
  const of = (kind) => state.places.filter((place) => place.kind === kind);
  // A message that arrives redraws the list under whoever is moving through it by keyboard.
  const focused = document.activeElement?.dataset.place;
  byId('directs').replaceChildren(...of('direct').map((place) => placeItem(place, state, onPlace)));
  byId('channels').replaceChildren(...of('channel').map((place) => placeItem(place, state, onPlace)));
  if (focused !== undefined) side.querySelector(`[data-place="${CSS.escape(focused)}"]`)?.focus();
  const place = state.places.find((candidate) => candidate.id === state.place);
  byId('place-name').textContent = place.name;
  byId('place-note').textContent = NOTES[place.kind];
  drawPersona(state, onPersona);
  const unread = state.places.reduce((sum, candidate) => sum + candidate.unread, 0);
  showText(byId('drawer-badge'), unread > 0 ? String(unread) : '');
  document.title = `${unread > 0 ? `(${unread}) ` : ''}${place.name} · Rollcall`;
}

function placeItem(place, state, onPlace) {
  const current = place.id === state.place;
  const button = element(
    'button',
    {
      type: 'button',
      class: `place${place.unread > 0 ? ' unread' : ''}`,
      'data-place': place.id,
      onclick: () => {
        closeDrawer(false);
        onPlace(place.id);
      },
    },
    element('span', {}, place.name),
  );
  if (current) button.setAttribute('aria-current', 'page');
  if (place.unread > 0) {
    button.append(
      element(
        'span',
        { class: 'badge' },
        String(place.unread),
        element('span', { class: 'hidden' }, ' unread'),
      ),
    );
  }
  return element('li', {}, button);
}

function drawPersona(state, onPersona) {
  const me = state.personas.find((persona) => persona.person === state.person);
  const elsewhere = state.personas
    .filter((persona) => persona !== me)
    .reduce((sum, persona) => sum + persona.unread, 0);
  personaButton.replaceChildren(
    element('span', { class: 'avatar', 'aria-hidden': 'true' }, me.name.slice(0, 1)),
    element('span', { class: 'persona-words' }, 'You are ', element('b', {}, me.name), `, ${me.title}`),
    elsewhere > 0
      ? element(
          'span',
          { class: 'dot', title: ELSEWHERE },
          element('span', { class: 'hidden' }, `. ${ELSEWHERE}`),
        )
      : element('span'),
    element('span', { 'aria-hidden': 'true' }, '▾'),
  );
  personaButton.onclick = () =>
    openMenu(
      personaButton,
      state.personas.map((persona) => ({
        label: persona.name,
        detail: persona.title,
        badge: persona.unread > 0 ? String(persona.unread) : '',
        checked: persona === me,
        choose: () => {
          closeDrawer(false);
          onPersona(persona.person);
        },
      })),
    );
}

function closeDrawer(refocus) {
  side.classList.remove('open');
  veil.hidden = true;
  drawer.setAttribute('aria-expanded', 'false');
  if (refocus) drawer.focus();
}

drawer.addEventListener('click', () => {
  side.classList.add('open');
  veil.hidden = false;
  drawer.setAttribute('aria-expanded', 'true');
  side.querySelector('[aria-current]')?.focus();
});
veil.addEventListener('click', () => closeDrawer(true));
side.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !isWide()) closeDrawer(true);
});
