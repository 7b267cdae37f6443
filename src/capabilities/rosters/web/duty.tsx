import './rosters.css'
import { Checkbox, Select, Skeleton, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { StandIns } from '#base/work/web/stand-ins.tsx'
import { addDays, dayOf } from '#core/clock.ts'
import type { ResultOf } from '#core/contract.ts'
import { useNow, useRead, useWrite } from '#core/web/data.tsx'
import { useSearch } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, EmptyState, FormDialog, Page, Panel, ProblemState, sayDone, Tag } from '#kit/console/index.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { RosterEntry, rosters, Swap } from '../contract.ts'
import { mondayOf } from '../rules.ts'
import { api } from './api.ts'
import { Exchange } from './swap.tsx'
import { EntryMark, RosterTable, useEntryText } from './table.tsx'
import { WeekNav } from './week.tsx'

type Mine = ResultOf<typeof rosters.mine>

/** Where I work, with whom, who stands in, and swaps: for every officer, mostly on a phone. */
export function Duty() {
  const t = useWords()
  const { can } = useSession()
  const today = dayOf(useNow())
  const [search] = useSearch()
  const monday = mondayOf(search.get('day') || today)
  const { data, isPlaceholderData, error } = useRead(api.rosters.mine, { query: { day: monday } })
  const [asking, setAsking] = useState(false)
  if (error && !data) return <ProblemState problem={error} />
  if (!data) return <Skeleton height={320} />
  return (
    <Page
      title={t('rosters.web.duty')}
      earlier={isPlaceholderData}
      lead={data.unit?.name}
      actions={
        <ActionButton icon="turn" onClick={() => setAsking(true)}>
          {t('rosters.web.swap')}
        </ActionButton>
      }
    >
      <div className="ro-duty">
        <Panel title={t('rosters.web.mine.next')}>
          <Next next={data.next} people={data.people} />
        </Panel>
        <Panel title={t('rosters.web.swaps')}>
          <Swaps swaps={data.swaps} />
        </Panel>
        {can('work.read') ? (
          <Panel>
            <StandIns />
          </Panel>
        ) : null}
        <Panel title={t('rosters.web.colleagues')}>
          <Colleagues mine={data} monday={monday} />
        </Panel>
      </div>
      {asking ? <AskDialog mine={data} onClose={() => setAsking(false)} /> : null}
    </Page>
  )
}

const SHOWN = 14

function Next({ next, people }: { next: readonly RosterEntry[]; people: Mine['people'] }) {
  const t = useWords()
  const f = useFormat()
  const today = dayOf(useNow())
  const text = useEntryText(people)
  if (!next.length)
    return (
      <EmptyState icon="calendar" title={t('rosters.web.mine.none')}>
        {t('rosters.web.mine.none.help')}
      </EmptyState>
    )
  const weekday = (day: string) => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
  return (
    <ul className="ro-next">
      {next.slice(0, SHOWN).map(entry => (
        <li key={entry.day} data-today={entry.day === today || undefined}>
          <strong>
            {entry.day === today ? t('rosters.web.today.word') : t(`rosters.weekday.${weekday(entry.day) + 1}`)}{' '}
            {f.dayShort(entry.day)}
          </strong>
          <EntryMark entry={entry} people={people} />
          <span>{text(entry)}</span>
        </li>
      ))}
    </ul>
  )
}

function Colleagues({ mine, monday }: { mine: Mine; monday: string }) {
  const t = useWords()
  const f = useFormat()
  const { people, entries, me, published } = mine
  const planned = new Set(entries.map(one => one.accountId))
  const shown = people.filter(one => planned.has(one.id)).toSorted((a, b) => Number(b.id === me) - Number(a.id === me))
  return (
    <div className="k-stack">
      <WeekNav monday={monday} />
      <p className="k-hint">{t('rosters.web.week', { from: f.day(monday), until: f.day(addDays(monday, 6)) })}</p>
      {published ? (
        <RosterTable monday={monday} people={shown} entries={entries} me={me} />
      ) : (
        <p>{t('rosters.web.mine.unpublished')}</p>
      )}
    </div>
  )
}

