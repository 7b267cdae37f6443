import { Select } from '@mantine/core'
import { useState } from 'react'
import { addDays, dayOf, startOf } from '#core/clock.ts'
import { useNow, useRead, useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, FormFoot, Modal, sayDone } from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import { Icon } from '#kit/icon.tsx'
import { useNeeds } from '#kit/use-needs.ts'
import type { StandIn } from '../contract.ts'
import { api } from './api.ts'

const useStandIns = () => useRead(api.work.standIns, {}).data?.standIns ?? []

/** What is said of one: a span that ends with a day is said by its last day. */
function useSentence(): (one: StandIn) => string {
  const t = useWords()
  const f = useFormat()
  const last = (instant: string) => f.day(dayOf(new Date(Date.parse(instant) - 1)))
  return one => {
    const values = { since: f.day(dayOf(new Date(one.since))), until: last(one.until) }
    if (one.mine) return t('work.web.stand-in.by', { ...values, name: one.by.name })
    return t(one.now ? 'work.web.stand-in.now' : 'work.web.stand-in.later', { ...values, name: one.away.name })
  }
}

/** On top of the inbox: for whom it shows work as well. */
export function StandingInNow() {
  const sentence = useSentence()
  const now = useStandIns().filter(one => one.now && !one.mine)
  if (!now.length) return null
  return (
    <ul className="work-standing work-standing-now">
      {now.map(one => (
        <li key={one.id}>
          <Icon name="people" size={16} /> {sentence(one)}
        </li>
      ))}
    </ul>
  )
}

/** Who stands in for the reader and for whom the reader does, to name and to end. */
export function StandIns() {
  const t = useWords()
  const sentence = useSentence()
  const standIns = useStandIns()
  const [naming, setNaming] = useState(false)
  const ending = useWrite(api.work.endStandIn, { done: () => sayDone(t('work.web.stand-in.ended')) })
  return (
    <section className="k-stack" aria-label={t('work.web.stand-in.title')}>
      <header className="work-standing-head">
        <h2>{t('work.web.stand-in.title')}</h2>
        <ActionButton icon="plus" onClick={() => setNaming(true)}>
          {t('work.web.stand-in.new')}
        </ActionButton>
      </header>
      {standIns.length ? (
        <ul className="work-standing">
          {standIns.map(one => (
            <li key={one.id}>
              <span>{sentence(one)}</span>
              {one.own ? (
                <ActionButton
                  size="compact-sm"
                  busy={ending.isPending}
                  onClick={() => ending.mutate({ params: { standInId: one.id } })}
                >
                  {t('work.web.stand-in.end')}
                </ActionButton>
              ) : null}
            </li>
          ))}
        </ul>
      ) : (
        <p className="k-hint">{t('work.web.stand-in.none')}</p>
      )}
      <p className="k-hint">{t('work.web.stand-in.help')}</p>
      {naming ? <NameDialog onClose={() => setNaming(false)} /> : null}
    </section>
  )
}

function NameDialog({ onClose }: { onClose: () => void }) {
  const t = useWords()
  const today = dayOf(useNow())
  const { data } = useRead(api.work.standInCandidates, {})
  const [who, setWho] = useState<string | null>(null)
  const [from, setFrom] = useState<string | null>(today)
  const [last, setLast] = useState<string | null>(today)
  const until = from && last && last < from ? from : last
  const needs = useNeeds({
    who: who ? true : t('work.web.stand-in.missing'),
    from: from !== null,
    until: until !== null,
  })
  const naming = useWrite(api.work.nameStandIn, {
    done: () => {
      onClose()
      sayDone(t('work.web.stand-in.done'))
    },
  })
  const name = () => {
    if (!who || !from || !until) return
    const span = { since: startOf(from).toISOString(), until: startOf(addDays(until, 1)).toISOString() }
    naming.mutate({ body: { accountId: who, ...span } })
  }
  return (
    <Modal opened onClose={onClose} title={t('work.web.stand-in.new')}>
      <form className="k-stack" {...needs.form(name)}>
        <Select
          label={t('work.web.stand-in.who')}
          value={who}
          onChange={setWho}
          searchable
          data={(data?.officers ?? []).map(({ id, name, lacks }) => ({
            value: id,
            label: lacks ? `${name} (${t('work.web.stand-in.lacks', { right: lacks })})` : name,
            disabled: lacks !== null,
          }))}
          error={needs.of('who')}
        />
        <div className="work-standing-days">
          <DayField
            label={t('work.web.stand-in.from')}
            value={from}
            minDate={today}
            error={needs.of('from')}
            onChange={setFrom}
          />
          <DayField
            label={t('work.web.stand-in.until')}
            value={until}
            minDate={from ?? today}
            error={needs.of('until')}
            onChange={setLast}
          />
        </div>
        <FormFoot problem={naming.error} onCancel={onClose} busy={naming.isPending}>
          {t('work.web.stand-in.new')}
        </FormFoot>
      </form>
    </Modal>
  )
}
