import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { mobileNumber } from '#base/people/identifiers.ts'
import type { ResultOf } from '#core/contract.ts'
import { nameKey } from '#core/text.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { go, goBack, useSearch } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import {
  Button,
  Card,
  Choice,
  type FieldFault,
  Notice,
  Page,
  PhoneField,
  ProblemState,
  phoneText,
  Row,
  Rows,
  Skeleton,
  TextField,
} from '#kit/citizen/index.ts'
import { Question } from '#kit/citizen/question.tsx'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import type { checkpoints } from '../contract.ts'
import { api, type MyPlace } from './api.ts'
import { WithPlace } from './place.tsx'
import './places.css'

type Member = ResultOf<typeof checkpoints.staff>['staff'][number]
const LEAVING = 'roi'
const ROLES = ['place-staff', 'place-manager'] as const

/** Who may scan at the place and who manages it. */
export const Staff = () => <WithPlace show={place => <StaffList place={place} />} />

/** One more, by phone: the rights are there when they sign in with it. */
export const AddStaff = () => <WithPlace show={place => <NewMember place={place} />} />

function StaffList({ place }: { place: MyPlace }) {
  const t = useWords()
  const params = { placeId: place.id }
  const list = useRead(api.checkpoints.staff, { params })
  const [gone, setGone] = useState<Member>()
  const [search] = useSearch()
  const removing = useWrite(api.checkpoints.removeStaff)
  const adding = useWrite(api.checkpoints.addStaff, { done: () => setGone(undefined) })
  const remove = (member: Member) => {
    if (member.you) return go(`/dia-diem/${place.id}/nhan-vien?${LEAVING}=1`)
    removing.mutate({ params: { ...params, grantId: member.grantId } }, { onSuccess: () => setGone(member) })
  }
  const putBack = ({ phone, name, role }: Member) => adding.mutate({ params, body: { phone, name, role } })
  const staff = list.data?.staff
  const problem = removing.error ?? adding.error
  const me = staff?.find(one => one.you)
  if (me && search.has(LEAVING)) return <Leave place={place} me={me} />
  return (
    <Page
      title={t('checkpoints.web.staff')}
      back={`/dia-diem/${place.id}`}
      intro={place.name}
      action={
        <Button icon="plus" to={`/dia-diem/${place.id}/nhan-vien/them`}>
          {t('checkpoints.web.staff.add')}
        </Button>
      }
    >
      {!staff && list.error ? <ProblemState problem={list.error} again={() => void list.refetch()} /> : null}
      {!staff && !list.error ? <Skeleton lines={4} /> : null}
      {problem ? <Notice tone="error" title={tell(t, problem).title} /> : null}
      {gone ? (
        <div className="c-undo" role="status">
          <span>{t('checkpoints.web.staff.removed', { name: gone.name })}</span>
          <Button kind="secondary" icon="undo" fit busy={adding.isPending && '…'} onClick={() => putBack(gone)}>
            {t('checkpoints.web.undo')}
          </Button>
        </div>
      ) : null}
      {staff ? (
        <Card flush>
          <Rows>
            {staff.map(member => (
              <MemberRow
                key={member.grantId}
                member={member}
                busy={removing.isPending}
                onRemove={() => remove(member)}
              />
            ))}
          </Rows>
        </Card>
      ) : null}
    </Page>
  )
}

function MemberRow({ member, busy, onRemove }: { member: Member; busy: boolean; onRemove: () => void }) {
  const t = useWords()
  const role = t(`checkpoints.web.role.${member.role}`)
  return (
    <Row
      icon={member.role === 'place-manager' ? 'key' : 'person'}
      title={member.you ? t('checkpoints.web.staff.you', { name: member.name }) : member.name}
      detail={[phoneText(member.phone), role].filter(Boolean).join(' · ')}
      end={
        <button
          type="button"
          className="c-remove"
          disabled={busy}
          aria-label={t('checkpoints.web.staff.remove', { name: member.name })}
          onClick={onRemove}
        >
          <Icon name="trash" />
        </button>
      }
    />
  )
}

