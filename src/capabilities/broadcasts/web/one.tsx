import { Button } from '@mantine/core'
import { useState } from 'react'
import { useRead, useWrite } from '#core/web/data.tsx'
import { go, useParams } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  Decision,
  Facts,
  Page,
  PageSkeleton,
  Panel,
  ProblemState,
  sayDone,
  WithActions,
} from '#kit/console/index.ts'
import type { BroadcastView } from '../contract.ts'
import { api } from './api.ts'
import { StateTag } from './list.tsx'
import { Numbers, Table, useAudienceWords, useDong } from './parts.tsx'

const EVERY_MS = 4_000
const MOVING = ['queuing', 'sending', 'scheduled']

/** One text to many: what it says, to whom, and what becomes of it. */
export function OneBroadcast() {
  const t = useWords()
  const { broadcastId = '' } = useParams()
  const [moving, setMoving] = useState(true)
  const { data, error, refetch } = useRead(
    api.broadcasts.get,
    { params: { broadcastId } },
    moving ? { everyMs: EVERY_MS } : {},
  )
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <PageSkeleton />
  if (moving !== MOVING.includes(data.state)) setMoving(!moving)
  return (
    <Page
      title={t(`broadcasts.${data.urgency}.name`)}
      lead={<StateTag state={data.state} />}
      back={{ to: '/broadcasts', label: t('broadcasts.web.title') }}
    >
      {data.canStop ? (
        <WithActions actions={<Actions broadcast={data} />}>
          <BroadcastFacts broadcast={data} />
          <Results broadcast={data} />
        </WithActions>
      ) : (
        <>
          <BroadcastFacts broadcast={data} />
          <Results broadcast={data} />
        </>
      )}
    </Page>
  )
}

export function BroadcastFacts({ broadcast }: { broadcast: BroadcastView }) {
  const t = useWords()
  const f = useFormat()
  const dong = useDong()
  const audience = useAudienceWords()
  return (
    <Panel title={t('broadcasts.web.what')}>
      <div className="k-stack">
        <p className="bc-said">{broadcast.text}</p>
        <Facts
          facts={[
            [t('broadcasts.web.area'), broadcast.unitLabel],
            [t('broadcasts.web.whom'), audience(broadcast.audience)],
            [t('broadcasts.web.urgency'), t(`broadcasts.web.urgency.${broadcast.urgency}`)],
            [t('broadcasts.web.people'), f.number(broadcast.people)],
            [t('broadcasts.web.segments'), f.number(broadcast.segments)],
            [t('broadcasts.web.cost'), dong(broadcast.dong)],
            [t('broadcasts.web.start'), f.instant(broadcast.startAt)],
            [t('broadcasts.web.by'), broadcast.by],
            ...(broadcast.approvedBy ? [[t('broadcasts.web.approvedBy'), broadcast.approvedBy] as const] : []),
          ]}
        />
      </div>
    </Panel>
  )
}

function Results({ broadcast: { figures, waiting, channels } }: { broadcast: BroadcastView }) {
  const t = useWords()
  const f = useFormat()
  const dong = useDong()
  const names = ['queued', 'sent', 'delivered', 'failed', 'suppressed'] as const
  return (
    <Panel title={t('broadcasts.web.figures')}>
      <div className="k-stack">
        <Numbers
          list={[
            ...(waiting ? [[t('broadcasts.web.waiting'), f.number(waiting)] as const] : []),
            ...names.map(name => [t(`broadcasts.web.${name}`), f.number(figures[name])] as const),
          ]}
        />
        {channels.length > 0 ? (
          <Table
            heads={[
              t('broadcasts.web.channel'),
              ...names.slice(1, 4).map(name => t(`broadcasts.web.${name}`)),
              t('broadcasts.web.cost'),
            ]}
            rows={channels.map(one => [
              t(`messages.channel.${one.channel}`),
              ...names.slice(1, 4).map(name => f.number(one.figures[name])),
              dong(one.dong),
            ])}
          />
        ) : null}
      </div>
    </Panel>
  )
}

/** Of one that is not over. */
function Actions({ broadcast: { id, workId, state } }: { broadcast: BroadcastView }) {
  const t = useWords()
  const [asking, setAsking] = useState(false)
  const stopping = useWrite(api.broadcasts.stop, {
    refreshes: ['work', 'messages'],
    done: () => {
      setAsking(false)
      sayDone(t('broadcasts.web.stopped'))
    },
  })
  return (
    <>
      {state === 'asked' && workId ? (
        <Button variant="default" fullWidth onClick={() => go(`/work/${workId}`)}>
          {t('broadcasts.approval.flow')}
        </Button>
      ) : null}
      <ActionButton kind="danger" icon="stop" wide onClick={() => setAsking(true)}>
        {t('broadcasts.web.stop')}
      </ActionButton>
      <Decision
        open={asking}
        onClose={() => setAsking(false)}
        title={t('broadcasts.web.stop.title')}
        action={t('broadcasts.web.stop')}
        danger
        busy={stopping.isPending}
        problem={stopping.error}
        onDecide={() => stopping.mutate({ params: { broadcastId: id } })}
      >
        {t('broadcasts.web.stop.text')}
      </Decision>
    </>
  )
}
