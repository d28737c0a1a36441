import { element } from './dom.js';
import { hostConfig } from './host-config.js';
import { openMenu } from './menu.js';

const { AdaptiveCard, GlobalSettings, HostConfig, Strings } = window.AdaptiveCards;

const config = new HostConfig(hostConfig);
GlobalSettings.useWebkitLineClamp = true;
Strings.defaults.overflowButtonText = () => 'More ▾';
Strings.defaults.overflowButtonTooltip = () => 'More actions';

// Leaves every text as it is: what somebody typed never becomes markup.
AdaptiveCard.onProcessMarkdown = (_text, result) => {
  result.didProcess = false;
};
AdaptiveCard.onDisplayOverflowActionMenu = (actions, target) => {
  openMenu(
    target,
    actions.map((action) => ({
      label: action.title ?? '',
      disabled: !action.isEnabled,
      choose: () => action.execute(),
    })),
  );
  return true;
};
AdaptiveCard.onInlineCardExpanded = (action, expanded) => {
  const form = action.card.renderedElement;
  if (!expanded || form === undefined) return;
  form.querySelector('input, textarea, select, button')?.focus();
  form.scrollIntoView({ block: 'nearest' });
};

/** Draws a card; `onButton({ verb, id, data })` is told of each click with what the inputs held. */
export function drawCard(card, onButton) {
  const drawn = new AdaptiveCard();
  drawn.hostConfig = config;
  drawn.onExecuteAction = (action) => {
    if (typeof action.verb !== 'string') return;
    const data = action.data ?? {};
    onButton({ verb: action.verb, id: String(data.id ?? ''), data });
  };
  try {
    drawn.parse(card);
    const rendered = drawn.render() ?? broken();
    nameCells(rendered);
    // Its buttons and inputs are stops for the Tab key, the card as a whole is none.
    rendered.tabIndex = -1;
    return rendered;
  } catch {
    return broken();
  }
}

/** On a narrow screen cells stand under each other, each with the head of its column; the first says whose row it is. */
function nameCells(rendered) {
  for (const table of rendered.querySelectorAll('[role="table"]')) {
    const heads = [...table.querySelectorAll('[role="columnheader"]')].map((head) => head.textContent.trim());
    for (const row of table.querySelectorAll('[role="row"]')) {
      const cells = row.querySelectorAll('[role="cell"]');
      cells.forEach((cell, at) => {
        if (at > 0 && heads[at] && cell.textContent.trim() !== '') cell.dataset.head = heads[at];
      });
    }
  }
}

function broken() {
  return element('p', { class: 'broken' }, 'This card could not be drawn.');
}
