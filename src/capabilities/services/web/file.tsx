import './mine.css'
import { type ReactNode, useState } from 'react'
import { shrunk } from '#base/files/web/shrink.ts'
import { FormPages } from '#base/forms/web/form-pages.tsx'
import { useSession } from '#base/identity/web/session.tsx'
import { type Birth, isBirthFault, NO_BIRTH, readBirth } from '#base/people/web/birth.ts'
import { BirthField } from '#base/people/web/birth-field.tsx'
import { type Commune, CommuneField } from '#base/units/web/commune-field.tsx'
import { dayOf } from '#core/clock.ts'
import type { ResultOf } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { go, useParams, usePlace, useSearch } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  Button,
  Card,
  Check,
  Choice,
  EmptyState,
  Facts,
  type FieldFault,
  Notice,
  Page,
  PhoneField,
  ProblemState,
  SelectField,
  Skeleton,
  TextField,
} from '#kit/citizen/index.ts'
import { Question } from '#kit/citizen/question.tsx'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import type { GivenPaper, services } from '../contract.ts'
import { codeOfSlug, type ReturnWay, slugOf } from '../rules.ts'
import { api } from './api.ts'

type Begun = ResultOf<typeof services.begin>
type As = 'self' | 'parent' | 'authorised'
type Part = 'ai' | 'giay-to' | 'nhan' | 'don'
const PARTS: readonly Part[] = ['ai', 'giay-to', 'nhan', 'don']

/** What is kept of what was filled in, but the answers of the form, which the phone keeps sealed. */
interface Filling {
  readonly filerAs: As
  readonly personId: string
  readonly officeId: string
  readonly papers: Readonly<Record<string, GivenPaper>>
  readonly consent: boolean
  readonly phone: string
  readonly address: string
  readonly business: string
  readonly returnBy: ReturnWay
  /** Whom it is for, when that is somebody who authorised the filer. */
  readonly other: Other
}

interface Other {
  readonly fullName: string
  readonly birth: Birth
  readonly sex: 'male' | 'female'
  readonly idNumber: string
  readonly commune: Commune | undefined
}
const NOBODY: Other = { fullName: '', birth: NO_BIRTH, sex: 'male', idNumber: '', commune: undefined }

/** File a procedure: for whom and where, papers, how it comes back, the form; one thing a page. */
export function File() {
  const t = useWords()
  const { slug = '' } = useParams()
  const code = codeOfSlug(slug)
  const { me } = useSession()
  const { path } = usePlace()
  const { data, error, refetch } = useRead(api.services.begin, { params: { code }, query: {} })
  if (!data || !me)
    return (
      <Page title={t('services.site.file')} back={`/dich-vu-cong/thu-tuc/${slugOf(code)}`}>
        {error ? <ProblemState problem={error} again={() => void refetch()} /> : <Skeleton lines={5} />}
      </Page>
    )
  if (!data.people.length)
    return (
      <Page title={data.procedure.name} back={`/dich-vu-cong/thu-tuc/${slugOf(code)}`}>
        <Card>
          <EmptyState
            icon="person"
            title={t('services.nobody')}
            action={<Button to={`/khai-bao?den=${path}`}>{t('people.web.mine.enter')}</Button>}
          />
        </Card>
      </Page>
    )
  return <Steps key={code} begun={data} accountId={me.accountId} />
}

