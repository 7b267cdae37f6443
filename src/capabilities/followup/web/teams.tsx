import './followup.css'
import { ActionIcon, Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { FindPerson } from '#base/people/web/console-find.tsx'
import { tidy } from '#core/text.ts'
import { useRead, useWrite, wholeList } from '#core/web/data.tsx'
import { go, useParams } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  type Column,
  DataList,
  Decision,
  Facts,
  FormFoot,
  Modal,
  Page,
  PageSkeleton,
  Panel,
  ProblemState,
  Slim,
  sayDone,
} from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { TeamLine, TeamView } from '../contract.ts'
import { api } from './api.ts'

/** The community teams of the officer's area. */
export function Teams() {
  const t = useWords()
  const [adding, setAdding] = useState(false)
  const read = useRead(api.followup.teams, { query: {} })
  const add = (
    <ActionButton kind="primary" icon="plus" onClick={() => setAdding(true)}>
      {t('followup.web.team.add')}
    </ActionButton>
  )
  return (
    <Page full title={t('followup.web.teams')} actions={add}>
      <DataList
        name="followup.teams"
        label={t('followup.web.teams')}
        list={wholeList(read, read.data?.teams)}
        columns={useTeamColumns()}
        idOf={team => team.id}
        pathOf={team => `/teams/${team.id}`}
        exportName="to-covid-cong-dong"
        slim={team => <TeamOnPhone team={team} />}
        empty={{
          icon: 'people',
          title: t('followup.web.teams.none'),
          children: t('followup.web.teams.none.help'),
        }}
      />
      <Modal opened={adding} onClose={() => setAdding(false)} title={t('followup.web.team.add')}>
        <AddTeam onClose={() => setAdding(false)} />
      </Modal>
    </Page>
  )
}

function TeamOnPhone({ team }: { team: TeamLine }) {
  const t = useWords()
  const { members, households, followed } = team
  return <Slim title={team.name} detail={t('followup.web.team.sum', { members, households, followed })} />
}

function useTeamColumns(): readonly Column<TeamLine>[] {
  const t = useWords()
  const f = useFormat()
  const figure = (id: 'members' | 'households' | 'followed', label: string): Column<TeamLine> => ({
    id,
    label: t(label),
    cell: team => f.number(team[id]),
    text: team => team[id],
    width: '150px',
    end: true,
  })
  return [
    {
      id: 'name',
      label: t('followup.web.team.name'),
      cell: team => <strong>{team.name}</strong>,
      text: team => team.name,
      width: 'minmax(180px, 2fr)',
    },
    {
      id: 'unit',
      label: t('followup.web.unit'),
      cell: team => team.unitName ?? '–',
      text: team => team.unitName ?? '',
      width: 'minmax(150px, 1fr)',
    },
    figure('members', 'followup.web.members'),
    figure('households', 'followup.web.households'),
    figure('followed', 'followup.web.people.followed'),
  ]
}

function AddTeam({ onClose }: { onClose: () => void }) {
  const t = useWords()
  const own = useOwnArea('followup.team')
  const [unitId, setUnitId] = useState<string | undefined>(own)
  const [name, setName] = useState('')
  const [areas, setAreas] = useState('')
  const add = useWrite(api.followup.addTeam, { done: ({ teamId }) => go(`/teams/${teamId}`) })
  const needs = useNeeds({
    name: name.trim() !== '' || t('followup.web.team.name.missing'),
    unit: unitId !== undefined || t('followup.web.unit.missing'),
  })
  const create = () => unitId && add.mutate({ body: { unitId, name: name.trim(), areas: areasIn(areas) } })
  return (
    <form className="k-stack" {...needs.form(create)}>
      <TextInput
        label={t('followup.web.team.name')}
        placeholder={t('followup.web.team.name.example')}
        value={name}
        maxLength={100}
        data-autofocus
        error={needs.of('name')}
        onChange={event => setName(event.currentTarget.value)}
      />
      <UnitField
        label={t('followup.web.unit')}
        tier="commune"
        within={own}
        value={unitId}
        onChange={setUnitId}
        error={needs.of('unit')}
      />
      <AreasField value={areas} onChange={setAreas} />
      <WriteError error={add.error} />
      <FormFoot onCancel={onClose} busy={add.isPending}>
        {t('followup.web.team.add')}
      </FormFoot>
    </form>
  )
}

const areasIn = (text: string): string[] =>
  text
    .split(',')
    .map(tidy)
    .filter(area => area !== '')

