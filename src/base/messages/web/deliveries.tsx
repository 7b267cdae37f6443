import './channels.css'
import { Button, Select, Switch } from '@mantine/core'
import { useEffect, useState } from 'react'
import { DAY_MS, fieldInstant, fieldText } from '#core/clock.ts'
import { useList, useRead, useWrite } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { go } from '#core/web/router.tsx'
import { needWords, useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  type Column,
  DataList,
  FormDialog,
  Page,
  Slim,
  sayDone,
  Tag,
  useFilter,
} from '#kit/console/index.ts'
import { MomentField } from '#kit/console/when.tsx'
import { Icon } from '#kit/icon.tsx'
import { useNeeds } from '#kit/use-needs.ts'
import type { DeliveryLine } from '../contract.ts'
import { STATES } from '../rules.ts'
import { api } from './api.ts'

/** What became of the messages that went out for the officer's area. */
export function Deliveries() {
  const t = useWords()
  const [filter, setFilter] = useFilter({ state: '', template: '', channel: '', dead: '' }, { state: STATES })
  const { data: about } = useRead(api.core.about, {})
  const { data: sent } = useRead(api.messages.templates, {})
  useLive(['messages'])
  const [replaying, setReplaying] = useState(false)
  const again = useReplay()
  const templates = sent?.templates ?? []
  useTemplateWords(templates)
  const list = useList(api.messages.deliveries, after => ({
    query: {
      ...(filter.state ? { state: filter.state } : {}),
      ...(filter.template ? { template: filter.template } : {}),
      ...(filter.channel ? { channel: filter.channel } : {}),
      ...(filter.dead ? { dead: 'true' as const } : {}),
      ...(after ? { after } : {}),
    },
  }))
  return (
    <Page
      full
      title={t('messages.web.deliveries')}
      actions={
        <>
          {about?.mode === 'demo' ? (
            <Button variant="default" leftSection={<Icon name="inbox" size={18} />} onClick={() => go('/mailbox')}>
              {t('messages.web.mailbox')}
            </Button>
          ) : null}
          <Button variant="default" onClick={() => go('/messages/channels')}>
            {t('messages.web.channels')}
          </Button>
          <Button variant="default" onClick={() => setReplaying(true)}>
            {t('messages.web.replay.since')}
          </Button>
        </>
      }
    >
      <DataList
        name="messages.deliveries"
        label={t('messages.web.deliveries')}
        list={list}
        columns={useColumns()}
        idOf={row => row.id}
        slim={row => <Line row={row} />}
        exportName="tin-nhan"
        bulk={(rows, clear) => {
          const ids = rows.filter(row => row.canReplay).map(row => row.id)
          return (
            <ActionButton
              kind="primary"
              busy={again.isPending}
              {...(ids.length ? {} : { why: t('messages.web.replay.done', { count: 0 }) })}
              onClick={() => again.mutate({ body: { ids } }, { onSuccess: clear })}
            >
              {t('messages.web.replay.selected', { count: ids.length })}
            </ActionButton>
          )
        }}
        empty={{
          icon: 'message',
          title: t('messages.web.none'),
          children: t(
            filter.state || filter.template || filter.channel || filter.dead
              ? 'messages.web.none.filter'
              : 'messages.web.none.help',
          ),
        }}
        filters={
          <>
            <Select
              aria-label={t('messages.web.state')}
              placeholder={t('messages.web.state.any')}
              clearable
              value={filter.state || null}
              onChange={state => setFilter({ state: state ?? '' })}
              data={STATES.map(value => ({ value, label: t(`messages.web.state.${value}`) }))}
            />
            <Select
              aria-label={t('messages.web.template')}
              placeholder={t('messages.web.template.any')}
              clearable
              value={filter.template || null}
              onChange={template => setFilter({ template: template ?? '' })}
              data={templates.map(value => ({ value, label: t(`${value}.name`) }))}
            />
            <Select
              aria-label={t('messages.web.channel')}
              placeholder={t('messages.web.channel.any')}
              clearable
              value={filter.channel || null}
              onChange={channel => setFilter({ channel: channel ?? '' })}
              data={CHANNELS.map(value => ({ value, label: t(`messages.channel.${value}`) }))}
            />
            <Switch
              className="ms-dead"
              label={t('messages.web.dead')}
              checked={filter.dead !== ''}
              onChange={event => setFilter({ dead: event.currentTarget.checked ? '1' : '' })}
            />
          </>
        }
      />
      {replaying ? <ReplaySince channel={filter.channel} onClose={() => setReplaying(false)} /> : null}
    </Page>
  )
}

