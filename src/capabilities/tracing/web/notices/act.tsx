import './notices.css'
import { Checkbox } from '@mantine/core'
import { useState } from 'react'
import { useWrite } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, Decision, FormDialog, refusedBy, sayDone } from '#kit/console/index.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { NoticeView, Version } from '../../notices/contract.ts'
import { api } from '../api.ts'

interface ActProps {
  readonly notice: NoticeView
  readonly version: Version
}

type Asking = 'publish' | 'return' | 'withdraw' | 'discard'

/** What may be done with a notice now, each with what it does before it is done. */
export function NoticeActions({ notice, version, unsaved }: ActProps & { readonly unsaved: boolean }) {
  const t = useWords()
  const [asking, setAsking] = useState<Asking>()
  const params = { noticeId: notice.id }
  const correcting = useWrite(api.tracing.correctNotice, { done: () => sayDone(t('tracing.web.notice.correcting')) })
  const write = refusedBy(t, notice.refused.write, { verb: 'tracing.notify', unitId: notice.unitId })
  const approve = refusedBy(t, notice.refused.approve, { verb: 'tracing.approve', unitId: notice.unitId })
  const isOpen = version.state === 'draft' || version.state === 'asked'
  const close = () => setAsking(undefined)
  if (notice.withdrawnAt || (notice.state === 'expired' && !isOpen)) return null
  return (
    <>
      {notice.state === 'current' ? (
        <ActionButton icon="external" onClick={() => window.open(notice.link, '_blank', 'noopener')}>
          {t('tracing.web.notice.open')}
        </ActionButton>
      ) : null}
      {version.state === 'published' ? (
        <ActionButton icon="edit" busy={correcting.isPending} {...write} onClick={() => correcting.mutate({ params })}>
          {t('tracing.web.notice.correct')}
        </ActionButton>
      ) : null}
      {notice.number ? (
        <ActionButton
          kind="danger"
          icon="undo"
          {...(notice.refused.approve ? write : {})}
          onClick={() => setAsking('withdraw')}
        >
          {t('tracing.web.notice.withdraw')}
        </ActionButton>
      ) : null}
      {version.state === 'draft' ? (
        <ActionButton icon="trash" {...write} onClick={() => setAsking('discard')}>
          {t('tracing.web.notice.discard')}
        </ActionButton>
      ) : null}
      {version.state === 'asked' ? (
        <ActionButton icon="undo" {...approve} onClick={() => setAsking('return')}>
          {t('tracing.notice.move.return')}
        </ActionButton>
      ) : null}
      {isOpen ? (
        <ActionButton
          kind="primary"
          icon="send"
          {...(unsaved ? { why: t('tracing.web.notice.unsaved') } : publishing(t, notice, version, { write, approve }))}
          onClick={() => setAsking('publish')}
        >
          {t(
            asksFirst(notice)
              ? 'tracing.web.notice.ask'
              : version.state === 'asked'
                ? 'tracing.notice.move.publish'
                : 'tracing.web.notice.publish',
          )}
        </ActionButton>
      ) : null}
      {asking === 'publish' ? <PublishDialog notice={notice} version={version} onClose={close} /> : null}
      {asking && asking !== 'publish' ? <OtherDialog asking={asking} notice={notice} onClose={close} /> : null}
    </>
  )
}

const asksFirst = ({ approval, refused }: NoticeView) => approval && refused.approve !== null

interface Refusals {
  readonly write: ReturnType<typeof refusedBy>
  readonly approve: ReturnType<typeof refusedBy>
}

/** What keeps it from being published: a right, a name in a text, or that it waits already. */
function publishing(
  t: ReturnType<typeof useWords>,
  { findings, refused }: NoticeView,
  { state, lines, phone }: Version,
  { write, approve }: Refusals,
) {
  if (state === 'asked') return approve
  if (refused.write && refused.approve) return write
  if (lines.length === 0) return { why: t('tracing.notice.no-places') }
  if (!phone) return { why: t('tracing.notice.no-phone') }
  return findings.some(one => one.refused) ? { why: t('tracing.notice.personal') } : {}
}

function PublishDialog({ notice, version, onClose }: ActProps & { onClose: () => void }) {
  const t = useWords()
  const f = useFormat()
  const [checked, setChecked] = useState(false)
  const mustCheck = notice.findings.length > 0
  const asks = asksFirst(notice)
  const publishing = useWrite(api.tracing.publishNotice, {
    refreshes: ['work'],
    done: ({ state, number }) => {
      onClose()
      sayDone(
        state === 'asked' ? t('tracing.web.notice.asked') : t('tracing.web.notice.done', { number: number ?? '' }),
      )
    },
  })
  const needs = useNeeds({ checked: !mustCheck || checked || t('tracing.notice.unchecked') })
  const publish = () => publishing.mutate({ params: { noticeId: notice.id }, body: { checked, seen: notice.seen } })
  return (
    <FormDialog
      title={t(asks ? 'tracing.web.notice.ask' : 'tracing.web.notice.publish')}
      onClose={onClose}
      {...needs.form(publish)}
      problem={publishing.error}
      busy={publishing.isPending}
    >
      <p>
        {t(asks ? 'tracing.web.notice.ask.what' : 'tracing.web.notice.publish.what', {
          count: version.lines.length,
          until: f.day(notice.wouldExpireOn ?? ''),
        })}
      </p>
      {mustCheck ? (
        <Checkbox
          label={t('tracing.web.notice.checked')}
          checked={checked}
          error={needs.of('checked')}
          aria-invalid={needs.of('checked') ? true : undefined}
          onChange={event => setChecked(event.currentTarget.checked)}
        />
      ) : null}
    </FormDialog>
  )
}

/** Back to the tracer, off the public page, or into the bin: each with its reason where somebody will read it. */
function OtherDialog({ asking, notice, onClose }: { asking: Asking; notice: NoticeView; onClose: () => void }) {
  const t = useWords()
  const params = { noticeId: notice.id }
  const options = {
    refreshes: ['work'],
    done: () => {
      onClose()
      sayDone(t(`tracing.web.notice.${asking}.done`))
    },
  }
  const returning = useWrite(api.tracing.returnNotice, options)
  const withdrawing = useWrite(api.tracing.withdrawNotice, options)
  const discarding = useWrite(api.tracing.discardNotice, {
    done: ({ gone }) => {
      options.done()
      if (gone) go('/notices', { replace: true })
    },
  })
  const decide = (reason: string) => {
    if (asking === 'return') returning.mutate({ params, body: { note: reason } })
    else if (asking === 'withdraw') withdrawing.mutate({ params, body: { reason } })
    else discarding.mutate({ params })
  }
  return (
    <Decision
      open
      onClose={onClose}
      danger={asking !== 'return'}
      title={t(`tracing.web.notice.${asking}.ask`)}
      action={t(`tracing.web.notice.${asking}.do`)}
      busy={returning.isPending || withdrawing.isPending || discarding.isPending}
      problem={returning.error ?? withdrawing.error ?? discarding.error}
      {...(asking === 'discard' ? {} : { reason: { label: t(`tracing.web.notice.${asking}.reason`) } })}
      onDecide={decide}
    >
      <p>{t(`tracing.web.notice.${asking}.what`)}</p>
    </Decision>
  )
}
