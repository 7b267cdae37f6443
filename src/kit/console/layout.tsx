import { type ReactNode, useEffect } from 'react'
import { phoneHref } from '#core/text.ts'
import { go, Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Icon, type IconName } from '../icon.tsx'
import { phoneText } from '../phone.ts'
import { TONE_ICON, type Tone } from '../tone.ts'

export interface PageProps {
  readonly title: ReactNode
  /** The words of the tab of the browser, when the title is not a text. */
  readonly named?: string
  /** Who or what this is, under the title. */
  readonly lead?: ReactNode
  readonly back?: { readonly to: string; readonly label: string }
  readonly actions?: ReactNode
  /** Fills the height and scrolls inside: for lists and split views. */
  readonly full?: boolean
  /** What is shown answers what was asked before: another day, another unit. */
  readonly earlier?: boolean
  readonly children?: ReactNode
}

export function Page({ title, named, lead, back, actions, full, earlier, children }: PageProps) {
  const name = named ?? (typeof title === 'string' ? title : '')
  useEffect(() => {
    document.title = name ? `${name} – Saola` : 'Saola'
  }, [name])
  return (
    <div className={full ? 'k-page k-page-full' : 'k-page'} aria-busy={earlier}>
      <header className="k-head">
        <div className="k-head-text">
          {back ? (
            <Link className="k-back" to={back.to}>
              <Icon name="back" size={16} />
              {back.label}
            </Link>
          ) : null}
          <h1>{title}</h1>
          {lead ? <div className="k-lead">{lead}</div> : null}
        </div>
        {actions ? <div className="k-head-actions">{actions}</div> : null}
      </header>
      {children}
    </div>
  )
}

/** A part of a page with a heading; `flush` when its content brings its own edges. */
export function Panel(props: { title?: ReactNode; actions?: ReactNode; flush?: boolean; children: ReactNode }) {
  return (
    <section className={props.flush ? 'k-panel k-panel-flush' : 'k-panel'}>
      {props.title ? (
        <header className="k-panel-head">
          <h2>{props.title}</h2>
          {props.actions}
        </header>
      ) : null}
      {props.children}
    </section>
  )
}

export interface SplitViewProps {
  readonly list: ReactNode
  /** What was picked; without it the wide screen shows `nothing`, the narrow one the list. */
  readonly detail: ReactNode | undefined
  /** Where the list alone is: the way back on a phone. */
  readonly listPath: string
  readonly nothing?: ReactNode
}

/** The list on the left and the thing on the right; on a phone one at a time. */
export function SplitView({ list, detail, listPath, nothing }: SplitViewProps) {
  const t = useWords()
  return (
    <div className="k-split" data-picked={detail ? true : undefined}>
      <div className="k-split-list">{list}</div>
      <div className="k-split-detail">
        {detail ? (
          <>
            <button type="button" className="k-back k-split-back" onClick={() => go(listPath, { quiet: true })}>
              <Icon name="back" size={16} />
              {t('console.back')}
            </button>
            {detail}
          </>
        ) : (
          (nothing ?? <p className="k-nothing">{t('console.pick')}</p>)
        )}
      </div>
    </div>
  )
}

/** The body of a detail: the story on the left, what may be done on the right. */
export function WithActions({ children, actions }: { children: ReactNode; actions: ReactNode }) {
  return (
    <div className="k-with-actions">
      <div className="k-stack">{children}</div>
      <aside className="k-stack">{actions}</aside>
    </div>
  )
}

export interface FactsProps {
  readonly facts: readonly (readonly [label: ReactNode, value: ReactNode])[]
  /** One under the other instead of side by side. */
  readonly narrow?: boolean
}

export function Facts({ facts, narrow }: FactsProps) {
  return (
    <dl className={narrow ? 'k-facts k-facts-narrow' : 'k-facts'}>
      {facts.map(([label, value], i) => (
        <div key={i}>
          <dt>{label}</dt>
          <dd>{value ?? '–'}</dd>
        </div>
      ))}
    </dl>
  )
}

export interface Item {
  readonly id: string
  readonly title: ReactNode
  readonly detail?: ReactNode
}

/** Things with a word on each, such as what an action left undone and why; a long list scrolls by itself. */
export function Items({ items }: { items: readonly Item[] }) {
  return (
    <ul className="k-items">
      {items.map(({ id, title, detail }) => (
        <li key={id}>
          <strong>{title}</strong>
          {detail ? <small>{detail}</small> : null}
        </li>
      ))}
    </ul>
  )
}

/** A number to call, grouped as it is read aloud. */
export const PhoneLink = ({ phone }: { phone: string }) => <a href={phoneHref(phone)}>{phoneText(phone)}</a>

export interface TimelineItem {
  readonly id: string
  /** An instant. */
  readonly at: string
  readonly title: ReactNode
  readonly detail?: ReactNode
  readonly icon?: IconName
  readonly tone?: Tone
}

/** Newest first, one heading a day. */
export function Timeline({ items }: { items: readonly TimelineItem[] }) {
  const f = useFormat()
  const days = Map.groupBy(items, item => f.dayLong(item.at))
  return (
    <div className="k-timeline">
      {[...days].map(([day, ofDay]) => (
        <section key={day}>
          <h3>{day}</h3>
          <ol>
            {ofDay.map(item => (
              <li key={item.id} data-tone={item.tone}>
                <span className="k-timeline-icon">
                  <Icon name={item.icon ?? (item.tone ? TONE_ICON[item.tone] : 'clock')} size={16} />
                </span>
                <time dateTime={item.at}>{f.time(item.at)}</time>
                <div>
                  <p>{item.title}</p>
                  {item.detail ? <div className="k-timeline-detail">{item.detail}</div> : null}
                </div>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  )
}

/** A level or a risk in a word. */
export function RiskTag({ tone, children, icon }: { tone: Tone; children: ReactNode; icon?: IconName }) {
  return (
    <span className="k-tag" data-tone={tone}>
      <Icon name={icon ?? TONE_ICON[tone]} size={14} />
      {children}
    </span>
  )
}

/** A state of work or a kind of thing: no colour, since it is not a risk. */
export function Tag({ children, strong }: { children: ReactNode; strong?: boolean }) {
  return <span className={strong ? 'k-state k-state-strong' : 'k-state'}>{children}</span>
}

/** A row on two lines, for `slim` of a list. */
export function Slim({ title, detail, end }: { title: ReactNode; detail?: ReactNode; end?: ReactNode }) {
  return (
    <div className="k-slim-row">
      <div className="k-slim">
        <strong>{title}</strong>
        {detail ? <small>{detail}</small> : null}
      </div>
      {end}
    </div>
  )
}
