import { useState } from 'react'
import { mobileNumber } from '#base/people/identifiers.ts'
import { nameKey } from '#core/text.ts'
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
import { useSession } from './session.tsx'
import type { Given, Member, NewMember, StaffedPlace, StaffProps } from './staff-writes.ts'
import './staff.css'

const LEAVING = 'roi'

/** Who is on the staff of a place. Who was removed can be put back; who removes themselves confirms it first. */
export function StaffList<R extends string>({ place, read, add, remove }: StaffProps<R>) {
  const t = useWords()
  const [gone, setGone] = useState<Member<R>>()
  const [search] = useSearch()
  const staff = read.data?.staff
  const problem = remove.error ?? add.error
  const me = staff?.find(one => one.you)
  if (me && search.has(LEAVING)) return <Leave place={place} leave={remove} grantId={me.grantId} />
  return (
    <Page
      title={t(`${place.words}.staff`)}
      back={place.home}
      intro={place.name}
      action={
        <Button icon="plus" to={`${place.path}/them`}>
          {t(`${place.words}.staff.add`)}
        </Button>
      }
    >
      {!staff && read.error ? <ProblemState problem={read.error} again={() => void read.refetch()} /> : null}
      {!staff && !read.error ? <Skeleton lines={4} /> : null}
      {problem ? <Notice tone="error" title={tell(t, problem).title} /> : null}
      {gone ? (
        <div className="i-undo" role="status">
          <span>{t('identity.web.staff.removed', { name: gone.name })}</span>
          <Button
            kind="secondary"
            icon="undo"
            fit
            busy={add.isPending && '…'}
            onClick={() => add.with(gone, () => setGone(undefined))}
          >
            {t('identity.web.staff.undo')}
          </Button>
        </div>
      ) : null}
      {staff ? (
        <Card flush>
          <Rows>
            {staff.map(member => (
              <MemberRow
                key={member.grantId}
                place={place}
                member={member}
                busy={remove.isPending}
                onRemove={() =>
                  member.you ? go(`${place.path}?${LEAVING}=1`) : remove.with(member.grantId, () => setGone(member))
                }
              />
            ))}
          </Rows>
        </Card>
      ) : null}
    </Page>
  )
}

interface RowProps<R extends string> {
  readonly place: StaffedPlace<R>
  readonly member: Member<R>
  readonly busy: boolean
  readonly onRemove: () => void
}

function MemberRow<R extends string>({ place, member, busy, onRemove }: RowProps<R>) {
  const t = useWords()
  const role = t(`${place.words}.role.${member.role}`)
  return (
    <Row
      icon={member.role === place.roles.at(-1) ? 'key' : 'person'}
      title={member.you ? t('identity.web.staff.you', { name: member.name }) : member.name}
      detail={[phoneText(member.phone), role].filter(Boolean).join(' · ')}
      end={
        <button
          type="button"
          className="i-remove"
          disabled={busy}
          aria-label={t('identity.web.staff.remove', { name: member.name })}
          onClick={onRemove}
        >
          <Icon name="trash" />
        </button>
      }
    />
  )
}

interface LeaveProps<R extends string> {
  readonly place: StaffedPlace<R>
  readonly leave: Given<string>
  readonly grantId: string
}

/** Who removes themselves cannot undo it: the right to do so is gone. So they type a word first. */
function Leave<R extends string>({ place, leave, grantId }: LeaveProps<R>) {
  const t = useWords()
  const { refresh } = useSession()
  const [typed, setTyped] = useState('')
  const [fault, setFault] = useState('')
  const word = t('identity.web.leave.word')
  const message = fault || (leave.error ? tell(t, leave.error).title : '')
  return (
    <Question
      title={t('identity.web.leave.title')}
      back={place.path}
      intro={t(`${place.words}.leave.intro`, { place: place.name })}
      faults={message ? [{ field: 'word', message }] : []}
      next={t('identity.web.leave')}
      busy={leave.isPending && t('identity.web.sending')}
      onNext={() => {
        const right = nameKey(typed) === nameKey(word)
        setFault(right ? '' : t('identity.web.leave.wrong', { word }))
        if (right) leave.with(grantId, () => void refresh().then(() => go(place.without, { replace: true })))
      }}
      after={
        <Button kind="secondary" onClick={() => goBack(place.path)}>
          {t('identity.web.leave.stay')}
        </Button>
      }
    >
      <TextField
        name="word"
        label={t('identity.web.leave.type', { word })}
        error={message || undefined}
        value={typed}
        onChange={setTyped}
      />
    </Question>
  )
}

/** One more, by phone: the rights are there when they sign in with it. */
export function NewStaff<R extends string>({ place, add }: { place: StaffedPlace<R>; add: Given<NewMember<R>> }) {
  const t = useWords()
  const [phone, setPhone] = useState('')
  const [name, setName] = useState('')
  const [role, setRole] = useState<R>(place.roles[0])
  const [early, setEarly] = useState<readonly FieldFault[]>([])
  const faults = early.length > 0 ? early : add.error ? [{ field: 'phone', message: tell(t, add.error).title }] : []
  const faultOf = (field: string) => faults.find(fault => fault.field === field)?.message
  return (
    <Question
      title={t(`${place.words}.staff.add`)}
      back={place.path}
      intro={t(`${place.words}.staff.add.intro`)}
      faults={faults}
      next={t(`${place.words}.staff.add`)}
      busy={add.isPending && t('identity.web.sending')}
      onNext={() => {
        const wrong: FieldFault[] = []
        if (!mobileNumber(phone)) wrong.push({ field: 'phone', message: t('identity.staff.phone') })
        if (!name.trim()) wrong.push({ field: 'name', message: t('identity.web.staff.name.missing') })
        setEarly(wrong)
        if (wrong.length === 0) add.with({ phone, name: name.trim(), role }, () => go(place.path, { replace: true }))
      }}
    >
      <PhoneField
        name="phone"
        label={t('identity.web.staff.phone')}
        value={phone}
        onChange={setPhone}
        error={faultOf('phone')}
      />
      <TextField
        name="name"
        label={t('identity.web.staff.name')}
        value={name}
        onChange={setName}
        maxLength={100}
        error={faultOf('name')}
      />
      <Choice
        name="role"
        label={t('identity.web.staff.role')}
        value={role}
        onChange={setRole}
        options={place.roles.map(value => ({
          value,
          label: t(`${place.words}.role.${value}`),
          hint: t(`${place.words}.role.${value}.may`),
        }))}
      />
    </Question>
  )
}