function Swaps({ swaps }: { swaps: readonly Swap[] }) {
  const t = useWords()
  if (!swaps.length) return <p className="k-hint">{t('rosters.web.swap.none')}</p>
  return (
    <ul className="ro-swaps">
      {swaps.map(swap => (
        <SwapRow key={swap.id} swap={swap} />
      ))}
    </ul>
  )
}

function SwapRow({ swap }: { swap: Swap }) {
  const t = useWords()
  const params = { swapId: swap.id }
  const answering = useWrite(api.rosters.answerSwap, { done: () => sayDone(t('rosters.web.swap.answered')) })
  const withdrawing = useWrite(api.rosters.withdrawSwap, { done: () => sayDone(t('rosters.web.swap.withdrawn')) })
  const mayAnswer = !swap.mine && swap.state === 'asked'
  const mayWithdraw = swap.mine && (swap.state === 'asked' || swap.state === 'agreed')
  return (
    <li>
      <p>
        {swap.mine
          ? t('rosters.web.swap.mine', { name: swap.other.name })
          : t('rosters.web.swap.theirs', { name: swap.asker.name })}{' '}
        <Tag>{t(`rosters.web.swap.state.${swap.state}`)}</Tag>
      </p>
      <Exchange swap={swap} />
      {swap.note ? <p className="k-hint">{swap.note}</p> : null}
      {swap.reason ? <p className="k-hint">{swap.reason}</p> : null}
      <div className="ro-buttons">
        {mayAnswer ? (
          <>
            <ActionButton
              kind="primary"
              busy={answering.isPending}
              onClick={() => answering.mutate({ params, body: { agree: true } })}
            >
              {t('rosters.web.swap.agree')}
            </ActionButton>
            <ActionButton onClick={() => answering.mutate({ params, body: { agree: false } })}>
              {t('rosters.web.swap.decline')}
            </ActionButton>
          </>
        ) : null}
        {mayWithdraw ? (
          <ActionButton busy={withdrawing.isPending} onClick={() => withdrawing.mutate({ params })}>
            {t('rosters.web.swap.withdraw')}
          </ActionButton>
        ) : null}
      </div>
    </li>
  )
}

function AskDialog({ mine, onClose }: { mine: Mine; onClose: () => void }) {
  const t = useWords()
  const f = useFormat()
  const text = useEntryText(mine.people)
  const [other, setOther] = useState<string | null>(null)
  const [days, setDays] = useState<string[]>([])
  const [note, setNote] = useState('')
  const asking = useWrite(api.rosters.askSwap, {
    done: () => {
      onClose()
      sayDone(t('rosters.web.swap.sent'))
    },
  })
  const needs = useNeeds({ swap: (other !== null && days.length > 0) || t('rosters.web.swap.missing') })
  const ask = () => other && asking.mutate({ body: { otherId: other, days, note: note.trim() } })
  return (
    <FormDialog
      title={t('rosters.web.swap')}
      onClose={onClose}
      {...needs.form(ask)}
      problem={asking.error}
      busy={asking.isPending}
    >
      <Select
        label={t('rosters.web.swap.whom')}
        searchable
        value={other}
        onChange={setOther}
        data={mine.people.filter(one => one.id !== mine.me).map(one => ({ value: one.id, label: one.name }))}
        error={needs.of('swap')}
      />
      <Checkbox.Group label={t('rosters.web.swap.days')} value={days} onChange={setDays}>
        <div className="ro-choices">
          {mine.next
            .filter(entry => entry.kind !== 'leave')
            .slice(0, SHOWN)
            .map(entry => (
              <Checkbox key={entry.day} value={entry.day} label={`${f.day(entry.day)} · ${text(entry)}`} />
            ))}
        </div>
      </Checkbox.Group>
      <Textarea
        label={t('rosters.web.swap.note')}
        value={note}
        onChange={event => setNote(event.currentTarget.value)}
        maxLength={500}
        autosize
      />
    </FormDialog>
  )
}
