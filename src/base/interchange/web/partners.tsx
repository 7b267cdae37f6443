import './interchange.css'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { go, Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  Decision,
  EmptyState,
  Facts,
  Notice,
  Page,
  PageSkeleton,
  Panel,
  ProblemState,
  Tag,
} from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import type { Partner } from '../contract.ts'
import { api } from './api.ts'
import { Connect } from './connect.tsx'

const EVERY_MS = 15_000

/** Other systems, how it goes with each, and how another is connected. */
export function Partners() {
  const t = useWords()
  const { data, error, refetch } = useRead(api.interchange.partners, {}, { everyMs: EVERY_MS })
  useLive(['interchange'])
  const [connecting, setConnecting] = useState(false)
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <PageSkeleton />
  const connect = (
    <Button leftSection={<Icon name="plus" size={18} />} onClick={() => setConnecting(true)}>
      {t('interchange.web.connect')}
    </Button>
  )
  return (
    <Page
      title={t('interchange.web.title')}
      lead={t('interchange.web.lead')}
      actions={
        <>
          <Button variant="default" onClick={() => go('/interchange/messages')}>
            {t('interchange.web.messages')}
          </Button>
          {connect}
        </>
      }
    >
      {data.partners.length === 0 ? (
        <EmptyState icon="share" title={t('interchange.web.none')}>
          {t('interchange.web.none.help')}
        </EmptyState>
      ) : (
        <div className="ic-partners">
          {data.partners.map(partner => (
            <PartnerPanel key={partner.id} partner={partner} />
          ))}
        </div>
      )}
      {connecting ? <Connect onClose={() => setConnecting(false)} /> : null}
    </Page>
  )
}

type Health = 'paused' | 'down' | 'well'
const healthOf = ({ pausedWhy, failures }: Partner): Health =>
  pausedWhy !== null ? 'paused' : failures > 0 ? 'down' : 'well'

function PartnerPanel({ partner }: { partner: Partner }) {
  const t = useWords()
  const f = useFormat()
  const health = healthOf(partner)
  const queue = ({ waiting, since }: Partner['out']) =>
    t('interchange.web.queue', { n: waiting, since: since ? f.instant(since) : '' })
  return (
    <Panel title={partner.name} actions={<Tag strong={health !== 'well'}>{t(`interchange.web.state.${health}`)}</Tag>}>
      <div className="k-stack">
        {partner.pausedWhy ? <Notice title={partner.pausedWhy} /> : null}
        {health === 'down' && partner.problem ? (
          <Notice
            tone="error"
            title={t('interchange.web.down', {
              reason: t(partner.problem, { seconds: 5 }),
              n: partner.failures,
              at: partner.dueAt ? f.instant(partner.dueAt) : '',
            })}
          />
        ) : null}
        <Facts
          narrow
          facts={[
            [t('interchange.web.out'), queue(partner.out)],
            [t('interchange.web.in'), queue(partner.in)],
            [
              t('interchange.web.reached'),
              partner.reachedAt ? f.instant(partner.reachedAt) : t('interchange.web.never'),
            ],
            [t('interchange.web.heard'), partner.heardAt ? f.instant(partner.heardAt) : t('interchange.web.never')],
            [
              t('interchange.web.address'),
              <span key="address" className="ic-address">
                {partner.carrier === 'https' ? partner.address : t(`${partner.carrier}.carrier`)}
              </span>,
            ],
            ...(partner.mark
              ? [
                  [
                    t('interchange.web.mark'),
                    <span key="mark" className="ic-mark">
                      {partner.mark}
                    </span>,
                  ] as const,
                ]
              : []),
          ]}
        />
        {partner.bad > 0 ? (
          <Notice
            title={t('interchange.web.bad', { n: partner.bad })}
            action={
              <Link to={`/interchange/messages?way=in&partner=${partner.id}&bad=1`}>
                {t('interchange.web.bad.see')}
              </Link>
            }
          />
        ) : null}
        {partner.mayManage ? <PartnerActions partner={partner} health={health} /> : null}
      </div>
    </Panel>
  )
}

function PartnerActions({ partner: { id, name }, health }: { partner: Partner; health: Health }) {
  const t = useWords()
  const [asking, setAsking] = useState(false)
  const pause = useWrite(api.interchange.pause, { done: () => setAsking(false) })
  const tryNow = useWrite(api.interchange.tryNow)
  const params = { partnerId: id }
  return (
    <div className="ic-actions">
      {health === 'down' ? (
        <ActionButton icon="refresh" busy={tryNow.isPending} onClick={() => tryNow.mutate({ params })}>
          {t('interchange.web.try')}
        </ActionButton>
      ) : null}
      {health === 'paused' ? (
        <ActionButton icon="send" busy={pause.isPending} onClick={() => pause.mutate({ params, body: { why: null } })}>
          {t('interchange.web.resume')}
        </ActionButton>
      ) : (
        <ActionButton onClick={() => setAsking(true)}>{t('interchange.web.pause')}</ActionButton>
      )}
      <Decision
        open={asking}
        onClose={() => setAsking(false)}
        title={`${t('interchange.web.pause')}: ${name}`}
        action={t('interchange.web.pause')}
        reason={{ label: t('interchange.web.pause.why') }}
        busy={pause.isPending}
        problem={pause.error}
        onDecide={why => pause.mutate({ params, body: { why } })}
      />
    </div>
  )
}
