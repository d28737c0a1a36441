/** The element of that id; the page's own markup always has it. */
export function byId(id) {
  return document.getElementById(id);
}

/** A new element with properties and children; text children are text, never markup. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'class') made.className = value;
    else if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (name in made && name !== 'role') made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Shows a text in an element that stays out of the way while it is empty. */
export function showText(target, text) {
  target.textContent = text;
  target.hidden = text === '';
}

/** True on a screen that has the places beside the conversation. */
export function isWide() {
  return window.matchMedia('(min-width: 800px)').matches;
}