function Steps({ begun, accountId }: { begun: Begun; accountId: string }) {
  const t = useWords()
  const { procedure, draft } = begun
  const { code } = procedure
  const [search] = useSearch()
  const [id] = useState(() => draft?.id ?? newId(new Date()))
  const [filling, setFilling] = useState<Filling>(() => ({
    ...fresh(begun),
    ...(draft?.body as Partial<Filling> | undefined),
  }))
  const keeping = useWrite(api.services.draft)
  const filing = useWrite(api.services.file)
  const wanted = search.get('phan') as Part | null
  const part = wanted && PARTS.includes(wanted) ? wanted : 'ai'
  const pathOf = (one: Part) => `/dich-vu-cong/nop/${slugOf(code)}?phan=${one}`
  const n = PARTS.indexOf(part)
  const back = n === 0 ? `/dich-vu-cong/thu-tuc/${slugOf(code)}` : pathOf(PARTS[n - 1] as Part)
  const progress = t('forms.web.progress', { at: n + 1, of: PARTS.length })
  const next = (patch: Partial<Filling> = {}) => {
    const now = { ...filling, ...patch }
    setFilling(now)
    keeping.mutate(
      { params: { draftId: id }, body: { code, personId: now.personId, body: { ...now } } },
      { onSuccess: () => go(pathOf(PARTS[n + 1] as Part)) },
    )
  }
  const send = (answers: Readonly<Record<string, unknown>>, sent: () => void) => {
    const { fullName, birth, sex, idNumber, commune } = filling.other
    const born = readBirth(birth, dayOf(new Date()))
    filing.mutate(
      {
        body: {
          id,
          code,
          officeId: filling.officeId,
          personId: filling.personId,
          filerAs: filling.filerAs,
          ...(filling.filerAs === 'authorised' && commune && !isBirthFault(born)
            ? { other: { fullName, birthDate: born, sex, idNumber, unitId: commune.id, address: '' } }
            : {}),
          contact: {
            phone: filling.phone,
            ...(filling.address ? { address: filling.address } : {}),
            ...(filling.business ? { business: filling.business } : {}),
          },
          ...(procedure.form ? { formVersion: procedure.form.version } : {}),
          answers: { ...answers },
          papers: Object.values(filling.papers),
          consent: filling.consent,
          returnBy: filling.returnBy,
        },
      },
      {
        onSuccess: ({ dossierId }) => {
          sent()
          go(`/dich-vu-cong/${dossierId}?moi=1`, { replace: true })
        },
      },
    )
  }
  const common = { begun, filling, back, progress, busy: keeping.isPending, problem: keeping.error, onNext: next }
  if (part === 'ai') return <ForWhom {...common} />
  if (part === 'giay-to') return <Papers {...common} draftId={id} />
  if (part === 'nhan') return <Return {...common} />
  const about = <Summary begun={begun} filling={filling} />
  if (!procedure.form)
    return (
      <Question
        title={t('forms.web.review.title')}
        back={back}
        next={t('services.web.send')}
        busy={filing.isPending && t('forms.web.sending')}
        onNext={() => send({}, () => undefined)}
      >
        {filing.error ? <Notice tone="error" title={tell(t, filing.error).title} /> : null}
        {about}
        <Notice icon="document" title={t('forms.web.warning')}>
          {t('services.web.pledge')}
        </Notice>
      </Question>
    )
  return (
    <FormPages
      form={{ code: procedure.content.form ?? '', document: '', from: procedure.fromOn, ...procedure.form }}
      draft={`${accountId}.${code}.${id}`}
      before={begun.answers}
      back={back}
      about={about}
      send={t('services.web.send')}
      busy={filing.isPending}
      problem={filing.error}
      onSend={(answers, _, sent) => send(answers, sent)}
    />
  )
}

const fresh = ({ people, offices, contact, owned, procedure }: Begun): Filling => ({
  filerAs: 'self',
  personId: people[0]?.id ?? '',
  officeId: offices[0]?.id ?? '',
  // What lies here already is offered first.
  papers: Object.fromEntries(owned.map(one => [one.key, { key: one.key, how: 'reused' as const, reusedFrom: one.id }])),
  consent: false,
  phone: contact.phone ?? '',
  address: contact.address ?? '',
  business: '',
  returnBy: procedure.level === 'full' ? 'app' : 'counter',
  other: NOBODY,
})

interface PartProps {
  readonly begun: Begun
  readonly filling: Filling
  readonly back: string
  readonly progress: string
  readonly busy: boolean
  readonly problem: unknown
  readonly onNext: (patch?: Partial<Filling>) => void
}

