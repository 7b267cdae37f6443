import './followup.css'
import { Skeleton } from '@mantine/core'
import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import type { WorkItem } from '#base/work/contract.ts'
import { Thing } from '#base/work/web/thing.tsx'
import { dayOf } from '#core/clock.ts'
import { useNow, useRead } from '#core/web/data.tsx'
import { Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  Facts,
  Modal,
  Notice,
  Panel,
  ProblemState,
  RiskTag,
  Timeline,
  type TimelineItem,
} from '#kit/console/index.ts'
import type { Answer, PlanView, TestResult } from '../contract.ts'
import { api } from './api.ts'
import { DayCell } from './day-cell.tsx'
import { PhoneForm, TestForm } from './plan-forms.tsx'
import { Summary } from './summary.tsx'

/** In the item of work: who is followed until when, what they answered day by day, and what may be written down. */
export function PlanPart({ item }: { item: WorkItem }) {
  const { can } = useSession()
  return can('followup.read') ? <Plan item={item} /> : <Summary planId={item.subject.id} />
}

function Plan({ item }: { item: WorkItem }) {
  const { data: plan, error, refetch } = useRead(api.followup.plan, { params: { planId: item.subject.id } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!plan || plan.id !== item.subject.id) return <Skeleton height={260} />
  return (
    <>
      <Course plan={plan} />
      <Answers plan={plan} />
      {plan.sources.map(source => (
        <Thing key={source.id} thing={source} />
      ))}
    </>
  )
}

type Dialog = 'phone' | 'test'

function Course({ plan }: { plan: PlanView }) {
  const t = useWords()
  const f = useFormat()
  const today = dayOf(useNow())
  const [dialog, setDialog] = useState<Dialog>()
  const why = plan.refused ? t(plan.refused, { verb: 'followup.act' }) : undefined
  const dueNow = plan.testsDue.filter(day => day <= today)
  return (
    <Panel title={t('followup.web.course')}>
      <div className="k-stack">
        <Facts
          facts={[
            ...(plan.isCase ? [[t('followup.web.state'), t('followup.web.case')] as const] : []),
            [t('followup.web.from'), f.day(plan.from)],
            [t('followup.web.until'), f.day(plan.until)],
            [t('followup.web.progress'), t('followup.web.day', plan.progress)],
            [t('followup.web.team'), plan.team],
            [t('followup.web.by'), plan.document],
          ]}
        />
        <ol className="fu-strip" aria-label={t('followup.web.days')}>
          {plan.days.map(day => (
            <li key={day.day} data-today={day.day === today || undefined}>
              {f.dayShort(day.day)}
              <DayCell day={day} />
            </li>
          ))}
        </ol>
        {dueNow.length > 0 && !plan.endedHow ? (
          <Notice icon="health" title={t('followup.web.test.lacking', { days: dueNow.map(f.dayShort).join(', ') })} />
        ) : null}
        <div className="fu-acts">
          <ActionButton icon="phone" kind="primary" why={why} onClick={() => setDialog('phone')}>
            {t('followup.web.phone.do')}
          </ActionButton>
          <ActionButton icon="health" why={why} onClick={() => setDialog('test')}>
            {t('followup.web.test.do')}
          </ActionButton>
        </div>
        {plan.household.length > 0 ? (
          <p>
            {t('followup.web.household')}{' '}
            {plan.household.map((one, i) => (
              <span key={one.planId}>
                {i > 0 ? ', ' : ''}
                {one.workId ? <Link to={`/work/${one.workId}`}>{one.name}</Link> : one.name}
              </span>
            ))}
          </p>
        ) : null}
      </div>
      <Modal
        opened={dialog !== undefined}
        onClose={() => setDialog(undefined)}
        size="lg"
        title={dialog ? t(`followup.web.${dialog}.do`) : ''}
      >
        {dialog === 'phone' ? <PhoneForm plan={plan} onClose={() => setDialog(undefined)} /> : null}
        {dialog === 'test' ? <TestForm plan={plan} onClose={() => setDialog(undefined)} /> : null}
      </Modal>
    </Panel>
  )
}

/** What was answered and tested, newest first. */
function Answers({ plan }: { plan: PlanView }) {
  const t = useWords()
  const f = useFormat()
  const items = [
    ...plan.answers.map(answer => answerItem(t, f, answer)),
    ...plan.tests.map(test => testItem(t, test)),
  ].sort((a, b) => b.at.localeCompare(a.at))
  return (
    <Panel title={t('followup.web.answers')}>
      {items.length > 0 ? <Timeline items={items} /> : <p>{t('followup.web.answers.none')}</p>}
    </Panel>
  )
}

type Say = ReturnType<typeof useWords>
type Format = ReturnType<typeof useFormat>

function answerItem(t: Say, f: Format, answer: Answer): TimelineItem {
  const { symptoms, temperature, spo2, worries, note, by } = answer
  const how = t(`followup.method.${answer.method}`, { by: by ?? t('followup.web.somebody') })
  if (!answer.reached)
    return {
      id: answer.id,
      at: answer.at,
      icon: 'question',
      title: t('followup.web.absent'),
      detail: [how, note].filter(Boolean).join(' · '),
    }
  const measured = [
    temperature === null ? '' : `${f.number(temperature)} °C`,
    spo2 === null ? '' : `SpO₂ ${spo2}%`,
  ].filter(Boolean)
  const said = symptoms.map(one => t(`followup.symptom.${one}`)).join(', ') || t('followup.symptom.none')
  return {
    id: answer.id,
    at: answer.at,
    ...(worries.length ? { tone: 'orange' as const } : { icon: 'check' as const }),
    title: worries.length ? (
      <>
        <RiskTag tone="orange">{t('followup.web.worrying')}</RiskTag> {[said, ...measured].join(' · ')}
      </>
    ) : (
      [said, ...measured].join(' · ')
    ),
    detail: [how, note].filter(Boolean).join(' · '),
  }
}

const testItem = (t: Say, test: TestResult): TimelineItem => ({
  id: test.id,
  at: test.at,
  ...(test.outcome === 'positive' ? { tone: 'red' as const } : { icon: 'health' as const }),
  title: t('followup.web.test.said', {
    method: t(`followup.test.method.${test.method}`),
    outcome: t(`followup.test.state.${test.outcome}`),
  }),
  detail: [test.by, test.note].filter(Boolean).join(' · '),
})
