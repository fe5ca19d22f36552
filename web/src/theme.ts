import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** The green of kelp, which a holdfast keeps in place. */
const kelp: MantineColorsTuple = [
  '#ecfaf6',
  '#d9f2ea',
  '#aee5d5',
  '#80d7be',
  '#5bcbab',
  '#3fb899',
  '#1f9a80',
  '#0f766e',
  '#0b625b',
  '#064e47',
];

/** Dark greys with a trace of the same green. */
const dark: MantineColorsTuple = [
  '#d5dbd9',
  '#b3bdba',
  '#93a09c',
  '#6b7a76',
  '#3c4946',
  '#2f3b38',
  '#232d2b',
  '#1a2220',
  '#131a18',
  '#0d1211',
];

export const theme = createTheme({
  components: {
    // A link in a text is not to be told by its colour alone.
    Anchor: { defaultProps: { underline: 'always' } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close this message' } } },
  },
  primaryColor: 'kelp',
  primaryShade: 7,
  colors: { kelp, dark },
  autoContrast: true,
  luminanceThreshold: 0.32,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace',
  headings: { fontWeight: '650' },
});

/** Mantine's dimmed text is too pale to be read by everybody on a tinted ground. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#56625f',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-anchor': '#0b625b',
    '--mantine-color-kelp-light-color': '#0b625b',
    '--mantine-color-teal-light-color': '#066649',
    '--mantine-color-gray-light-color': '#495057',
    '--mantine-color-yellow-light-color': '#7a4b00',
    '--mantine-color-orange-light-color': '#9a3b00',
    '--mantine-color-blue-light-color': '#14589c',
    '--mantine-color-red-light-color': '#b42323',
    '--hf-ground': '#f5f8f7',
    '--hf-good': '#07764f',
    '--hf-bad': '#c92a2a',
    '--mantine-color-error': '#c92a2a',
  },
  dark: {
    '--mantine-color-dimmed': '#9fadaa',
    '--mantine-color-body': '#1a2220',
    '--mantine-color-anchor': '#80d7be',
    '--hf-ground': '#111816',
    '--hf-good': '#63e6be',
    '--hf-bad': '#ff8787',
    '--mantine-color-error': '#ff8787',
  },
});
