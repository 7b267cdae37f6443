import './notices.css'
import { Checkbox, Select, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { mobileNumber } from '#base/people/identifiers.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useSearch } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { EmptyState, FormFoot, Notice, Page, PageSkeleton, Panel, ProblemState } from '#kit/console/index.ts'
import type { PublicNotice, Receipt } from '../../notices/contract.ts'
import { api } from '../api.ts'

/** Somebody calls the station: “I was there”. The same questions as on their own phone, entered by who answers. */
export function Called() {
  const t = useWords()
  const f = useFormat()
  const { data, error, refetch } = useRead(api.tracing.currentNotices, {})
  const [search, setSearch] = useSearch()
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <PageSkeleton />
  const [first] = data.notices
  const notice = data.notices.find(one => one.code === search.get('notice')) ?? first
  return (
    <Page title={t('tracing.web.call')} lead={t('tracing.web.call.lead')}>
      {notice ? (
        <div className="no-new">
          <Select
            label={t('tracing.web.call.notice')}
            allowDeselect={false}
            searchable
            value={notice.code}
            onChange={code => code && setSearch({ notice: code })}
            data={data.notices.map(({ code, number, publishedAt, lines }) => ({
              value: code,
              label: t('tracing.web.call.option', {
                number,
                at: f.day(publishedAt.slice(0, 10)),
                place: lines[0]?.place ?? '',
                more: lines.length - 1,
              }),
            }))}
          />
          <CallForm key={notice.code} notice={notice} />
        </div>
      ) : (
        <EmptyState icon="phone" title={t('tracing.web.call.none')}>
          {t('tracing.web.call.none.help')}
        </EmptyState>
      )}
    </Page>
  )
}

interface Fields {
  readonly name: string
  readonly phone: string
  readonly unitId: string | undefined
  readonly lineIds: readonly string[]
}

function CallForm({ notice }: { notice: PublicNotice }) {
  const t = useWords()
  const area = useOwnArea('tracing.reports')
  const empty: Fields = { name: '', phone: '', unitId: area, lineIds: [] }
  const [said, setSaid] = useState(empty)
  const [tried, setTried] = useState(false)
  const [done, setDone] = useState<Receipt & { readonly name: string }>()
  const write = useWrite(api.tracing.reportCalled, {
    refreshes: ['work'],
    done: receipt => {
      setDone({ ...receipt, name: said.name.trim() })
      setSaid(empty)
      setTried(false)
    },
  })
  const { name, phone, unitId, lineIds } = said
  const set = (more: Partial<Fields>) => {
    setDone(undefined)
    setSaid({ ...said, ...more })
  }
  const isNamed = /\p{L}{2}/u.test(name) && !/\d/.test(name)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (isNamed && mobileNumber(phone) && unitId && lineIds.length > 0)
      write.mutate({ params: { code: notice.code }, body: { name: name.trim(), phone, unitId, lineIds: [...lineIds] } })
  }
  return (
    <form className="k-stack" onSubmit={submit} noValidate>
      {done ? <Taken done={done} /> : null}
      <Panel title={t('tracing.web.call.where')}>
        <Places notice={notice} lineIds={lineIds} onChange={chosen => set({ lineIds: chosen })} />
        {tried && lineIds.length === 0 ? (
          <p className="k-error" role="alert">
            {t('tracing.web.self.places.missing')}
          </p>
        ) : null}
      </Panel>
      <Panel title={t('tracing.web.call.who')}>
        <div className="k-stack">
          <div className="no-pair">
            <TextInput
              label={t('tracing.web.self.name')}
              value={name}
              maxLength={100}
              autoComplete="off"
              error={tried && !isNamed ? t('tracing.report.name') : null}
              onChange={event => set({ name: event.currentTarget.value })}
            />
            <TextInput
              label={t('tracing.web.self.phone')}
              type="tel"
              value={phone}
              maxLength={20}
              autoComplete="off"
              error={tried && !mobileNumber(phone) ? t('tracing.report.phone') : null}
              onChange={event => set({ phone: event.currentTarget.value })}
            />
          </div>
          <UnitField
            label={t('tracing.web.call.commune')}
            tier="commune"
            value={unitId}
            onChange={chosen => set({ unitId: chosen })}
            error={tried && !unitId ? t('tracing.report.no-commune') : null}
          />
        </div>
      </Panel>
      <FormFoot problem={write.error} busy={write.isPending} onCancel={() => setSaid(empty)}>
        {t('tracing.web.call.do')}
      </FormFoot>
    </form>
  )
}

function Taken({ done }: { done: Receipt & { readonly name: string } }) {
  const t = useWords()
  const f = useFormat()
  const { name, unitName, reachBy, places, again } = done
  return (
    <div role="status">
      <Notice icon="check" title={t(again ? 'tracing.web.call.again' : 'tracing.web.call.done', { name, places })}>
        {reachBy ? t('tracing.web.call.calls', { unit: unitName, at: f.instant(reachBy) }) : null}
      </Notice>
    </div>
  )
}

interface PlacesProps {
  readonly notice: PublicNotice
  readonly lineIds: readonly string[]
  readonly onChange: (lineIds: readonly string[]) => void
}

function Places({ notice, lineIds, onChange }: PlacesProps) {
  const t = useWords()
  const f = useFormat()
  return (
    <Checkbox.Group aria-label={t('tracing.web.call.where')} value={[...lineIds]} onChange={onChange}>
      <div className="k-stack">
        {notice.lines.map(({ id, place, address, unitName, from, to }) => (
          <Checkbox
            key={id}
            value={id}
            label={place}
            description={[`${f.time(from)}–${f.time(to)}, ${f.dayShort(from)}`, address, unitName]
              .filter(Boolean)
              .join(' · ')}
          />
        ))}
      </div>
    </Checkbox.Group>
  )
}
