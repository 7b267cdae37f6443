import { Button } from '@mantine/core'
import { useRead } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { go, useParams } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  EmptyState,
  Page,
  PageSkeleton,
  Panel,
  ProblemState,
  Tag,
  Timeline,
  type TimelineItem,
} from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import type { Step } from '../contract.ts'
import { api } from './api.ts'
import { usePlace } from './list.tsx'

/** Where a document is: for each agency its way, with times. */
export function Where() {
  const t = useWords()
  const { documentId = '' } = useParams()
  const { data, error, refetch } = useRead(api.exchange.document, { params: { documentId } })
  useLive(['exchange', 'documents'])
  const items = useItems()
  const place = usePlace()
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <PageSkeleton />
  const agencies = Map.groupBy(data.steps, step => step.agency.code)
  return (
    <Page
      title={t('exchange.web.where')}
      lead={[data.notation, data.subject].filter(Boolean).join(' · ')}
      back={{ to: '/exchange', label: t('exchange.web.title') }}
      actions={
        <Button
          variant="default"
          leftSection={<Icon name="document" size={18} />}
          onClick={() => go(`/documents/${documentId}`)}
        >
          {t('exchange.web.open')}
        </Button>
      }
    >
      {agencies.size === 0 ? (
        <EmptyState icon="share" title={t('exchange.web.none')}>
          {t('exchange.web.none.help')}
        </EmptyState>
      ) : null}
      {[...agencies].map(([code, steps]) => (
        <Panel
          key={code}
          title={steps[0]?.agency.name ?? code}
          actions={<Tag strong={now(steps).state === 'fail'}>{place(now(steps))}</Tag>}
        >
          <Timeline items={steps.flatMap(items).toSorted((a, b) => (a.at < b.at ? 1 : -1))} />
        </Panel>
      ))}
    </Page>
  )
}

/** The last that was said of it, and how its message fared. */
function now(steps: readonly Step[]): { status: Step['status']; state: Step['state'] } {
  const sent = steps.filter(step => step.what !== 'status')
  const way = sent[0]?.way ?? 'out'
  const last = steps.findLast(step => step.what === 'status' && step.way !== way)
  return { status: last?.status ?? null, state: sent[0]?.state ?? 'done' }
}

/** What one step tells: it was sent, it arrived, and what became of it. */
function useItems(): (step: Step) => TimelineItem[] {
  const t = useWords()
  const f = useFormat()
  return step => {
    if (step.what === 'status') return [statusItem(t, step)]
    const detail = [step.note, step.isWeak ? t('exchange.web.weak') : '', traced(t, f, step)].filter(Boolean)
    if (step.way === 'in')
      return [
        {
          id: step.id,
          at: step.at,
          icon: 'inbox',
          title:
            step.what === 'new'
              ? t('exchange.web.step.came', { name: step.agency.name })
              : t(`exchange.web.asked.${step.what}`),
          detail: detail.map(line => <p key={line}>{line}</p>),
        },
      ]
    const what = step.what === 'new' ? t('exchange.web.step.sent') : t(`exchange.web.asked.${step.what}`)
    const items: TimelineItem[] = [{ id: step.id, at: step.at, icon: 'send', title: what, detail: step.note }]
    if (step.takenAt && step.state !== 'fail')
      items.push({ id: `${step.id}-t`, at: step.takenAt, icon: 'globe', title: t('exchange.web.step.arrived') })
    if (step.endedAt && step.state === 'done')
      items.push({ id: `${step.id}-d`, at: step.endedAt, icon: 'office', title: t('exchange.web.step.delivered') })
    if (step.state === 'fail')
      items.push({
        id: `${step.id}-f`,
        at: step.endedAt ?? step.at,
        icon: 'warning',
        title: t('exchange.web.step.fail'),
        detail: step.problem ? t(step.problem, { value: step.agency.code, ...step.params }) : '',
      })
    return items
  }
}

type Say = ReturnType<typeof useWords>

function traced(t: Say, f: ReturnType<typeof useFormat>, { trace }: Step): string {
  if (!trace.length) return ''
  return t('exchange.web.trace', { list: trace.map(one => `${one.organId} (${f.instant(one.at)})`).join(' → ') })
}

function statusItem(t: Say, step: Step): TimelineItem {
  const status = t(`exchange.web.status.${step.status ?? '01'}`)
  const failed = step.state === 'fail' && step.problem ? t(step.problem, { ...step.params }) : ''
  return {
    id: step.id,
    at: step.at,
    icon: step.way === 'in' ? 'check' : 'message',
    title:
      step.way === 'in'
        ? t('exchange.web.step.said', { name: step.agency.name, status })
        : t('exchange.web.step.told', { status }),
    detail: [step.note, failed].filter(Boolean).join(' · '),
  }
}
