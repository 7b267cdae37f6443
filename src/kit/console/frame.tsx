import { ActionIcon, Burger, Drawer, Menu, UnstyledButton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Link, usePlace } from '#core/web/router.tsx'
import { setTheme, type Theme, useTheme } from '#core/web/theme.ts'
import { useLocale, useWords } from '#core/web/words.tsx'
import { Icon, type IconName } from '../icon.tsx'
import { Mark } from '../mark.tsx'
import { openPalette } from './palette.tsx'

export interface NavItem {
  readonly to: string
  readonly label: string
  readonly icon: IconName
  /** How many wait there. */
  readonly count?: number | undefined
}

export interface NavSection {
  readonly name: string
  readonly label: string
  readonly items: readonly NavItem[]
}

export interface FrameProps {
  readonly sections: readonly NavSection[]
  /** Who is signed in, and for which unit and area. */
  readonly officer: { readonly name: string; readonly unit: string; readonly area: string }
  /** Further entries of the account menu. */
  readonly account?: readonly { readonly label: string; readonly icon: IconName; readonly to: string }[]
  /** On top, beside who one is: what belongs to the machine rather than to the officer. */
  readonly aside?: ReactNode
  readonly onSignOut: () => void
  readonly children: ReactNode
}

const NARROW = '(max-width: 60em)'

/** The office's frame: where one may go on the left, who one is on top, the work in the middle. */
export function Frame(props: FrameProps) {
  const t = useWords()
  const narrow = useMediaQuery(NARROW) ?? false
  const [open, setOpen] = useState(false)
  const { path, step, quiet } = usePlace()
  const work = useRef<HTMLElement>(null)
  useEffect(() => {
    setOpen(false)
    if (path && step > 0 && !quiet) work.current?.focus({ preventScroll: true })
  }, [path, step, quiet])
  return (
    <div className="k-frame">
      <a className="k-skip" href="#work">
        {t('console.skip')}
      </a>
      {narrow ? (
        <Drawer
          opened={open}
          onClose={() => setOpen(false)}
          size={264}
          padding={0}
          withCloseButton={false}
          title={t('console.nav')}
          classNames={{ header: 'only-read' }}
        >
          <Nav {...props} />
        </Drawer>
      ) : (
        <div className="k-side">
          <Nav {...props} />
        </div>
      )}
      <div className="k-main">
        <header className="k-top">
          {narrow ? (
            <Burger opened={open} onClick={() => setOpen(true)} size="sm" aria-label={t('console.menu')} />
          ) : null}
          <Search />
          {props.aside}
          <Account {...props} />
        </header>
        <main className="k-work" id="work" tabIndex={-1} ref={work}>
          {props.children}
        </main>
      </div>
    </div>
  )
}

function Search() {
  const t = useWords()
  return (
    <UnstyledButton className="k-search" onClick={openPalette}>
      <Icon name="search" size={18} />
      <span>{t('console.search')}</span>
      <kbd>{/Mac|iPhone/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K'}</kbd>
    </UnstyledButton>
  )
}

function Nav({ sections, officer }: FrameProps) {
  const t = useWords()
  const { path } = usePlace()
  const all = sections.flatMap(section => section.items.map(item => item.to))
  const current = all.filter(to => path === to || path.startsWith(`${to}/`)).sort((a, b) => b.length - a.length)[0]
  return (
    <nav className="k-nav" aria-label={t('console.nav')}>
      <Link className="k-brand" to="/">
        <Mark size={28} />
        <span>
          <strong>Saola</strong>
          <small>{officer.area}</small>
        </span>
      </Link>
      {sections.map(section => (
        <section key={section.name}>
          <h2>{section.label}</h2>
          <ul>
            {section.items.map(item => (
              <li key={item.to}>
                <Link to={item.to} aria-current={item.to === current ? 'page' : undefined}>
                  <Icon name={item.icon} size={18} />
                  <span>{item.label}</span>
                  {item.count ? <b>{item.count}</b> : null}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  )
}

/** Each language in itself: who needs it reads it. */
const OTHER = { vi: 'Tiếng Việt', en: 'English' } as const

const THEMES: readonly { readonly value: Theme; readonly icon: IconName }[] = [
  { value: 'system', icon: 'settings' },
  { value: 'light', icon: 'sun' },
  { value: 'dark', icon: 'moon' },
]

function Account({ officer, account = [], onSignOut }: FrameProps) {
  const t = useWords()
  const [locale, setLocale] = useLocale()
  const { theme } = useTheme()
  const other = locale === 'vi' ? 'en' : 'vi'
  return (
    <div className="k-account">
      <ActionIcon variant="subtle" lang={other} title={OTHER[other]} onClick={() => void setLocale(other)}>
        <span className="k-lang">
          {other.toUpperCase()}
          <span className="only-read"> – {OTHER[other]}</span>
        </span>
      </ActionIcon>
      <Menu width={260}>
        <Menu.Target>
          <UnstyledButton className="k-who">
            <span className="only-read">{t('console.account')}</span>
            <span className="k-avatar" aria-hidden="true">
              {initials(officer.name)}
            </span>
            <span className="k-who-text">
              <strong>{officer.name}</strong>
              <small>{officer.unit}</small>
            </span>
            <Icon name="down" size={14} />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('console.theme')}</Menu.Label>
          {THEMES.map(({ value, icon }) => (
            <Menu.Item
              key={value}
              leftSection={<Icon name={icon} size={18} />}
              rightSection={theme === value ? <Icon name="check" size={16} /> : null}
              onClick={() => setTheme(value)}
            >
              {t(`console.theme.${value}`)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          {account.map(item => (
            <Menu.Item key={item.to} component={Link} to={item.to} leftSection={<Icon name={item.icon} size={18} />}>
              {item.label}
            </Menu.Item>
          ))}
          <Menu.Item leftSection={<Icon name="signout" size={18} />} onClick={onSignOut}>
            {t('console.signOut')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}

/** The first letters of the middle and the given name, as offices write them: Nguyễn Thị Lan → TL. */
const initials = (name: string): string =>
  name
    .split(/\s+/)
    .slice(-2)
    .map(word => word[0] ?? '')
    .join('')
    .toUpperCase()
