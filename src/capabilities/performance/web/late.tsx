import { Button } from '@mantine/core'
import { useState } from 'react'
import { dueOf, leftOf, stateOf, titleOf } from '#base/work/web/text.ts'
import { useList, useNow } from '#core/web/data.tsx'
import { Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { EmptyState, Panel, ProblemState } from '#kit/console/index.ts'
import type { LateLine, Performance } from '../contract.ts'
import { api } from './api.ts'

/** So many agencies, and so many things that are late, are named at first. */
const FIRST = 8

/** What is late now: where most of it is, and one by one with whom it lies and why. */
export function Late({ data }: { data: Performance }) {
  const t = useWords()
  const { late, unit } = data
  if (!late.total)
    return (
      <Panel title={t('performance.late')}>
        <EmptyState icon="check" title={t('performance.late.none')} />
      </Panel>
    )
  return (
    <Panel
      title={t('performance.late.total', { count: late.total })}
      actions={<Link to={`/inbox?view=late&unit=${unit.id}`}>{t('performance.late.inbox')}</Link>}
    >
      <div className="pf-late">
        <Where late={late} />
        <Lines unitId={unit.id} total={late.total} />
      </div>
    </Panel>
  )
}

function Where({ late }: { late: Performance['late'] }) {
  const t = useWords()
  const f = useFormat()
  const most = late.rows[0]?.count ?? 1
  const row = (one: Performance['late']['rows'][number]) => (
    <li key={one.organisationId ?? one.unitId}>
      <p className="pf-group">
        <span>{one.name}</span>
        <strong>{f.number(one.count)}</strong>
      </p>
      <div className="pf-bar" aria-hidden>
        <span style={{ width: `${(one.count / most) * 100}%` }} />
      </div>
      <small className="pf-soft">
        {one.kinds.map(({ kind, count }) => `${t(`${kind}.flow`)} ${f.number(count)}`).join(' · ')}
      </small>
    </li>
  )
  return (
    <section aria-label={t('performance.late.where')}>
      <h3>{t('performance.late.where')}</h3>
      <ul className="pf-where">{late.rows.slice(0, FIRST).map(row)}</ul>
      {late.rows.length > FIRST ? (
        <details>
          <summary>{t('performance.late.others', { count: late.rows.length - FIRST })}</summary>
          <ul className="pf-where">{late.rows.slice(FIRST).map(row)}</ul>
        </details>
      ) : null}
    </section>
  )
}

function Lines({ unitId, total }: { unitId: string; total: number }) {
  const t = useWords()
  const [all, setAll] = useState(false)
  const list = useList(api.performance.late, after => ({ query: { unitId, ...(after ? { after } : {}) } }))
  return (
    <section aria-label={t('performance.late.why')}>
      <h3>{t('performance.late.why')}</h3>
      {list.problem ? <ProblemState problem={list.problem} again={list.again} /> : null}
      {list.loading ? <p role="status">{t('kit.loading')}</p> : null}
      {!list.loading && list.exact && list.atLeast < total ? (
        <p className="pf-soft">{t('performance.late.hidden', { shown: list.atLeast, total })}</p>
      ) : null}
      <ul className="pf-lines">
        {(all ? list.rows : list.rows.slice(0, FIRST)).map(row => (
          <Line key={row.id} row={row} />
        ))}
      </ul>
      {list.loading || (list.complete && (all || list.rows.length <= FIRST)) ? null : (
        <Button variant="default" loading={list.loadingMore} onClick={all ? list.more : () => setAll(true)}>
          {t('indicators.things.more')}
        </Button>
      )}
    </section>
  )
}

function Line({ row }: { row: LateLine }) {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  return (
    <li>
      <p className="pf-group">
        <Link to={`/work/${row.id}`}>{titleOf(t, f, row)}</Link>
        <strong className="pf-over">{leftOf(t, row) ?? dueOf(t, f, row, now)}</strong>
      </p>
      <p className="pf-soft">
        {[row.who ?? t('performance.late.nobody'), row.organisationName ?? row.unit.name, stateOf(t, row)].join(' · ')}
      </p>
      {row.why ? <p className="pf-why">{row.why}</p> : <p className="pf-soft">{t('performance.late.unsaid')}</p>}
    </li>
  )
}
