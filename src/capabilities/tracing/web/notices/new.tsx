import './notices.css'
import { Select } from '@mantine/core'
import { useState } from 'react'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { useRead, useWrite } from '#core/web/data.tsx'
import { go, useSearch } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormFoot, Notice, Page, PageSkeleton, Panel, ProblemState } from '#kit/console/index.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { api } from '../api.ts'
import { Ticks } from './ticks.tsx'

const DAYS = ['3', '7', '14', '21'] as const

/** From ticked mốc dịch tễ to a draft: those of one case, or of all cases of the last days. */
export function NewNotice() {
  const t = useWords()
  const [search] = useSearch()
  const caseId = search.get('case') ?? undefined
  const [days, setDays] = useState<string>('7')
  const query = caseId ? { caseId } : { days }
  const { data, isPlaceholderData, error, refetch } = useRead(api.tracing.noticeStops, { query })
  const [ticked, setTicked] = useState<readonly string[]>([])
  const area = useOwnArea('tracing.notify')
  const [unitId, setUnit] = useState<string>()
  const drafting = useWrite(api.tracing.draftNotice, { done: ({ noticeId }) => go(`/notices/${noticeId}`) })
  const issuer = unitId ?? area
  const needs = useNeeds({
    unit: issuer !== undefined || t('tracing.web.notice.unit.none'),
    ticks: ticked.length > 0 || t('tracing.web.notice.ticks.unticked'),
  })
  const draft = () => issuer && drafting.mutate({ body: { unitId: issuer, stopIds: [...ticked] } })
  const unitField = (
    <UnitField label={t('tracing.web.notice.unit')} value={unitId} onChange={setUnit} error={needs.of('unit')} />
  )
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <PageSkeleton />
  return (
    <Page
      title={t('tracing.web.notice.draft')}
      earlier={isPlaceholderData}
      lead={t(caseId ? 'tracing.web.notice.draft.case' : 'tracing.web.notice.draft.lead')}
      back={
        caseId
          ? { to: `/cases/${caseId}`, label: data.stops[0]?.caseNumber ?? t('tracing.web.cases') }
          : { to: '/notices', label: t('tracing.web.notice.title') }
      }
    >
      <form className="no-new" {...needs.form(draft)}>
        {caseId ? null : (
          <div className="no-pair">
            <Select
              label={t('tracing.web.notice.days')}
              allowDeselect={false}
              value={days}
              onChange={next => setDays(next ?? '7')}
              data={DAYS.map(value => ({ value, label: t('tracing.web.notice.days.last', { days: Number(value) }) }))}
            />
            {area ? null : unitField}
          </div>
        )}
        {caseId && !area ? unitField : null}
        {data.capped ? <Notice title={t('tracing.web.notice.capped', { count: data.stops.length })} /> : null}
        <Panel title={t('tracing.web.notice.ticks')}>
          <Ticks stops={data.stops} ticked={ticked} onTick={setTicked} />
        </Panel>
        <FormFoot
          problem={drafting.error}
          lacks={needs.of('ticks')}
          onCancel={() => go(caseId ? `/cases/${caseId}` : '/notices')}
          busy={drafting.isPending}
        >
          {t('tracing.web.notice.draft.do', { count: ticked.length })}
        </FormFoot>
      </form>
    </Page>
  )
}
