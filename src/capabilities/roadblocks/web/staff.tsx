import { useState } from 'react'
import { mobileNumber } from '#base/people/identifiers.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import {
  Button,
  Card,
  Choice,
  ErrorSummary,
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
import { tell } from '#kit/problem.ts'
import { STAFF_ROLES } from '../contract.ts'
import { api } from './api.ts'
import { postPath } from './paths.ts'
import { type Standing, WithPost } from './post.tsx'

/** Who is on the staff of the post, and the way to add one. */
export const Staff = () => <WithPost show={post => <List post={post} />} />

function List({ post }: { post: Standing }) {
  const t = useWords()
  const params = { roadblockId: post.id }
  const { data, error, refetch } = useRead(api.roadblocks.staff, { params })
  const [leaving, setLeaving] = useState<string>()
  const removing = useWrite(api.roadblocks.removeStaff, { done: () => setLeaving(undefined) })
  return (
    <Page title={t('roadblocks.web.staff')} back={postPath(post.id)} intro={post.name}>
      {!data && error ? <ProblemState problem={error} again={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton lines={4} /> : null}
      {removing.error ? <Notice tone="error" title={tell(t, removing.error).title} /> : null}
      {data ? (
        <Card flush>
          <Rows>
            {data.staff.map(({ grantId, name, phone, role, you }) => (
              <Row
                key={grantId}
                icon={role === 'roadblock-head' ? 'key' : 'person'}
                title={you ? t('roadblocks.web.staff.you', { name }) : name}
                detail={[phoneText(phone), t(`roadblocks.web.role.${role}`)].filter(Boolean).join(' · ')}
                end={
                  you ? null : leaving === grantId ? (
                    <span className="rb-sure">
                      <Button kind="secondary" fit onClick={() => setLeaving(undefined)}>
                        {t('roadblocks.web.staff.keep')}
                      </Button>
                      <Button
                        kind="danger"
                        fit
                        busy={removing.isPending && '…'}
                        onClick={() => removing.mutate({ params: { ...params, grantId } })}
                      >
                        {t('roadblocks.web.staff.remove.do')}
                      </Button>
                    </span>
                  ) : (
                    <Button kind="quiet" fit icon="trash" onClick={() => setLeaving(grantId)}>
                      <span className="only-read">{t('roadblocks.web.staff.remove', { name })}</span>
                    </Button>
                  )
                }
              />
            ))}
          </Rows>
        </Card>
      ) : null}
      <NewMember roadblockId={post.id} />
    </Page>
  )
}

function NewMember({ roadblockId }: { roadblockId: string }) {
  const t = useWords()
  const [phone, setPhone] = useState('')
  const [name, setName] = useState('')
  const [role, setRole] = useState<(typeof STAFF_ROLES)[number]>('roadblock-officer')
  const [faults, setFaults] = useState<readonly FieldFault[]>([])
  const adding = useWrite(api.roadblocks.addStaff, {
    done() {
      setPhone('')
      setName('')
    },
  })
  const submit = () => {
    const wrong: FieldFault[] = []
    if (!mobileNumber(phone)) wrong.push({ field: 'phone', message: t('identity.staff.phone') })
    if (!name.trim()) wrong.push({ field: 'name', message: t('roadblocks.web.people.name.missing') })
    setFaults(wrong)
    if (wrong.length === 0) adding.mutate({ params: { roadblockId }, body: { phone, name: name.trim(), role } })
  }
  const wrongIn = (field: string) => faults.find(one => one.field === field)?.message
  return (
    <Card title={t('roadblocks.web.staff.add')} icon="plus">
      <p className="s-hint">{t('roadblocks.web.staff.add.intro')}</p>
      <ErrorSummary faults={faults} />
      {adding.error ? <Notice tone="error" title={tell(t, adding.error).title} /> : null}
      <form
        className="s-form"
        noValidate
        onSubmit={event => {
          event.preventDefault()
          submit()
        }}
      >
        <PhoneField
          name="phone"
          label={t('roadblocks.web.staff.phone')}
          value={phone}
          onChange={setPhone}
          error={wrongIn('phone')}
        />
        <TextField
          name="name"
          label={t('roadblocks.web.staff.name')}
          value={name}
          onChange={setName}
          maxLength={100}
          error={wrongIn('name')}
        />
        <Choice
          name="role"
          label={t('roadblocks.web.staff.role')}
          value={role}
          onChange={setRole}
          options={[...STAFF_ROLES].reverse().map(value => ({
            value,
            label: t(`roadblocks.web.role.${value}`),
            hint: t(`roadblocks.web.role.${value}.may`),
          }))}
        />
        <Button type="submit" kind="secondary" busy={adding.isPending && t('roadblocks.web.saving')}>
          {t('roadblocks.web.staff.add')}
        </Button>
      </form>
    </Card>
  )
}
