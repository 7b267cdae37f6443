import {
  ActionIcon,
  Autocomplete,
  Button,
  Checkbox,
  type CSSVariablesResolver,
  createTheme,
  Input,
  type MantineColorsTuple,
  Menu,
  Modal,
  MultiSelect,
  type OptionsFilter,
  Popover,
  SegmentedControl,
  Select,
  Tabs,
  Tooltip,
} from '@mantine/core'
import { withoutMarks } from '#core/text.ts'

const forest: MantineColorsTuple = [
  '#e6efea',
  '#cfe2d8',
  '#a6c9b8',
  '#7aae97',
  '#4f937a',
  '#2a7a5a',
  '#1f6549',
  '#17503b',
  '#10402e',
  '#0a2c20',
]

/** A list longer than its window is moved by the keyboard as well. */
const scrollAreaProps = { viewportProps: { role: 'group', tabIndex: 0 } }

const plain = (text: string): string => withoutMarks(text).toLowerCase()

/** Letters without marks find those with them, so that one types as fast as one speaks. */
const filter: OptionsFilter = ({ options, search, limit }) => {
  const wanted = plain(search.trim())
  const isHit = (one: { readonly label: string }) => plain(one.label).includes(wanted)
  return options
    .flatMap<(typeof options)[number]>(one => {
      if (!('group' in one)) return isHit(one) ? [one] : []
      const items = one.items.filter(isHit)
      return items.length ? [{ ...one, items }] : []
    })
    .slice(0, limit)
}

/** Mantine wears the tokens: its own colours, sizes and shadows never reach the screen. */
export const theme = createTheme({
  colors: { forest },
  primaryColor: 'forest',
  primaryShade: { light: 7, dark: 5 },
  autoContrast: false,
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  headings: { fontFamily: 'var(--font)', fontWeight: '700' },
  fontSizes: {
    xs: 'var(--text-xs)',
    sm: 'var(--text-sm)',
    md: 'var(--text-md)',
    lg: 'var(--text-lg)',
    xl: 'var(--text-xl)',
  },
  lineHeights: { xs: '1.5', sm: '1.5', md: '1.5', lg: '1.5', xl: '1.3' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '10px', xl: '16px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm' }, classNames: { root: 'k-button' } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', size: 34 }, classNames: { root: 'k-action' } }),
    Input: Input.extend({ classNames: { input: 'k-input' } }),
    InputWrapper: Input.Wrapper.extend({ classNames: { label: 'k-label', description: 'k-hint', error: 'k-error' } }),
    Checkbox: Checkbox.extend({ defaultProps: { size: 'sm', radius: 'xs' }, classNames: { input: 'k-check' } }),
    Menu: Menu.extend({ defaultProps: { shadow: 'md', position: 'bottom-end', offset: 4 } }),
    Popover: Popover.extend({ defaultProps: { shadow: 'md', offset: 4 } }),
    Modal: Modal.extend({
      defaultProps: { centered: true, radius: 'lg', overlayProps: { backgroundOpacity: 0.4 } },
      classNames: { title: 'k-modal-title' },
    }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 300, multiline: true, maw: 280 },
      classNames: { tooltip: 'k-tooltip' },
    }),
    SegmentedControl: SegmentedControl.extend({ classNames: { root: 'k-segments', indicator: 'k-segments-on' } }),
    Select: Select.extend({ defaultProps: { scrollAreaProps, filter } }),
    MultiSelect: MultiSelect.extend({ defaultProps: { scrollAreaProps, filter } }),
    Autocomplete: Autocomplete.extend({ defaultProps: { scrollAreaProps, filter } }),
    Tabs: Tabs.extend({ classNames: { tab: 'k-tab' } }),
  },
})

const variables: Record<string, string> = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-soft)',
  '--mantine-color-placeholder': 'var(--ink-faint)',
  '--mantine-color-anchor': 'var(--brand-text)',
  '--mantine-color-error': 'var(--error)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line)',
  '--mantine-color-disabled': 'var(--sunken)',
  '--mantine-color-disabled-color': 'var(--ink-faint)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-color-gray-light-hover': 'var(--hover)',
  '--mantine-color-forest-filled': 'var(--brand)',
  '--mantine-color-forest-filled-hover': 'var(--brand-hover)',
  '--mantine-color-forest-light': 'var(--brand-soft)',
  '--mantine-color-forest-light-hover': 'var(--brand-soft)',
  '--mantine-color-forest-light-color': 'var(--brand-text)',
  '--mantine-color-forest-outline': 'var(--brand-text)',
  '--mantine-color-forest-text': 'var(--brand-text)',
  '--mantine-primary-color-filled': 'var(--brand)',
  '--mantine-primary-color-contrast': 'var(--brand-ink)',
  '--mantine-shadow-md': 'var(--shadow-2)',
  '--mantine-shadow-xl': 'var(--shadow-2)',
}

export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: variables, dark: variables })
