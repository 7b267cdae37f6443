import { ActionIcon, Popover } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWords } from '#core/web/words.tsx'
import { Icon, type IconName } from '../icon.tsx'

export type Direction = 'rise' | 'fall' | 'same'

export interface FigureTileProps {
  readonly label: string
  /** Already written for the reader: `1.234`. */
  readonly value: ReactNode
  readonly unit?: string
  readonly direction?: Direction | undefined
  /** Against what: "hơn hôm qua 12". Direction alone says nothing. */
  readonly comparison?: ReactNode
  /** How it is counted, one click away. */
  readonly definition?: ReactNode
  /** When it is old or incomplete: since when, and why. */
  readonly stale?: string | undefined
  readonly size?: 'normal' | 'large'
}

const ARROW: Readonly<Record<Direction, IconName>> = { rise: 'rise', fall: 'fall', same: 'same' }

/** One number: what it is, which way it goes, against what. */
export function FigureTile(props: FigureTileProps) {
  const { label, value, unit, direction, comparison, definition, stale, size = 'normal' } = props
  const t = useWords()
  return (
    <div className="k-figure" data-size={size} data-stale={stale ? true : undefined}>
      <p className="k-figure-label">
        {label}
        {definition ? (
          <Popover width={300}>
            <Popover.Target>
              <ActionIcon size={24} aria-label={t('console.definition', { label })}>
                <Icon name="info" size={16} />
              </ActionIcon>
            </Popover.Target>
            <Popover.Dropdown className="k-definition">{definition}</Popover.Dropdown>
          </Popover>
        ) : null}
      </p>
      <p className="k-figure-value">
        {value}
        {unit ? <small>{unit}</small> : null}
      </p>
      {comparison || direction ? (
        <p className="k-figure-move">
          {direction ? <Icon name={ARROW[direction]} size={16} label={t(`console.${direction}`)} /> : null}
          <span>{comparison}</span>
        </p>
      ) : null}
      {stale ? (
        <p className="k-figure-stale">
          <Icon name="clock" size={14} />
          {stale}
        </p>
      ) : null}
    </div>
  )
}

export function Figures({ children }: { children: ReactNode }) {
  return <div className="k-figures">{children}</div>
}

/** A table of figures, its first column staying in sight while the others are scrolled to. `label` says what it is of. */
export function FigureTable({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="k-figure-table" aria-label={label} tabIndex={0}>
      <table>{children}</table>
    </section>
  )
}
