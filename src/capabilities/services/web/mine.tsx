import './mine.css'
import { useState } from 'react'
import { useRead } from '#core/web/data.tsx'
import { useSearch } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Card, EmptyState, Page, ProblemState, Row, Rows, Skeleton, TextField } from '#kit/citizen/index.ts'
import { Icon } from '#kit/icon.tsx'
import type { MyLine, ProcedureLine } from '../contract.ts'
import { CLOSED, isPausedIn, slugOf, stateWords } from '../rules.ts'
import { api } from './api.ts'

/** Find a procedure by words, and follow what was filed. */
export function MyServices() {
  const t = useWords()
  const [search, setSearch] = useSearch()
  const q = search.get('tim') ?? ''
  return (
    <Page title={t('services.web.mine')} back="/" intro={t('services.web.mine.intro')}>
      <TextField
        name="tim"
        type="search"
        label={t('services.site.search')}
        hint={t('services.web.mine.search.hint')}
        value={q}
        onChange={tim => setSearch({ tim: tim || undefined })}
      />
      {q.trim().length > 1 ? <Found q={q.trim()} /> : <Mine />}
    </Page>
  )
}

function Found({ q }: { q: string }) {
  const t = useWords()
  const { data, error, refetch } = useRead(api.services.procedures, { query: { q } })
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <Skeleton lines={5} />
  if (!data.rows.length)
    return (
      <Card>
        <EmptyState icon="search" title={t('services.site.count', { n: 0 })}>
          {t('services.site.none')}
        </EmptyState>
      </Card>
    )
  return (
    <Card flush>
      <Rows>
        {data.rows.map(row => (
          <ProcedureRow key={row.id} row={row} />
        ))}
      </Rows>
    </Card>
  )
}

function ProcedureRow({ row }: { row: ProcedureLine }) {
  const t = useWords()
  const f = useFormat()
  const term =
    'workingDays' in row.term
      ? t('services.site.term.days', { n: row.term.workingDays })
      : t('services.site.term.hours', { n: row.term.workingHours })
  const fee = row.fee ? t('services.site.fee', { fee: f.number(row.fee) }) : t('services.site.free')
  return (
    <Row
      icon="document"
      title={row.name}
      detail={`${term} · ${fee}`}
      to={`/dich-vu-cong/thu-tuc/${slugOf(row.code)}`}
    />
  )
}

const SHOWN = 5

function Mine() {
  const t = useWords()
  const { data, error, refetch } = useRead(api.services.mine, {}, { offline: true })
  const [all, setAll] = useState(false)
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <Skeleton block lines={4} />
  const open = data.dossiers.filter(one => !CLOSED.includes(one.state) || one.waits)
  const done = data.dossiers.filter(one => !open.includes(one))
  return (
    <>
      {data.drafts.length ? (
        <Card flush title={t('services.web.mine.drafts')}>
          <Rows>
            {data.drafts.map(draft => (
              <Row
                key={draft.id}
                icon="edit"
                title={draft.procedureName}
                detail={t('services.web.mine.draft')}
                to={`/dich-vu-cong/nop/${slugOf(draft.procedureCode)}`}
              />
            ))}
          </Rows>
        </Card>
      ) : null}
      <Card flush={open.length > 0} title={t('services.web.mine.open')}>
        {open.length ? (
          <Rows>
            {open.map(one => (
              <Line key={one.id} one={one} />
            ))}
          </Rows>
        ) : (
          <EmptyState icon="document" title={t('services.web.mine.none')}>
            {t('services.web.mine.none.help')}
          </EmptyState>
        )}
      </Card>
      {done.length ? (
        <Card flush title={t('services.web.mine.done')}>
          <Rows>
            {(all ? done : done.slice(0, SHOWN)).map(one => (
              <Line key={one.id} one={one} />
            ))}
            {!all && done.length > SHOWN ? (
              <Row title={t('services.web.mine.more', { count: done.length })} onClick={() => setAll(true)} />
            ) : null}
          </Rows>
        </Card>
      ) : null}
      <Store />
    </>
  )
}

function Line({ one }: { one: MyLine }) {
  const t = useWords()
  const f = useFormat()
  const detail = [
    one.code,
    one.promisedAt && !CLOSED.includes(one.state) && !isPausedIn(one.state)
      ? t('services.web.line.due', { at: f.day(one.promisedAt) })
      : f.day(one.filedAt),
  ].join(' · ')
  const waits = one.waits === 'supplement' || one.waits === 'payment'
  return (
    <Row
      icon="document"
      title={one.procedureName}
      detail={
        <>
          {detail}
          <br />
          {waits ? (
            <strong className="sc-waits">
              <Icon name="warning" size={16} /> {t(`services.home.${one.waits}`)}
            </strong>
          ) : (
            t(one.waits === 'rating' ? 'services.web.mine.rate' : stateWords(one))
          )}
        </>
      }
      to={`/dich-vu-cong/${one.id}`}
    />
  )
}

/** What lies here and need not be handed in again. */
function Store() {
  const t = useWords()
  const f = useFormat()
  const { data } = useRead(api.services.store, {}, { offline: true })
  if (!data?.papers.length) return null
  return (
    <details className="sc-store">
      <summary>{t('services.web.store', { count: data.papers.length })}</summary>
      <p className="s-hint">{t('services.web.store.help')}</p>
      <ul>
        {data.papers.map(paper => (
          <li key={`${paper.id} ${paper.key}`}>
            {paper.name}{' '}
            <span className="s-hint">{t('services.web.store.from', { from: paper.from, day: f.day(paper.at) })}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
