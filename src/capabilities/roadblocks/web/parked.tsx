import { useState } from 'react'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, EmptyState, Notice, Page, ProblemState, Skeleton, TextField } from '#kit/citizen/index.ts'
import { tell } from '#kit/problem.ts'
import type { ParkedCrossing } from '../contract.ts'
import { api } from './api.ts'
import { postPath } from './paths.ts'
import { type Standing, WithPost } from './post.tsx'

/** Records of my post that were delivered later and are doubted. */
export const ParkedCrossings = () => <WithPost show={post => <List post={post} />} />

function List({ post }: { post: Standing }) {
  const t = useWords()
  const parked = useRead(api.roadblocks.parked, { params: { roadblockId: post.id } })
  const rows = parked.data?.crossings
  return (
    <Page title={t('roadblocks.web.parked')} back={postPath(post.id)} intro={t('roadblocks.web.parked.intro')}>
      {!rows && parked.error ? <ProblemState problem={parked.error} again={() => void parked.refetch()} /> : null}
      {!rows && !parked.error ? <Skeleton lines={5} /> : null}
      {rows?.length === 0 ? (
        <Card>
          <EmptyState icon="check" title={t('roadblocks.web.parked.none')} />
        </Card>
      ) : null}
      {rows?.map(row => (
        <One key={row.id} row={row} roadblockId={post.id} />
      ))}
    </Page>
  )
}

function One({ row, roadblockId }: { row: ParkedCrossing; roadblockId: string }) {
  const t = useWords()
  const f = useFormat()
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const settling = useWrite(api.roadblocks.settle)
  const settle = (decision: 'record' | 'discard') =>
    settling.mutate({ params: { roadblockId }, body: { ids: [row.id], decision, reason: reason.trim() } })
  const busy = settling.isPending && t('roadblocks.web.saving')
  const facts = [
    row.at ? f.instant(row.at) : '',
    row.people ? t('roadblocks.web.log.people', { count: row.people }) : '',
    row.decision ? t(`roadblocks.decision.${row.decision}`) : '',
    t('roadblocks.web.log.by', { name: row.recorder }),
    row.station && t('roadblocks.web.log.station', { name: row.station }),
  ]
  const title = row.readable ? (row.plate ?? t('roadblocks.web.log.foot')) : t('roadblocks.web.parked.unread')
  return (
    <Card title={title} icon="eye">
      <p>{facts.filter(Boolean).join(' · ')}</p>
      <Notice title={t(row.reason)} />
      {settling.error ? <Notice tone="error" title={tell(t, settling.error).title} /> : null}
      {asking ? (
        <form
          className="s-form"
          onSubmit={event => {
            event.preventDefault()
            settle('discard')
          }}
        >
          <TextField
            name={`why-${row.id}`}
            label={t('roadblocks.web.parked.why')}
            value={reason}
            onChange={setReason}
            maxLength={500}
          />
          <Button kind="secondary" onClick={() => setAsking(false)}>
            {t('roadblocks.web.parked.back')}
          </Button>
          <Button type="submit" kind="danger" busy={busy}>
            {t('roadblocks.web.parked.discard')}
          </Button>
        </form>
      ) : (
        <>
          {row.readable ? (
            <Button kind="secondary" busy={busy} onClick={() => settle('record')}>
              {t('roadblocks.web.parked.record')}
            </Button>
          ) : null}
          <Button kind="quiet" onClick={() => setAsking(true)}>
            {t('roadblocks.web.parked.discard')}
          </Button>
        </>
      )}
    </Card>
  )
}
