import { useState } from 'react'
import { useRead } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Card, EmptyState, Page, ProblemState, Row, Rows, Skeleton, TextField } from '#kit/citizen/index.ts'
import type { HallLine } from '../contract.ts'
import { api } from './api.ts'

/** Where to queue: by what one types of the commune or the office, accents may be left out. */
export function FindHall() {
  const t = useWords()
  const [q, setQ] = useState('')
  const { data, error, refetch } = useRead(api.halls.near, { query: { q } })
  return (
    <Page title={t('halls.web.find')} back="/" intro={t('halls.web.find.intro')}>
      <div className="s-form">
        <TextField
          name="q"
          label={t('halls.web.find.label')}
          hint={t('halls.web.find.hint')}
          value={q}
          onChange={setQ}
        />
      </div>
      {!data && error ? <ProblemState problem={error} again={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton block lines={4} /> : null}
      {data?.halls.length === 0 ? (
        <Card>
          <EmptyState icon="office" title={t('halls.web.find.none')}>
            {t('halls.web.find.none.help')}
          </EmptyState>
        </Card>
      ) : null}
      {data?.halls.length ? (
        <Card flush>
          <Rows>
            {data.halls.map(hall => (
              <HallRow key={hall.id} hall={hall} />
            ))}
          </Rows>
        </Card>
      ) : null}
      {data?.more ? <p className="s-hint">{t('halls.web.find.more')}</p> : null}
    </Page>
  )
}

function HallRow({ hall }: { hall: HallLine }) {
  const t = useWords()
  const f = useFormat()
  const { open, opensAt } = hall.opening
  const state = open
    ? t('halls.web.waiting', { count: hall.waiting })
    : opensAt
      ? t('halls.web.opens', { time: f.time(opensAt) })
      : t('halls.web.closed')
  return <Row icon="office" title={hall.name} detail={`${hall.unitName} · ${state}`} to={`/sanh/${hall.id}`} />
}
