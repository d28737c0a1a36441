const pair = (name) => ({ default: `var(--${name})`, subtle: `var(--${name}-quiet)` });

const foregroundColors = {
  default: pair('ink'),
  dark: pair('ink'),
  light: pair('ink'),
  accent: pair('accent-ink'),
  good: pair('good'),
  warning: pair('warning'),
  attention: pair('attention'),
};

const onSurface = (name) => ({ backgroundColor: `var(--${name})`, foregroundColors });

/**
 * How Microsoft's renderer draws here. Colours are the page's own variables, so light and dark need no second
 * drawing.
 */
export const hostConfig = {
  supportsInteractivity: true,
  fontTypes: {
    default: {
      fontFamily: 'inherit',
      fontSizes: { small: 13, default: 14, medium: 16, large: 18, extraLarge: 22 },
      fontWeights: { lighter: 400, default: 400, bolder: 600 },
    },
    monospace: {
      fontFamily: 'var(--mono)',
      fontSizes: { small: 12, default: 13, medium: 14, large: 16, extraLarge: 20 },
      fontWeights: { lighter: 400, default: 400, bolder: 600 },
    },
  },
  lineHeights: { small: 18, default: 20, medium: 22, large: 24, extraLarge: 28 },
  spacing: { small: 6, default: 12, medium: 16, large: 20, extraLarge: 28, padding: 16 },
  separator: { lineThickness: 1, lineColor: 'var(--line)' },
  containerStyles: {
    default: onSurface('card'),
    emphasis: onSurface('sunken'),
    accent: onSurface('accent-surface'),
    good: onSurface('good-surface'),
    warning: onSurface('warning-surface'),
    attention: onSurface('attention-surface'),
  },
  inputs: {
    label: {
      inputSpacing: 'small',
      requiredInputs: { weight: 'bolder', suffix: ' *', suffixColor: 'attention' },
      optionalInputs: { weight: 'bolder' },
    },
    errorMessage: { color: 'attention', size: 'small' },
  },
  actions: {
    maxActions: 6,
    spacing: 'medium',
    buttonSpacing: 8,
    actionsOrientation: 'horizontal',
    actionAlignment: 'left',
    allowTitleToWrap: true,
    showCard: { actionMode: 'inline', inlineTopMargin: 12, style: 'emphasis' },
  },
  factSet: {
    title: { weight: 'default', isSubtle: true, wrap: true, maxWidth: 110 },
    value: { wrap: true },
    spacing: 14,
  },
  table: { cellSpacing: 8 },
  textStyles: {
    heading: { size: 'medium', weight: 'bolder' },
    columnHeader: { size: 'small', weight: 'default', isSubtle: true },
  },
  textBlock: { headingLevel: 3 },
};