function ForWhom({ begun, filling, back, progress, busy, problem, onNext }: PartProps) {
  const t = useWords()
  const f = useFormat()
  const [filerAs, setAs] = useState<As>(filling.filerAs)
  const [personId, setPerson] = useState(filling.personId)
  const [officeId, setOffice] = useState(filling.officeId)
  const [other, setOther] = useState(filling.other)
  const [faults, setFaults] = useState<readonly FieldFault[]>([])
  const [me, ...children] = begun.people
  const office = begun.offices.find(one => one.id === officeId)
  const errorOf = (field: string) => faults.find(fault => fault.field === field)?.message
  const set = (patch: Partial<Other>) => setOther({ ...other, ...patch })
  const check = () => {
    if (filerAs !== 'authorised') return []
    return [
      ...(other.fullName.trim().length > 1 ? [] : [{ field: 'ten', message: t('services.web.other.name.missing') }]),
      ...(isBirthFault(readBirth(other.birth, dayOf(new Date())))
        ? [{ field: 'sinh', message: t('services.web.other.birth.missing') }]
        : []),
      ...(other.commune ? [] : [{ field: 'xa', message: t('services.web.other.commune.missing') }]),
    ]
  }
  return (
    <Question
      title={t('services.web.for')}
      back={back}
      intro={begun.procedure.name}
      progress={progress}
      faults={faults}
      next={t('forms.web.next')}
      busy={busy && t('forms.web.sending')}
      onNext={() => {
        const found = check()
        setFaults(found)
        if (!found.length)
          onNext({ filerAs, personId: filerAs === 'parent' ? personId : (me?.id ?? ''), officeId, other })
      }}
    >
      {problem ? <Notice tone="error" title={tell(t, problem).title} /> : null}
      <Choice
        name="cho-ai"
        label={t('services.web.for')}
        value={filerAs}
        onChange={value => {
          setAs(value)
          if (value === 'parent') setPerson(children[0]?.id ?? '')
        }}
        options={[
          { value: 'self', label: t('services.web.for.self', { name: me?.name ?? '' }) },
          ...(children.length ? [{ value: 'parent' as const, label: t('services.web.for.parent') }] : []),
          { value: 'authorised', label: t('services.web.for.authorised'), hint: t('services.web.for.authorised.hint') },
        ]}
      />
      {filerAs === 'parent' ? (
        <SelectField
          name="con"
          label={t('services.web.for.child')}
          value={personId}
          onChange={setPerson}
          options={children.map(one => ({ value: one.id, label: one.name }))}
        />
      ) : null}
      {filerAs === 'authorised' ? (
        <>
          <TextField
            name="ten"
            label={t('people.field.fullName')}
            error={errorOf('ten')}
            value={other.fullName}
            onChange={fullName => set({ fullName })}
          />
          <BirthField name="sinh" value={other.birth} onChange={birth => set({ birth })} error={errorOf('sinh')} />
          <Choice
            inline
            name="gioi"
            label={t('people.field.sex')}
            value={other.sex}
            onChange={sex => set({ sex })}
            options={(['male', 'female'] as const).map(value => ({ value, label: t(`services.web.sex.${value}`) }))}
          />
          <TextField
            name="so"
            label={t('people.field.idNumber')}
            inputMode="numeric"
            value={other.idNumber}
            onChange={idNumber => set({ idNumber })}
          />
          <CommuneField name="xa" value={other.commune} error={errorOf('xa')} onChange={commune => set({ commune })} />
        </>
      ) : null}
      <SelectField
        name="noi-nop"
        label={t('services.web.where')}
        hint={[office?.name, office?.phone].filter(Boolean).join(' · ')}
        value={officeId}
        onChange={setOffice}
        options={begun.offices.map(one => ({ value: one.id, label: one.name }))}
      />
      {office?.closure ? (
        <Notice
          icon="warning"
          title={t('services.web.closed.until', {
            from: f.day(office.closure.fromOn),
            until: f.day(office.closure.untilOn),
          })}
        >
          {t('services.web.closed.online')}
        </Notice>
      ) : null}
    </Question>
  )
}