/** Who comes to stay in one of these hamlets is this team's to look for. */
function AreasField({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const t = useWords()
  return (
    <TextInput
      label={t('followup.web.team.areas')}
      description={t('followup.web.team.areas.hint')}
      value={value}
      maxLength={1000}
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}

function WriteError({ error }: { error: unknown }) {
  const t = useWords()
  return error ? (
    <p className="k-error" role="alert">
      {tell(t, error).title}
    </p>
  ) : null
}

/** One team: its members, its list of households, and who is on no list yet. */
export function TeamPage() {
  const t = useWords()
  const { teamId = '' } = useParams()
  const { data, error, refetch } = useRead(api.followup.team, { params: { teamId } })
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <PageSkeleton />
  return (
    <Page
      title={data.name}
      back={{ to: '/teams', label: t('followup.web.teams') }}
      lead={data.unitName}
      actions={<TeamActions team={data} />}
    >
      <div className="k-stack">
        <Facts
          facts={[
            [t('followup.web.team.areas'), data.areas.join(', ') || null],
            [t('followup.web.members'), data.members],
            [t('followup.web.households'), data.households],
            [t('followup.web.people.followed'), data.followed],
          ]}
        />
        <Members team={data} />
        <List team={data} />
        <Unlisted team={data} />
      </div>
    </Page>
  )
}

function TeamActions({ team }: { team: TeamView }) {
  const t = useWords()
  const [open, setOpen] = useState<'name' | 'close'>()
  const why = team.refused ? t(team.refused, { verb: 'followup.team' }) : undefined
  const params = { teamId: team.id }
  const close = useWrite(api.followup.closeTeam, {
    done: () => {
      go('/teams', { replace: true })
      sayDone(t('followup.web.team.closed', { name: team.name }))
    },
  })
  return (
    <>
      <ActionButton icon="edit" why={why} onClick={() => setOpen('name')}>
        {t('followup.web.team.rename')}
      </ActionButton>
      <ActionButton icon="trash" kind="danger" why={why} onClick={() => setOpen('close')}>
        {t('followup.web.team.close')}
      </ActionButton>
      <Modal opened={open === 'name'} onClose={() => setOpen(undefined)} title={t('followup.web.team.rename')}>
        <RenameTeam team={team} onClose={() => setOpen(undefined)} />
      </Modal>
      <Decision
        open={open === 'close'}
        onClose={() => setOpen(undefined)}
        title={t('followup.web.team.close.ask', { name: team.name })}
        action={t('followup.web.team.close')}
        danger
        reason={{ label: t('followup.web.team.close.why') }}
        busy={close.isPending}
        problem={close.error}
        onDecide={reason => close.mutate({ params, body: { why: reason } })}
      >
        {t('followup.web.team.close.help', { members: team.members, households: team.households })}
      </Decision>
    </>
  )
}

function RenameTeam({ team, onClose }: { team: TeamView; onClose: () => void }) {
  const t = useWords()
  const [name, setName] = useState(team.name)
  const [areas, setAreas] = useState(team.areas.join(', '))
  const rename = useWrite(api.followup.renameTeam, { done: onClose })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim()) rename.mutate({ params: { teamId: team.id }, body: { name: name.trim(), areas: areasIn(areas) } })
  }
  return (
    <form className="k-stack" onSubmit={submit} noValidate>
      <TextInput
        label={t('followup.web.team.name')}
        value={name}
        maxLength={100}
        data-autofocus
        error={name.trim() ? null : t('followup.web.team.name.missing')}
        onChange={event => setName(event.currentTarget.value)}
      />
      <AreasField value={areas} onChange={setAreas} />
      <WriteError error={rename.error} />
      <FormFoot onCancel={onClose} busy={rename.isPending}>
        {t('followup.web.team.rename')}
      </FormFoot>
    </form>
  )
}

