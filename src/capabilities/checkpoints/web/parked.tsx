import { useState } from 'react'
import { fieldInstant, fieldText } from '#core/clock.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, EmptyState, Notice, Page, ProblemState, Skeleton, TextField } from '#kit/citizen/index.ts'
import { tell } from '#kit/problem.ts'
import type { ParkedScan } from '../contract.ts'
import { api, type MyPlace } from './api.ts'
import { WithPlace } from './place.tsx'
import './places.css'

/** Scans of my place that were delivered later and are doubted: I say when they were, or that they were not. */
export const ParkedScans = () => <WithPlace show={place => <List place={place} />} />

function List({ place }: { place: MyPlace }) {
  const t = useWords()
  const parked = useRead(api.checkpoints.parked, { params: { placeId: place.id } })
  const scans = parked.data?.scans
  return (
    <Page
      title={t('checkpoints.web.parked')}
      back={`/dia-diem/${place.id}`}
      intro={t('checkpoints.web.parked.intro', { place: place.name })}
    >
      {!scans && parked.error ? <ProblemState problem={parked.error} again={() => void parked.refetch()} /> : null}
      {!scans && !parked.error ? <Skeleton lines={5} /> : null}
      {scans?.length === 0 ? (
        <Card>
          <EmptyState icon="check" title={t('checkpoints.web.parked.none')} />
        </Card>
      ) : null}
      {scans?.map(scan => (
        <One key={scan.id} scan={scan} placeId={place.id} />
      ))}
    </Page>
  )
}

type Asking = 'time' | 'reason' | undefined

function One({ scan, placeId }: { scan: ParkedScan; placeId: string }) {
  const t = useWords()
  const f = useFormat()
  const [asking, setAsking] = useState<Asking>()
  const [when, setWhen] = useState(() => fieldText(scan.at ?? scan.receivedAt))
  const [reason, setReason] = useState('')
  const settling = useWrite(api.checkpoints.settle)
  const settle = (decision: 'record' | 'discard', more: { at?: string; reason?: string } = {}) =>
    settling.mutate({ params: { placeId }, body: { ids: [scan.id], decision, reason: '', ...more } })
  const busy = settling.isPending && t('checkpoints.web.sending')
  return (
    <Card title={scan.name ?? t('checkpoints.web.parked.unread')} icon="eye">
      <p className="c-parked">
        {[
          scan.direction ? t(`checkpoints.web.way.${scan.direction}`) : '',
          scan.at ? t('checkpoints.web.parked.at', { at: f.instant(scan.at) }) : '',
          scan.area ?? '',
          t('checkpoints.web.parked.by', { name: scan.recorder }),
          scan.station && t('checkpoints.web.parked.station', { name: scan.station }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <Notice title={t(scan.reason)} />
      {settling.error ? <Notice tone="error" title={tell(t, settling.error).title} /> : null}
      {asking === 'time' ? (
        <form
          className="s-form"
          onSubmit={event => {
            event.preventDefault()
            const at = fieldInstant(when)
            if (at) settle('record', { at: at.toISOString() })
          }}
        >
          <TextField
            name={`when-${scan.id}`}
            label={t('checkpoints.web.parked.when')}
            value={when}
            onChange={setWhen}
            input={{ type: 'datetime-local', required: true }}
          />
          <Button type="submit" busy={busy}>
            {t('checkpoints.web.parked.record')}
          </Button>
        </form>
      ) : null}
      {asking === 'reason' ? (
        <form
          className="s-form"
          onSubmit={event => {
            event.preventDefault()
            settle('discard', { reason })
          }}
        >
          <TextField
            name={`why-${scan.id}`}
            label={t('checkpoints.web.parked.why')}
            hint={t('checkpoints.web.parked.why.hint')}
            value={reason}
            onChange={setReason}
            maxLength={500}
          />
          <Button type="submit" kind="danger" busy={busy}>
            {t('checkpoints.web.parked.discard')}
          </Button>
        </form>
      ) : null}
      {asking ? (
        <Button kind="quiet" onClick={() => setAsking(undefined)}>
          {t('checkpoints.web.parked.back')}
        </Button>
      ) : (
        <div className="c-parked-ways">
          {scan.readable && scan.at ? (
            <Button kind="secondary" busy={busy} onClick={() => settle('record')}>
              {t('checkpoints.web.parked.record')}
            </Button>
          ) : null}
          {scan.readable ? (
            <Button kind="quiet" onClick={() => setAsking('time')}>
              {t('checkpoints.web.parked.correct')}
            </Button>
          ) : null}
          <Button kind="quiet" onClick={() => setAsking('reason')}>
            {t('checkpoints.web.parked.discard')}
          </Button>
        </div>
      )}
    </Card>
  )
}