function Papers({ begun, filling, back, progress, busy, problem, onNext, draftId }: PartProps & { draftId: string }) {
  const t = useWords()
  const { papers: wanted } = begun.procedure.content
  const there = new Map((begun.draft?.papers ?? []).map(paper => [paper.key, paper.files.length]))
  const [given, setGiven] = useState<Filling['papers']>(() => ({
    ...filling.papers,
    ...Object.fromEntries([...there].filter(([, n]) => n > 0).map(([key]) => [key, { key, how: 'photo' as const }])),
  }))
  const [consent, setConsent] = useState(filling.consent)
  const [faults, setFaults] = useState<readonly FieldFault[]>([])
  const reused = Object.values(given).some(paper => paper.how === 'reused')
  const errorOf = (field: string) => faults.find(fault => fault.field === field)?.message
  return (
    <Question
      title={t('services.site.papers')}
      back={back}
      intro={t('services.web.papers.intro')}
      progress={progress}
      faults={faults}
      next={t('forms.web.next')}
      busy={busy && t('forms.web.sending')}
      onNext={() => {
        const found = [
          ...wanted
            .filter(({ key, required }) => required && !given[key])
            .map(({ key, name }) => ({ field: key, message: t('services.web.papers.missing', { name }) })),
          ...(reused && !consent ? [{ field: 'dong-y', message: t('services.no-consent') }] : []),
        ]
        setFaults(found)
        if (!found.length) onNext({ papers: given, consent })
      }}
    >
      {problem ? <Notice tone="error" title={tell(t, problem).title} /> : null}
      {wanted.length === 0 ? <p>{t('services.site.papers.none')}</p> : null}
      {wanted.map(({ key, name, required }) => {
        const owned = begun.owned.find(one => one.key === key)
        const paper = given[key]
        const set = (how: GivenPaper | undefined) => {
          const { [key]: _, ...others } = given
          setGiven(how ? { ...others, [key]: how } : others)
        }
        return (
          <fieldset className="sc-paper" key={key}>
            <legend>
              {name}
              {required ? '' : ` – ${t('services.site.paper.optional')}`}
            </legend>
            {owned ? (
              <Check
                name={`${key}-co`}
                label={t('services.web.papers.owned', { from: owned.from })}
                checked={paper?.how === 'reused'}
                onChange={checked => set(checked ? { key, how: 'reused', reusedFrom: owned.id } : undefined)}
              />
            ) : null}
            {paper?.how === 'reused' ? null : (
              <Photo
                id={key}
                error={errorOf(key)}
                dossierId={draftId}
                paperKey={key}
                count={paper?.how === 'photo' ? Math.max(1, there.get(key) ?? 1) : 0}
                onSent={() => set({ key, how: 'photo' })}
              />
            )}
          </fieldset>
        )
      })}
      {reused ? (
        <Check name="dong-y" label={t('services.web.consent')} checked={consent} onChange={setConsent} />
      ) : null}
    </Question>
  )
}

interface PhotoProps {
  readonly id: string
  readonly dossierId: string
  readonly paperKey: string
  /** How many are there already. */
  readonly count: number
  readonly error?: string | undefined
  readonly onSent: () => void
}

