import './audit.css'
import { Radio, Skeleton, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import type { WorkItem } from '#base/work/contract.ts'
import type { FormProps } from '#base/work/web/parts.ts'
import { dayOf } from '#core/clock.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Facts, FormFoot, Notice, Panel, ProblemState, Timeline } from '#kit/console/index.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { type AlertView, FINDINGS, type Finding } from '../contract.ts'
import { api } from './api.ts'

/** In an item of work: who, and each sign in a sentence with its limit. */
export function AlertPart({ item }: { item: WorkItem }) {
  const t = useWords()
  const alertId = item.subject.id
  const { data: alert, error, refetch } = useRead(api.audit.alert, { params: { alertId } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!alert || alert.id !== alertId) return <Skeleton height={200} />
  const { account, person, finding, refused } = alert
  return (
    <Panel title={t('audit.web.alert')}>
      <div className="k-stack">
        <Facts
          facts={[
            ...(account
              ? [
                  [t('audit.web.alert.officer'), <strong key="by">{account.name}</strong>] as const,
                  [t('audit.rows.list.office'), [account.role, account.office].filter(Boolean).join(', ')] as const,
                ]
              : []),
            ...(person ? [[t('audit.web.alert.person'), <strong key="of">{person.name}</strong>] as const] : []),
            ...(finding ? [[t('audit.web.finding'), t(`audit.web.finding.${finding}`)] as const] : []),
          ]}
        />
        <Signs alert={alert} />
        {refused ? <Notice icon="stop" title={t(refused)} /> : null}
      </div>
    </Panel>
  )
}

function Signs({ alert }: { alert: AlertView }) {
  const t = useWords()
  const f = useFormat()
  const { can } = useSession()
  const [first, last] = [alert.signs[0], alert.signs.at(-1)]
  const narrowed = alert.account
    ? `account=${alert.account.id}`
    : `person=${encodeURIComponent(alert.person?.name ?? '')}`
  return (
    <>
      <Timeline
        items={alert.signs.map(({ rule, since, until, people, most, usual }) => ({
          id: `${rule} ${since}`,
          at: since,
          icon: 'eye' as const,
          title: t(`audit.web.sign.${rule}`, { people, most, usual: usual ?? 0 }),
          detail: t('audit.web.sign.when', { since: f.time(since), until: f.instant(until) }),
        }))}
      />
      {first && last && can('audit.read') ? (
        <Link to={`/audit?${narrowed}&from=${dayOf(new Date(first.since))}&until=${dayOf(new Date(last.until))}`}>
          {t('audit.web.alert.open')}
        </Link>
      ) : null}
    </>
  )
}

const SHORTEST = 5

/** What was found out: the item is closed with it. */
export function FindingForm({ item, onDone, onClose }: FormProps) {
  const t = useWords()
  const [finding, setFinding] = useState<Finding>()
  const [note, setNote] = useState('')
  const closing = useWrite(api.audit.close, {
    refreshes: ['work'],
    done: () => {
      onClose()
      onDone()
    },
  })
  const needs = useNeeds({
    finding: finding !== undefined,
    note: note.trim().length >= SHORTEST || t('kit.needed.more', { min: SHORTEST }),
  })
  const close = () =>
    finding && closing.mutate({ params: { alertId: item.subject.id }, body: { finding, note: note.trim() } })
  return (
    <form className="k-stack" {...needs.form(close)}>
      <Radio.Group
        label={t('audit.web.finding')}
        value={finding ?? null}
        error={needs.of('finding')}
        onChange={value => setFinding(FINDINGS.find(one => one === value))}
      >
        <div className="k-stack">
          {FINDINGS.map(one => (
            <Radio key={one} value={one} label={t(`audit.web.finding.${one}`)} />
          ))}
        </div>
      </Radio.Group>
      <Textarea
        label={t('audit.web.finding.note')}
        description={t('audit.web.finding.note.help')}
        value={note}
        error={needs.of('note')}
        onChange={event => setNote(event.currentTarget.value)}
        maxLength={2000}
        autosize
        minRows={3}
      />
      <FormFoot problem={closing.error} onCancel={onClose} busy={closing.isPending}>
        {t('audit.unusual.move.close')}
      </FormFoot>
    </form>
  )
}
