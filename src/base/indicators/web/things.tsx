import './things.css'
import { Button, Skeleton } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ListOf } from '#core/web/data.tsx'
import { Link } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { ProblemState } from '#kit/console/index.ts'
import type { ThingLine } from '../indicator.ts'

interface ThingsListProps<T extends ThingLine> {
  readonly list: ListOf<T>
  /** Said above the lines. */
  readonly note?: ReactNode
  /** Said of one line. */
  readonly tagOf?: (row: T) => ReactNode
}

/** What is behind a figure, line by line, or the right that is missing to see it. */
export function ThingsList<T extends ThingLine>({ list, note, tagOf }: ThingsListProps<T>) {
  const t = useWords()
  if (list.problem) return <ProblemState problem={list.problem} again={list.again} />
  if (list.loading)
    return (
      <div role="status">
        <span className="only-read">{t('kit.loading')}</span>
        {[0, 1, 2].map(i => (
          <Skeleton key={i} height={40} mb={8} />
        ))}
      </div>
    )
  if (!list.rows.length && !note) return <p>{t('indicators.things.none')}</p>
  return (
    <div className="k-stack">
      <p className="ind-count">{t('indicators.things.count', { count: list.atLeast })}</p>
      {note}
      <ul className="ind-things">
        {list.rows.map(row => (
          <li key={row.id}>
            {row.to ? <Link to={row.to}>{row.title}</Link> : <strong>{row.title}</strong>}
            <span>{row.detail}</span>
            {tagOf?.(row)}
          </li>
        ))}
      </ul>
      {list.complete ? null : (
        <Button variant="default" loading={list.loadingMore} onClick={list.more}>
          {t('indicators.things.more')}
        </Button>
      )}
    </div>
  )
}
