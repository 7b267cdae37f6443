import './followup.css'
import { NativeSelect, Skeleton, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { isArrival } from '#base/work/arrival-kind.ts'
import type { WorkItem } from '#base/work/contract.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { Link } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  Facts,
  FormFoot,
  Modal,
  Notice,
  Panel,
  ProblemState,
  refusedBy,
  sayDone,
  Timeline,
} from '#kit/console/index.ts'
import type { Stay } from '../contract.ts'
import { api } from './api.ts'

const ASSIGN = 'followup.team'

/** In an item about who comes to stay or is followed: which team goes to them, what it found, and an order there is already. */
export function StayPart({ item }: { item: WorkItem }) {
  const t = useWords()
  const { can } = useSession()
  const [open, setOpen] = useState(false)
  const { data: stay, error, refetch } = useRead(api.followup.stay, { params: { workId: item.id } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!stay) return <Skeleton height={120} />
  const isOpen = item.closedAt === null
  const team = stay.teams.find(one => one.id === stay.teamId)
  const why = can(ASSIGN) ? (isOpen ? null : 'followup.stay.closed') : 'core.refused.verb'
  return (
    <Panel
      title={t('followup.web.stay')}
      actions={
        <ActionButton icon="people" {...refusedBy(t, why, { verb: ASSIGN })} onClick={() => setOpen(true)}>
          {t(stay.teamId ? 'followup.web.stay.change' : 'followup.web.stay.assign')}
        </ActionButton>
      }
    >
      <div className="k-stack">
        {isArrival(item.kind) && stay.order ? <Ordered order={stay.order} /> : null}
        {isOpen && stay.visits[0]?.isolate && !stay.order ? (
          <Notice icon="home" title={t('followup.web.stay.suggested')}>
            {stay.visits[0].note || t('followup.web.stay.suggested.help')}
          </Notice>
        ) : null}
        <Facts
          facts={[
            [
              t('followup.web.team'),
              team ? `${team.name} (${t(`followup.web.stay.how.${stay.how}`)})` : t('followup.web.stay.nobody'),
            ],
            [t('followup.web.stay.address'), stay.address || null],
          ]}
        />
        {stay.visits.length ? (
          <Timeline
            items={stay.visits.map(visit => ({
              id: visit.id,
              at: visit.at,
              title: t(`followup.web.stay.found.${visit.there ? (visit.isolate ? 'isolate' : 'there') : 'absent'}`),
              detail: [visit.by, visit.note].filter(Boolean).join(' · '),
            }))}
          />
        ) : null}
      </div>
      <Modal opened={open} onClose={() => setOpen(false)} title={t('followup.web.stay.assign')}>
        <AssignForm workId={item.id} stay={stay} onClose={() => setOpen(false)} />
      </Modal>
    </Panel>
  )
}

/** Nobody is proposed for isolation twice. */
function Ordered({ order }: { order: NonNullable<Stay['order']> }) {
  const t = useWords()
  return (
    <Notice
      icon="document"
      title={t('followup.web.stay.ordered', { unit: order.unitName, state: t(`${order.kind}.state.${order.state}`) })}
    >
      <Link to={`/work/${order.workId}`}>{t('followup.web.stay.ordered.open')}</Link>
    </Notice>
  )
}

function AssignForm({ workId, stay, onClose }: { workId: string; stay: Stay; onClose: () => void }) {
  const t = useWords()
  const [teamId, setTeamId] = useState(stay.teamId ?? stay.teams[0]?.id ?? '')
  const [address, setAddress] = useState(stay.address)
  const assign = useWrite(api.followup.assign, {
    done: () => {
      onClose()
      sayDone(t('followup.web.stay.assigned', { team: stay.teams.find(one => one.id === teamId)?.name ?? '' }))
    },
  })
  if (stay.teams.length === 0)
    return (
      <div className="k-stack">
        <p>{t('followup.web.stay.noTeams')}</p>
        <Link to="/teams">{t('followup.web.teams')}</Link>
      </div>
    )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    assign.mutate({ params: { workId }, body: { teamId, address: address.trim() } })
  }
  return (
    <form className="k-stack" onSubmit={submit}>
      <NativeSelect
        label={t('followup.web.team')}
        value={teamId}
        data={stay.teams.map(team => ({ value: team.id, label: team.name }))}
        onChange={event => setTeamId(event.currentTarget.value)}
      />
      <TextInput
        label={t('followup.web.stay.address')}
        description={t('followup.web.stay.address.hint')}
        value={address}
        maxLength={300}
        onChange={event => setAddress(event.currentTarget.value)}
      />
      <FormFoot problem={assign.error} onCancel={onClose} busy={assign.isPending}>
        {t('followup.web.stay.assign')}
      </FormFoot>
    </form>
  )
}