const CHANNELS = ['push', 'zns', 'smpp', 'sms', 'smtp', 'mailbox']

function useReplay(done: () => void = () => undefined) {
  const t = useWords()
  return useWrite(api.messages.replay, {
    done: ({ count }) => {
      sayDone(t('messages.web.replay.done', { count }))
      done()
    },
  })
}

/** Everything that failed while a carrier was down, in one go. */
function ReplaySince({ channel, onClose }: { channel: string; onClose: () => void }) {
  const t = useWords()
  const [since, setSince] = useState(() => fieldText(new Date(Date.now() - DAY_MS)))
  const again = useReplay(onClose)
  const failedSince = fieldInstant(since)?.toISOString()
  const needs = useNeeds({ since: failedSince !== undefined })
  const send = () => failedSince && again.mutate({ body: { failedSince, ...(channel ? { channel } : {}) } })
  return (
    <FormDialog
      title={t('messages.web.replay.since.title')}
      action={t('messages.web.replay')}
      onClose={onClose}
      {...needs.form(send)}
      problem={again.error}
      busy={again.isPending}
    >
      <p>{t('messages.web.replay.since.help')}</p>
      <MomentField
        label={t('messages.web.replay.since.at')}
        value={since}
        onChange={setSince}
        error={needs.of('since')}
      />
    </FormDialog>
  )
}

/** The names of templates are words of the modules that send them. */
function useTemplateWords(templates: readonly string[]): void {
  const modules = [...new Set(templates.map(id => id.split('.')[0] as string))].join(' ')
  useEffect(() => {
    if (modules) void needWords(...modules.split(' ')).catch(() => undefined)
  }, [modules])
}

/** Why it did not arrive, with the technical word in brackets. */
function whyOf(t: ReturnType<typeof useWords>, { reason, detail, replayedAt }: DeliveryLine): string {
  if (!reason) return ''
  if (replayedAt) return `${t(`messages.reason.${reason}`)} · ${t('messages.web.replayed')}`
  return detail ? `${t(`messages.reason.${reason}`)} (${detail})` : t(`messages.reason.${reason}`)
}

function Line({ row }: { row: DeliveryLine }) {
  const t = useWords()
  const f = useFormat()
  return (
    <Slim
      title={t(`${row.template}.name`)}
      detail={[f.instant(row.at), row.person?.name ?? row.to, whyOf(t, row)].filter(Boolean).join(' · ')}
      end={<Tag strong={row.state === 'failed'}>{t(`messages.web.state.${row.state}`)}</Tag>}
    />
  )
}

function useColumns(): readonly Column<DeliveryLine>[] {
  const t = useWords()
  const f = useFormat()
  const column = (id: string, label: string, text: (row: DeliveryLine) => string, width: string, extra = false) => ({
    id,
    label,
    cell: text,
    text,
    width,
    extra,
  })
  return [
    column('at', t('messages.web.at'), row => f.instant(row.at), '140px'),
    column('template', t('messages.web.template'), row => t(`${row.template}.name`), 'minmax(160px, 2fr)'),
    column('person', t('messages.web.person'), row => row.person?.name ?? '–', 'minmax(140px, 1fr)'),
    column('to', t('messages.web.to'), row => row.to ?? '–', 'minmax(130px, 1fr)'),
    column('channel', t('messages.web.channel'), row => channelOf(t, row), '150px'),
    {
      ...column('state', t('messages.web.state'), row => t(`messages.web.state.${row.state}`), '130px'),
      cell: row => <Tag strong={row.state === 'failed'}>{t(`messages.web.state.${row.state}`)}</Tag>,
    },
    column('why', t('messages.web.why'), row => whyOf(t, row), 'minmax(160px, 2fr)'),
    column(
      'segments',
      t('messages.web.segments'),
      row => (row.segments === null ? '' : f.number(row.segments)),
      '90px',
      true,
    ),
    column('cost', t('messages.web.cost'), row => costOf(t, row), '100px', true),
    column('attempts', t('messages.web.attempts'), row => f.number(row.attempts), '80px', true),
    column('dueAt', t('messages.web.next'), row => (row.dueAt ? f.instant(row.dueAt) : ''), '140px', true),
  ]
}

const costOf = (t: ReturnType<typeof useWords>, { dong }: DeliveryLine): string =>
  dong === null ? '' : t('messages.web.dong', { dong })

const channelOf = (t: ReturnType<typeof useWords>, { channel }: DeliveryLine): string =>
  channel ? t(`messages.channel.${channel}`) : '–'
