import './parked.css'
import { useState } from 'react'
import { dayOf, fieldInstant, fieldText } from '#core/clock.ts'
import { serverNow } from '#core/web/server-clock.ts'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, EmptyState, MomentField, Notice, ProblemState, Skeleton, TextField } from '#kit/citizen/index.ts'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { type Parked, type ParkedRow, parkedFacts, SHORTEST_REASON } from './parked-rows.ts'

/** On a phone: records of a place that came later and are doubted, each with the ways to settle it. */
export function ParkedCards({ parked }: { parked: Parked }) {
  const t = useWords()
  const [latest, setLatest] = useState<string>()
  const { rows, error, refetch } = parked
  if (!rows) return error ? <ProblemState problem={error} again={() => void refetch()} /> : <Skeleton lines={5} />
  if (rows.length === 0)
    return (
      <Card>
        <EmptyState icon="check" title={t('work.web.parked.none')} />
      </Card>
    )
  return rows.map(row => (
    <One key={row.id} row={row} parked={parked} isLatest={row.id === latest} onSend={() => setLatest(row.id)} />
  ))
}

interface OneProps {
  readonly row: ParkedRow
  readonly parked: Parked
  /** Whether it is the one that was sent, or tried to be. */
  readonly isLatest: boolean
  readonly onSend: () => void
}

function One({ row, parked: { settling, settle, correctable }, isLatest, onSend }: OneProps) {
  const t = useWords()
  const f = useFormat()
  const [asking, setAsking] = useState<'time' | 'reason'>()
  const send = (decision: 'record' | 'discard', reason: string, at?: Date) => {
    onSend()
    settle(
      { ids: [row.id], decision, reason, ...(at ? { at: at.toISOString() } : {}) },
      { onSuccess: () => setAsking(undefined) },
    )
  }
  const busy = isLatest && settling.isPending && t('work.web.parked.sending')
  return (
    <Card title={row.title} icon="eye">
      <p className="work-parked-why">{parkedFacts(t, f, row).join(' · ')}</p>
      <Notice title={t(row.reason)} />
      {isLatest && settling.error ? <Notice tone="error" title={tell(t, settling.error).title} /> : null}
      {asking === 'time' ? <AskTime row={row} busy={busy} onSay={at => send('record', '', at)} /> : null}
      {asking === 'reason' ? <AskReason id={row.id} busy={busy} onSay={reason => send('discard', reason)} /> : null}
      {asking ? (
        <Button kind="quiet" onClick={() => setAsking(undefined)}>
          {t('work.web.parked.back')}
        </Button>
      ) : (
        <div className="work-parked-ways">
          {row.readable && (row.at || !correctable) ? (
            <Button kind="secondary" busy={busy} onClick={() => send('record', '')}>
              {t('work.web.parked.record')}
            </Button>
          ) : null}
          {row.readable && correctable ? (
            <Button kind="quiet" onClick={() => setAsking('time')}>
              {t('work.web.parked.correct')}
            </Button>
          ) : null}
          <Button kind="quiet" onClick={() => setAsking('reason')}>
            {t('work.web.parked.discard')}
          </Button>
        </div>
      )}
    </Card>
  )
}

interface AskProps<T> {
  readonly busy: string | false
  readonly onSay: (said: T) => void
}

function AskTime({ row, busy, onSay }: AskProps<Date> & Pick<OneProps, 'row'>) {
  const t = useWords()
  const [when, setWhen] = useState(() => fieldText(row.at ?? row.receivedAt))
  const at = fieldInstant(when)
  const needs = useNeeds({ when: at ? true : t('work.web.parked.when.half') })
  return (
    <form className="s-form" {...needs.form(() => at && onSay(at))}>
      <MomentField
        name={`when-${row.id}`}
        label={t('work.web.parked.when')}
        max={dayOf(serverNow())}
        value={when}
        onChange={setWhen}
        error={needs.of('when')}
      />
      <Button type="submit" busy={busy}>
        {t('work.web.parked.record')}
      </Button>
    </form>
  )
}

function AskReason({ id, busy, onSay }: AskProps<string> & { readonly id: string }) {
  const t = useWords()
  const [reason, setReason] = useState('')
  const said = reason.trim()
  const needs = useNeeds({
    reason: said.length >= SHORTEST_REASON || t('work.web.parked.why.short', { min: SHORTEST_REASON }),
  })
  return (
    <form className="s-form" {...needs.form(() => onSay(said))}>
      <TextField
        name={`why-${id}`}
        label={t('work.web.parked.why')}
        hint={t('work.web.parked.why.hint')}
        value={reason}
        onChange={setReason}
        error={needs.of('reason')}
        maxLength={500}
      />
      <Button type="submit" kind="danger" busy={busy}>
        {t('work.web.parked.discard')}
      </Button>
    </form>
  )
}