/** Who removes themselves cannot undo it: the right to do so is gone. So they type a word first. */
function Leave({ place, me }: { place: MyPlace; me: Member }) {
  const t = useWords()
  const { refresh } = useSession()
  const [typed, setTyped] = useState('')
  const [fault, setFault] = useState('')
  const leaving = useWrite(api.checkpoints.removeStaff, {
    done: () => void refresh().then(() => go('/dia-diem', { replace: true })),
  })
  const word = t('checkpoints.web.leave.word')
  const list = `/dia-diem/${place.id}/nhan-vien`
  const message = fault || (leaving.error ? tell(t, leaving.error).title : '')
  return (
    <Question
      title={t('checkpoints.web.leave.title')}
      back={list}
      intro={t('checkpoints.web.leave.intro', { place: place.name })}
      faults={message ? [{ field: 'word', message }] : []}
      next={t('checkpoints.web.leave')}
      busy={leaving.isPending && t('checkpoints.web.sending')}
      onNext={() => {
        const right = nameKey(typed) === nameKey(word)
        setFault(right ? '' : t('checkpoints.web.leave.wrong', { word }))
        if (right) leaving.mutate({ params: { placeId: place.id, grantId: me.grantId } })
      }}
      after={
        <Button kind="secondary" onClick={() => goBack(list)}>
          {t('checkpoints.web.leave.stay')}
        </Button>
      }
    >
      <TextField
        name="word"
        label={t('checkpoints.web.leave.type', { word })}
        error={message || undefined}
        value={typed}
        onChange={setTyped}
      />
    </Question>
  )
}

function NewMember({ place }: { place: MyPlace }) {
  const t = useWords()
  const [phone, setPhone] = useState('')
  const [name, setName] = useState('')
  const [role, setRole] = useState<(typeof ROLES)[number]>('place-staff')
  const [early, setEarly] = useState<readonly FieldFault[]>([])
  const back = `/dia-diem/${place.id}/nhan-vien`
  const adding = useWrite(api.checkpoints.addStaff, { done: () => go(back, { replace: true }) })
  const faults =
    early.length > 0 ? early : adding.error ? [{ field: 'phone', message: tell(t, adding.error).title }] : []
  const faultOf = (field: string) => faults.find(fault => fault.field === field)?.message
  return (
    <Question
      title={t('checkpoints.web.staff.add')}
      back={back}
      intro={t('checkpoints.web.staff.add.intro')}
      faults={faults}
      next={t('checkpoints.web.staff.add')}
      busy={adding.isPending && t('checkpoints.web.sending')}
      onNext={() => {
        const wrong: FieldFault[] = []
        if (!mobileNumber(phone)) wrong.push({ field: 'phone', message: t('identity.staff.phone') })
        if (!name.trim()) wrong.push({ field: 'name', message: t('checkpoints.web.staff.name.missing') })
        setEarly(wrong)
        if (wrong.length === 0) adding.mutate({ params: { placeId: place.id }, body: { phone, name, role } })
      }}
    >
      <PhoneField
        name="phone"
        label={t('checkpoints.web.staff.phone')}
        value={phone}
        onChange={setPhone}
        error={faultOf('phone')}
      />
      <TextField
        name="name"
        label={t('checkpoints.web.staff.name')}
        value={name}
        onChange={setName}
        maxLength={100}
        error={faultOf('name')}
      />
      <Choice
        name="role"
        label={t('checkpoints.web.staff.role')}
        value={role}
        onChange={setRole}
        options={ROLES.map(value => ({
          value,
          label: t(`checkpoints.web.role.${value}`),
          hint: t(`checkpoints.web.role.${value}.may`),
        }))}
      />
    </Question>
  )
}