function Members({ team }: { team: TeamView }) {
  const t = useWords()
  const [phone, setPhone] = useState('')
  const [name, setName] = useState('')
  const params = { teamId: team.id }
  const add = useWrite(api.followup.addMember, {
    done: () => {
      sayDone(t('followup.web.member.added', { name }))
      setPhone('')
      setName('')
    },
  })
  const restore = useWrite(api.followup.addMember)
  const remove = useWrite(api.followup.removeMember)
  const leave = ({ grantId, ...member }: TeamView['staff'][number]) =>
    remove.mutate(
      { params: { ...params, grantId } },
      {
        onSuccess: () =>
          sayDone(t('followup.web.member.removed', { name: member.name }), {
            label: t('console.undo'),
            onClick: () => restore.mutate({ params, body: member }),
          }),
      },
    )
  const needs = useNeeds({ phone: phone.trim() !== '', name: name.trim() !== '' })
  const join = () => add.mutate({ params, body: { phone: phone.trim(), name: name.trim() } })
  return (
    <Panel title={t('followup.web.members')}>
      {team.staff.length === 0 ? <p>{t('followup.web.members.none')}</p> : null}
      <ul className="fu-homes">
        {team.staff.map(member => (
          <li key={member.grantId}>
            <div>
              <strong>{member.name}</strong>
              <small>{member.phone}</small>
            </div>
            <ActionIcon
              aria-label={t('followup.web.member.remove', { name: member.name })}
              onClick={() => leave(member)}
            >
              <Icon name="trash" size={18} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <form className="fu-acts fu-add" {...needs.form(join)}>
        <TextInput
          label={t('followup.web.member.phone')}
          type="tel"
          value={phone}
          maxLength={20}
          error={needs.of('phone')}
          onChange={event => setPhone(event.currentTarget.value)}
        />
        <TextInput
          label={t('followup.web.name')}
          value={name}
          error={needs.of('name')}
          maxLength={100}
          onChange={event => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={add.isPending}>
          {t('followup.web.member.add')}
        </Button>
      </form>
      <WriteError error={add.error ?? remove.error ?? restore.error} />
    </Panel>
  )
}

type Home = TeamView['list'][number]

function HomeText({ home }: { home: Home }) {
  const t = useWords()
  return (
    <div>
      <strong>{home.name || t('followup.web.name.unknown')}</strong>
      <small>
        {[home.address, t('followup.web.home.people', { people: home.people, followed: home.followed })]
          .filter(Boolean)
          .join(' · ')}
      </small>
    </div>
  )
}

function List({ team }: { team: TeamView }) {
  const t = useWords()
  const f = useFormat()
  const [finding, setFinding] = useState(false)
  const params = { teamId: team.id }
  const add = useWrite(api.followup.listHouseholds, {
    done: () => {
      setFinding(false)
      sayDone(t('followup.web.household.added'))
    },
  })
  const restore = useWrite(api.followup.takeHouseholds)
  const remove = useWrite(api.followup.unlistHousehold)
  const leave = ({ id, name }: Home) =>
    remove.mutate(
      { params: { ...params, householdId: id } },
      {
        onSuccess: () =>
          sayDone(t('followup.web.household.removed', { name }), {
            label: t('console.undo'),
            onClick: () => restore.mutate({ params, body: { householdIds: [id] } }),
          }),
      },
    )
  return (
    <Panel
      title={t('followup.web.list', { count: f.number(team.households) })}
      actions={
        <Button variant="default" onClick={() => setFinding(!finding)}>
          {t('followup.web.household.add')}
        </Button>
      }
    >
      {finding ? (
        <FindPerson
          label={t('followup.web.household.find')}
          onPick={person => add.mutate({ params, body: { personIds: [person.id] } })}
          autoFocus
        />
      ) : null}
      <WriteError error={add.error ?? remove.error ?? restore.error} />
      {team.list.length === 0 ? <p>{t('followup.web.list.none')}</p> : null}
      <ul className="fu-homes">
        {team.list.map(home => (
          <li key={home.id}>
            <HomeText home={home} />
            <ActionIcon
              aria-label={t('followup.web.household.remove', { name: home.name })}
              onClick={() => leave(home)}
            >
              <Icon name="trash" size={18} />
            </ActionIcon>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** Households with somebody followed whom no team visits: one press puts them on this list. */
function Unlisted({ team }: { team: TeamView }) {
  const t = useWords()
  const take = useWrite(api.followup.takeHouseholds)
  if (team.unlisted.length === 0) return null
  const params = { teamId: team.id }
  return (
    <Panel
      title={t('followup.web.unlisted', { count: team.unlisted.length })}
      actions={
        <Button
          variant="default"
          loading={take.isPending}
          onClick={() => take.mutate({ params, body: { householdIds: team.unlisted.map(home => home.id) } })}
        >
          {t('followup.web.unlisted.all')}
        </Button>
      }
    >
      <WriteError error={take.error} />
      <ul className="fu-homes">
        {team.unlisted.map(home => (
          <li key={home.id}>
            <HomeText home={home} />
            <Button variant="subtle" onClick={() => take.mutate({ params, body: { householdIds: [home.id] } })}>
              {t('followup.web.unlisted.one')}
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
