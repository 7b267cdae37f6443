import './console.css'
import { Button, NumberInput, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { go, Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { EmptyState, FormFoot, Page, PageSkeleton, Panel, ProblemState, Tag } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import { useNeeds } from '#kit/use-needs.ts'
import type { HallLine } from '../contract.ts'
import { api, HALLS } from './api.ts'

/** The halls of the area; whoever has one goes straight to it. */
export function HallList() {
  const t = useWords()
  const { can } = useSession()
  useLive([HALLS])
  const { data, error, refetch } = useRead(api.halls.list, {})
  const manages = can('halls.manage')
  const only = data?.halls.length === 1 && !manages ? data.halls[0]?.id : undefined
  useEffect(() => {
    if (only) go(`/halls/${only}`, { replace: true })
  }, [only])
  if (!data) return error ? <ProblemState problem={error} again={() => void refetch()} /> : <PageSkeleton />
  return (
    <Page title={t('halls.web.title')} lead={t('halls.web.lead')}>
      {data.halls.length === 0 ? (
        <EmptyState icon="office" title={t('halls.web.none')}>
          {t('halls.web.none.help')}
        </EmptyState>
      ) : (
        <div className="hc-halls">
          {data.halls.map(hall => (
            <Hall key={hall.id} hall={hall} />
          ))}
        </div>
      )}
      {manages ? <AddHall /> : null}
    </Page>
  )
}

function Hall({ hall }: { hall: HallLine }) {
  const t = useWords()
  const f = useFormat()
  const { opening, room } = hall
  return (
    <Link className="hc-hall" to={`/halls/${hall.id}`}>
      <strong>{hall.name}</strong>
      <span>{hall.unitName}</span>
      <span className="hc-figures">
        <span>
          <b>{f.number(hall.waiting)}</b> {t('halls.web.waiting.word')}
        </span>
        <span>
          <b>
            {f.number(room.inside)}/{f.number(room.limit)}
          </b>{' '}
          {t('halls.web.inside.word')}
        </span>
      </span>
      {opening.open ? (
        room.full ? (
          <Tag strong>{t('halls.web.full.word')}</Tag>
        ) : null
      ) : (
        <Tag>{t('halls.web.closed')}</Tag>
      )}
    </Link>
  )
}

function AddHall() {
  const t = useWords()
  const area = useOwnArea('halls.manage')
  const [open, setOpen] = useState(false)
  const [unitId, setUnitId] = useState<string | undefined>(area)
  const [name, setName] = useState('')
  const [address, setAddress] = useState('')
  const [seats, setSeats] = useState<string | number>(30)
  const adding = useWrite(api.halls.add, { done: ({ hallId }) => go(`/halls/${hallId}/setup`) })
  const needs = useNeeds({ unit: unitId !== undefined, name: name.trim() !== '', seats: Number(seats) >= 1 })
  const make = () => {
    if (unitId) adding.mutate({ body: { unitId, placeId: null, name, address, seats: Number(seats) } })
  }
  if (!open)
    return (
      <p>
        <Button variant="default" leftSection={<Icon name="plus" size={18} />} onClick={() => setOpen(true)}>
          {t('halls.web.add')}
        </Button>
      </p>
    )
  return (
    <Panel title={t('halls.web.add')}>
      <form className="k-stack" {...needs.form(make)}>
        <UnitField
          label={t('halls.web.unit')}
          within={area}
          value={unitId}
          error={needs.of('unit')}
          onChange={setUnitId}
        />
        <TextInput
          label={t('halls.web.name')}
          value={name}
          error={needs.of('name')}
          onChange={event => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t('halls.web.address')}
          value={address}
          onChange={event => setAddress(event.currentTarget.value)}
        />
        <NumberInput
          label={t('halls.web.seats')}
          value={seats}
          error={needs.of('seats')}
          onChange={setSeats}
          min={1}
          max={5000}
          allowDecimal={false}
        />
        <FormFoot problem={adding.error} busy={adding.isPending} onCancel={() => setOpen(false)}>
          {t('halls.web.add')}
        </FormFoot>
      </form>
    </Panel>
  )
}