/** A photograph of a paper: taken or chosen, made smaller, sent at once; the dossier waits for it. */
export function Photo({ id, dossierId, paperKey, count, error, onSent }: PhotoProps) {
  const t = useWords()
  const sending = useWrite(api.services.addPaper)
  const [sent, setSent] = useState(0)
  const take = async (files: readonly globalThis.File[]) => {
    for (const file of files)
      await sending.mutateAsync({ params: { dossierId, key: paperKey }, body: (await shrunk(file)) as never }).then(
        () => {
          setSent(n => n + 1)
          onSent()
        },
        () => undefined,
      )
  }
  const n = Math.max(count, sent)
  return (
    <div className="s-field" data-wrong={error ? true : undefined}>
      {error ? <p className="s-field-error">{error}</p> : null}
      <input
        id={id}
        className="only-read"
        type="file"
        accept="image/*,application/pdf"
        multiple
        aria-label={t('services.web.photo')}
        onChange={event => {
          void take([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      <label className="sc-take" htmlFor={id}>
        <Icon name={n ? 'check' : 'camera'} size={22} />
        <span>
          {sending.isPending
            ? t('services.web.photo.sending')
            : n
              ? t('services.web.photo.sent', { count: n })
              : t('services.web.photo')}
        </span>
      </label>
      {sending.error ? <Notice tone="error" title={tell(t, sending.error).title} /> : null}
    </div>
  )
}

function Return({ begun, filling, back, progress, busy, problem, onNext }: PartProps) {
  const t = useWords()
  const [phone, setPhone] = useState(filling.phone)
  const [address, setAddress] = useState(filling.address)
  const [business, setBusiness] = useState(filling.business)
  const [returnBy, setReturnBy] = useState(filling.returnBy)
  const [faults, setFaults] = useState<readonly FieldFault[]>([])
  const errorOf = (field: string) => faults.find(fault => fault.field === field)?.message
  const isBusiness = begun.procedure.content.party !== 'person'
  return (
    <Question
      title={t('services.web.return.title')}
      back={back}
      progress={progress}
      faults={faults}
      next={t('forms.web.next')}
      busy={busy && t('forms.web.sending')}
      onNext={() => {
        const found = [
          ...(phone.length >= 10 ? [] : [{ field: 'dien-thoai', message: t('services.no-phone') }]),
          ...(returnBy === 'post' && !address.trim() ? [{ field: 'dia-chi', message: t('services.no-address') }] : []),
        ]
        setFaults(found)
        if (!found.length) onNext({ phone, address: address.trim(), business: business.trim(), returnBy })
      }}
    >
      {problem ? <Notice tone="error" title={tell(t, problem).title} /> : null}
      <Choice
        name="cach"
        label={t('services.web.return')}
        value={returnBy}
        onChange={setReturnBy}
        options={(['app', 'post', 'counter'] as const).map(value => ({
          value,
          label: t(`services.web.return.${value}`),
          hint: t(`services.web.return.${value}.hint`),
        }))}
      />
      <PhoneField
        name="dien-thoai"
        label={t('services.web.phone')}
        hint={t('services.web.phone.hint')}
        error={errorOf('dien-thoai')}
        value={phone}
        onChange={setPhone}
      />
      <TextField
        name="dia-chi"
        label={t('services.web.address')}
        error={errorOf('dia-chi')}
        lines={2}
        maxLength={300}
        value={address}
        onChange={setAddress}
      />
      {isBusiness ? (
        <TextField
          name="ten-dn"
          label={t('services.web.business')}
          maxLength={200}
          value={business}
          onChange={setBusiness}
        />
      ) : null}
    </Question>
  )
}

function Summary({ begun, filling }: { begun: Begun; filling: Filling }): ReactNode {
  const t = useWords()
  const f = useFormat()
  const name =
    filling.filerAs === 'authorised'
      ? filling.other.fullName
      : begun.people.find(one => one.id === filling.personId)?.name
  const office = begun.offices.find(one => one.id === filling.officeId)
  const { fee } = begun.procedure
  return (
    <Card>
      <Facts
        facts={[
          [t('services.web.column.procedure'), begun.procedure.name],
          [t('services.web.for'), name ?? ''],
          [t('services.web.where'), office?.name ?? ''],
          [t('services.web.papers'), t('services.web.papers.count', { count: Object.keys(filling.papers).length })],
          [t('services.web.return'), t(`services.web.return.${filling.returnBy}`)],
          [t('services.web.fee'), fee ? t('services.site.fee', { fee: f.number(fee) }) : t('services.site.free')],
        ]}
      />
    </Card>
  )
}
