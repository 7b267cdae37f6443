import './channels.css'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  Facts,
  Notice,
  Page,
  PageSkeleton,
  Panel,
  ProblemState,
  sayDone,
  Tag,
} from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import type { ChannelLine } from '../contract.ts'
import { api } from './api.ts'

/** What each channel is set up by. */
const VARIABLES: Readonly<Record<string, string>> = {
  push: 'PUSH_CONTACT',
  zns: 'ZNS_APP_ID',
  smpp: 'SMPP_URL',
  sms: 'SMS_WEBHOOK_URL',
  smtp: 'SMTP_URL',
}
const EVERY_MS = 30_000

/** The ways out: which are set up, whether their carriers answer, and a test to oneself. */
export function Channels() {
  const t = useWords()
  const { data, error, refetch } = useRead(api.messages.channels, {}, { everyMs: EVERY_MS })
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <PageSkeleton />
  const shown = data.channels.toSorted((a, b) => Number(b.isSet) - Number(a.isSet))
  return (
    <Page
      title={t('messages.web.channels')}
      lead={t('messages.web.channels.lead')}
      back={{ to: '/messages', label: t('messages.web.deliveries') }}
    >
      <div className="ms-channels">
        {shown.map(channel => (
          <ChannelPanel key={channel.name} channel={channel} />
        ))}
      </div>
    </Page>
  )
}

function ChannelPanel({ channel }: { channel: ChannelLine }) {
  const t = useWords()
  const f = useFormat()
  const { name, isSet, carrier, lastDay, receipts } = channel
  const testing = useWrite(api.messages.testChannel, { done: () => sayDone(t('messages.web.channels.tested')) })
  return (
    <Panel title={t(`messages.channel.${name}`)} actions={<State channel={channel} />}>
      {isSet ? (
        <div className="k-stack">
          <Facts
            narrow
            facts={[
              ...(carrier ? [[t('messages.web.channels.carrier'), carrier] as const] : []),
              [t('messages.web.channels.day'), t('messages.web.channels.day.text', { ...counts(lastDay) })],
              [t('messages.web.channels.last'), lastDay.lastSentAt ? f.instant(lastDay.lastSentAt) : null],
              ...(receipts ? [[t('messages.web.channels.receipts'), <code key="r">{receipts}</code>] as const] : []),
            ]}
          />
          {testing.error ? <Notice tone="error" title={tell(t, testing.error).title} /> : null}
          <ActionButton
            busy={testing.isPending}
            icon="message"
            onClick={() => testing.mutate({ params: { channel: name } })}
          >
            {t('messages.web.channels.test')}
          </ActionButton>
        </div>
      ) : (
        <p className="k-hint">{t('messages.web.channels.how', { variables: VARIABLES[name] ?? '' })}</p>
      )}
    </Panel>
  )
}

const counts = ({ sent, failed, waiting }: ChannelLine['lastDay']) => ({ sent, failed, waiting })

function State({ channel: { isSet, isHealthy, detail } }: { channel: ChannelLine }) {
  const t = useWords()
  if (!isSet) return <Tag>{t('messages.web.channels.unset')}</Tag>
  if (isHealthy === false)
    return (
      <Tag strong>
        {t('messages.web.channels.broken')} ({detail})
      </Tag>
    )
  return <Tag>{t(isHealthy ? 'messages.web.channels.healthy' : 'messages.web.channels.set')}</Tag>
}
