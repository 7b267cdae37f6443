import { createContext, type ReactElement, type ReactNode, use, useEffect, useRef } from 'react'
import { goBack, Link, usePlace } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Icon, type IconName } from '../icon.tsx'

/** A page shown within another, as a form is that is tried: the title of the window and the way back are the other's. */
export interface Within {
  /** How many steps were taken in it. */
  readonly step: number
  readonly onBack: (to: string) => void
}

export const WithinContext = createContext<Within | undefined>(undefined)

export interface PageProps {
  readonly title: string
  /** Where "back" leads when the page was opened by its address; without it the page has no way back. */
  readonly back?: string
  readonly intro?: ReactNode
  /** Stays above the tabs while the page scrolls: the one thing to do here. */
  readonly action?: ReactNode
  readonly children?: ReactNode
}

/** One thing per page. The title takes the focus when the reader comes from another page. */
export function Page({ title, back, intro, action, children }: PageProps) {
  const t = useWords()
  const within = use(WithinContext)
  const place = usePlace()
  const { step } = within ?? place
  const [Frame, Heading] = within ? (['div', 'h3'] as const) : (['main', 'h1'] as const)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (step > 0) heading.current?.focus({ preventScroll: true })
  }, [step])
  useEffect(() => {
    if (!within) document.title = `${title} – Saola`
  }, [title, within])
  return (
    <Frame className="s-page">
      {back === undefined ? null : (
        <button type="button" className="s-back" onClick={() => (within ? within.onBack(back) : goBack(back))}>
          <Icon name="back" size={20} />
          <span>{t('kit.back')}</span>
        </button>
      )}
      <Heading className="s-title" ref={heading} tabIndex={-1}>
        {title}
      </Heading>
      {intro ? <p className="s-intro">{intro}</p> : null}
      {children}
      {action ? <div className="s-action">{action}</div> : null}
    </Frame>
  )
}

export interface CardProps {
  readonly title?: ReactNode
  readonly icon?: IconName
  readonly children?: ReactNode
  /** No padding: for lists and pictures. */
  readonly flush?: boolean
}

export function Card({ title, icon, children, flush }: CardProps) {
  return (
    <section className={flush ? 's-card s-flush' : 's-card'}>
      {title ? (
        <h2 className="s-card-title">
          {icon ? <Icon name={icon} size={22} /> : null}
          <span>{title}</span>
        </h2>
      ) : null}
      {children}
    </section>
  )
}

export interface RowProps {
  readonly title: ReactNode
  readonly detail?: ReactNode
  /** A picture of the house, or one of the caller's own. */
  readonly icon?: IconName | ReactElement
  readonly end?: ReactNode
  readonly to?: string
  readonly onClick?: () => void
}

/** Rows of a card with `flush`: each leads somewhere, or only says something. */
export function Rows({ children }: { children: ReactNode }) {
  return <ul className="s-rows">{children}</ul>
}

export function Row({ title, detail, icon, end, to, onClick }: RowProps) {
  const face = (
    <>
      {typeof icon === 'string' ? <Icon name={icon} size={24} /> : icon}
      <span className="s-row-body">
        <span className="s-row-text">
          <span className="s-row-title">{title}</span>
          {detail ? <span className="s-row-detail">{detail}</span> : null}
        </span>
        {end}
      </span>
      {to || onClick ? <Icon name="next" size={18} /> : null}
    </>
  )
  return (
    <li>
      {to ? (
        <Link className="s-row" to={to}>
          {face}
        </Link>
      ) : onClick ? (
        <button type="button" className="s-row" onClick={onClick}>
          {face}
        </button>
      ) : (
        <div className="s-row">{face}</div>
      )}
    </li>
  )
}

export interface FactsProps {
  readonly facts: readonly (readonly [label: ReactNode, value: ReactNode])[]
}

/** What is known, label by label. */
export function Facts({ facts }: FactsProps) {
  return (
    <dl className="s-facts">
      {facts.map(([label, value], i) => (
        <div key={i}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

export interface Tab {
  readonly name: string
  readonly to: string
  readonly icon: IconName
  readonly label: string
}

/** At most four, at the bottom, where the thumb is. */
export function Tabs({ tabs, current }: { tabs: readonly Tab[]; current: string | undefined }) {
  const t = useWords()
  return (
    <nav className="s-tabs" aria-label={t('kit.tabs')}>
      {tabs.slice(0, 4).map(tab => (
        <Link key={tab.name} to={tab.to} aria-current={tab.name === current ? 'page' : undefined}>
          <span className="s-tab-icon">
            <Icon name={tab.icon} />
          </span>
          {tab.label}
        </Link>
      ))}
    </nav>
  )
}
