import './services.css'
import { Button, Checkbox, SegmentedControl, Select, TextInput, type TextInputProps } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { type Answers, faultsOf, pruned } from '#base/forms/shape.ts'
import { fits } from '#base/forms/web/fits.ts'
import { FormFields } from '#base/forms/web/form-fields.tsx'
import { UnitField } from '#base/identity/web/unit-field.tsx'
import { dayOf } from '#core/clock.ts'
import type { ResultOf } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { go, useSearch, useUnsaved } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, EmptyState, Facts, Notice, Page, Panel, ProblemState, SaveButton } from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { FormName, GivenPaper, OfficeView, ProcedureContent, ProcedureView, services } from '../contract.ts'
import { RETURNS, type ReturnWay } from '../rules.ts'
import { api } from './api.ts'
import { birthOf } from './birth.ts'
import { formFile } from './print-form.ts'

type Found = ResultOf<typeof services.find>['people'][number]
type Way = 'counter' | 'post'
type Who = { readonly known: Found } | { readonly fresh: NewOne }
interface NewOne {
  readonly fullName: string
  readonly birthDate: string
  readonly sex: 'male' | 'female'
  readonly idNumber: string
  readonly address: string
  readonly unitId: string
}

/** Takes dossiers in, one after the other, without leaving the keyboard: what, who, papers, fee, slip. */
export function Intake() {
  const t = useWords()
  const { data, error, refetch } = useRead(api.services.myOffices, {})
  const [officeId, setOfficeId] = useState<string>()
  // From an arrival of the post: its parcel is what is taken in.
  const [search] = useSearch()
  const parcel = search.get('parcel') ?? ''
  const [way, setWay] = useState<Way>(parcel ? 'post' : 'counter')
  const [done, setDone] = useState(0)
  const offices = data?.offices ?? []
  const office = offices.find(one => one.id === officeId) ?? offices[0]
  return (
    <Page
      title={t('services.web.intake')}
      back={{ to: '/services', label: t('services.web.title') }}
      lead={done > 0 ? <span role="status">{t('services.web.intake.count', { count: done })}</span> : null}
    >
      {error ? <ProblemState problem={error} again={() => void refetch()} /> : null}
      {data && !office ? (
        <EmptyState icon="office" title={t('services.web.intake.nowhere')}>
          {t('services.web.intake.nowhere.help')}
        </EmptyState>
      ) : null}
      {office ? (
        <div className="k-stack">
          <div className="sv-row">
            {offices.length > 1 ? (
              <Select
                aria-label={t('services.web.office')}
                w={340}
                searchable
                allowDeselect={false}
                data={offices.map(one => ({ value: one.id, label: one.name }))}
                value={office.id}
                onChange={next => setOfficeId(next ?? undefined)}
              />
            ) : (
              <strong>{office.name}</strong>
            )}
            <SegmentedControl
              aria-label={t('services.web.channel')}
              data={(['counter', 'post'] as const).map(value => ({ value, label: t(`services.web.channel.${value}`) }))}
              value={way}
              onChange={value => setWay(value as Way)}
            />
          </div>
          {office.closedToday && way === 'counter' ? (
            <Notice icon="warning" title={t('services.web.closed.now')}>
              {office.closure?.reason}
            </Notice>
          ) : null}
          <One
            key={`${office.id} ${way} ${done}`}
            office={office}
            way={way}
            parcel={done ? '' : parcel}
            onDone={() => setDone(done + 1)}
          />
        </div>
      ) : null}
    </Page>
  )
}

interface OneProps {
  readonly office: OfficeView
  readonly way: Way
  readonly parcel: string
  readonly onDone: () => void
}

function One({ office, way, parcel, onDone }: OneProps) {
  const t = useWords()
  const [code, setCode] = useState('')
  const [who, setWho] = useState<Who>()
  const list = useRead(api.services.procedures, { query: {} })
  const rows = (list.data?.rows ?? []).filter(row => row.receives.some(tier => tier === office.tier))
  const procedure = useRead(api.services.procedure, { params: { code } }, { when: code !== '' })
  return (
    <>
      <Panel title={t('services.web.intake.what')}>
        <Select
          aria-label={t('services.web.intake.what')}
          placeholder={t('services.web.intake.what.hint')}
          searchable
          autoFocus
          nothingFoundMessage={t(list.data ? 'services.web.intake.what.none' : 'kit.loading')}
          data={rows.map(row => ({ value: row.code, label: `${row.name} (${row.code})` }))}
          value={code || null}
          onChange={next => setCode(next ?? '')}
        />
      </Panel>
      {code && !who ? <FindWho office={office} onWho={setWho} /> : null}
      {code && who && procedure.data ? (
        <Rest
          key={code}
          office={office}
          way={way}
          parcel={parcel}
          procedure={procedure.data}
          who={who}
          onOther={() => setWho(undefined)}
          onDone={onDone}
        />
      ) : null}
    </>
  )
}

/** So that the buttons stay level with their field. */
const ERROR_ABOVE: TextInputProps['inputWrapperOrder'] = ['label', 'description', 'error', 'input']

/** By the number of the card or the telephone; who has neither, or is not known, is entered. */
function FindWho({ office, onWho }: { office: OfficeView; onWho: (who: Who) => void }) {
  const t = useWords()
  const [number, setNumber] = useState('')
  const [isNew, setNew] = useState(false)
  const finding = useWrite(api.services.find)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const needs = useNeeds({ number: number.trim() !== '' })
  if (isNew) return <NewWho office={office} number={number} onWho={onWho} onCancel={() => setNew(false)} />
  const people = finding.data?.people
  const find = () =>
    finding.mutate(
      { body: { officeId: office.id, number: number.trim() } },
      { onSuccess: ({ people }) => people.length === 1 && people[0] && onWho({ known: people[0] }) },
    )
  return (
    <Panel title={t('services.web.intake.who')}>
      <form className="k-stack" {...needs.form(find)}>
        <div className="sv-row">
          <TextInput
            ref={field}
            label={t('services.web.intake.number')}
            description={t('services.web.intake.number.hint')}
            inputMode="numeric"
            w={340}
            value={number}
            error={needs.of('number')}
            inputWrapperOrder={ERROR_ABOVE}
            onChange={event => setNumber(event.currentTarget.value)}
          />
          <Button type="submit" loading={finding.isPending}>
            {t('services.web.intake.find')}
          </Button>
          <Button variant="default" onClick={() => setNew(true)}>
            {t('services.web.intake.new')}
          </Button>
        </div>
        {finding.error ? <p className="k-error">{tell(t, finding.error).title}</p> : null}
        {people?.length === 0 ? <p role="status">{t('services.web.intake.unknown')}</p> : null}
        {people && people.length > 1 ? (
          <ul className="sv-found">
            {people.map(person => (
              <li key={person.id}>
                <ActionButton wide onClick={() => onWho({ known: person })}>
                  {[person.name, person.birthYear, person.address].filter(Boolean).join(' · ')}
                </ActionButton>
              </li>
            ))}
          </ul>
        ) : null}
      </form>
    </Panel>
  )
}

const SHORTEST_NAME = 2

interface NewWhoProps {
  readonly office: OfficeView
  readonly number: string
  readonly onWho: (who: Who) => void
  readonly onCancel: () => void
}

function NewWho({ office, number, onWho, onCancel }: NewWhoProps) {
  const t = useWords()
  const isId = /^\d{9}(\d{3})?$/.test(number.replace(/\s/g, '')) && !/^0\d{9}$/.test(number)
  const [one, setOne] = useState({
    fullName: '',
    birth: '',
    sex: 'male' as 'male' | 'female',
    idNumber: isId ? number : '',
    address: '',
    unitId: office.tier === 'commune' ? office.unitId : '',
  })
  const birthDate = birthOf(one.birth)
  const needs = useNeeds({
    fullName: one.fullName.trim().length >= SHORTEST_NAME || t('kit.needed.more', { min: SHORTEST_NAME }),
    birth: birthDate !== undefined || t('services.web.intake.birth.wrong'),
    unit: one.unitId !== '',
  })
  const set = (patch: Partial<typeof one>) => setOne({ ...one, ...patch })
  return (
    <Panel title={t('services.web.intake.new')}>
      <form className="k-stack" {...needs.form(() => birthDate && onWho({ fresh: { ...one, birthDate } }))}>
        <div className="sv-grid">
          <TextInput
            label={t('people.field.fullName')}
            autoFocus
            error={needs.of('fullName')}
            value={one.fullName}
            onChange={event => set({ fullName: event.currentTarget.value })}
          />
          <TextInput
            label={t('services.web.intake.birth')}
            placeholder="04/03/1990"
            error={needs.of('birth')}
            value={one.birth}
            onChange={event => set({ birth: event.currentTarget.value })}
          />
          <Select
            label={t('people.field.sex')}
            allowDeselect={false}
            data={(['male', 'female'] as const).map(value => ({ value, label: t(`services.web.sex.${value}`) }))}
            value={one.sex}
            onChange={value => set({ sex: value === 'female' ? 'female' : 'male' })}
          />
          <TextInput
            label={t('people.field.idNumber')}
            inputMode="numeric"
            value={one.idNumber}
            onChange={event => set({ idNumber: event.currentTarget.value })}
          />
          <UnitField
            label={t('services.web.intake.commune')}
            tier="commune"
            value={one.unitId || undefined}
            onChange={next => set({ unitId: next ?? '' })}
            error={needs.of('unit')}
          />
          <TextInput
            label={t('people.field.address')}
            value={one.address}
            onChange={event => set({ address: event.currentTarget.value })}
          />
        </div>
        <div className="sv-row">
          <Button type="submit">{t('services.web.intake.go-on')}</Button>
          <Button variant="default" onClick={onCancel}>
            {t('console.cancel')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}

interface RestProps {
  readonly office: OfficeView
  readonly way: Way
  readonly parcel: string
  readonly procedure: ProcedureView
  readonly who: Who
  readonly onOther: () => void
  readonly onDone: () => void
}

type Papers = Readonly<Record<string, GivenPaper>>

interface Contact {
  readonly phone: string
  readonly address: string
  readonly business: string
  readonly parcel: string
  readonly returnBy: ReturnWay
  /** The fee is paid here and now. */
  readonly cash: boolean
}

const requiredOf = ({ papers }: ProcedureContent): Papers =>
  Object.fromEntries(papers.filter(paper => paper.required).map(({ key }) => [key, { key, how: 'paper' as const }]))

/** Only what was written. */
const filled = (texts: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(texts)
      .map(([name, text]) => [name, text.trim()])
      .filter(([, text]) => text),
  )

/** Papers, contact and fee; Enter sends. */
function Rest({ office, way, parcel: given, procedure, who, onOther, onDone }: RestProps) {
  const t = useWords()
  const { content } = procedure
  const known = 'known' in who ? who.known : undefined
  const [id] = useState(() => newId(new Date()))
  const [papers, setPapers] = useState(() => requiredOf(content))
  const [consent, setConsent] = useState(false)
  const [contact, setContact] = useState<Contact>({
    phone: known?.phone ?? '',
    address: known?.address ?? ('fresh' in who ? who.fresh.address : ''),
    business: '',
    parcel: given,
    returnBy: way === 'post' ? 'post' : 'counter',
    cash: procedure.fee > 0 && way === 'counter',
  })
  const [typesForm, setTypesForm] = useState(false)
  const [answers, setAnswers] = useState<Answers>({})
  const [slip, setSlip] = useState<{ id: string; code: string }>()
  const taking = useWrite(api.services.intake, { refreshes: ['work'] })
  useUnsaved(slip === undefined, t('services.web.intake.unsaved'))
  const form = typesForm ? procedure.form : null
  const typed = form ? pruned(form.content, answers, fits) : {}
  const faults = form ? faultsOf(form.content, typed, fits, dayOf(new Date())) : []
  const needs = useNeeds({ answers: faults.length === 0 })
  const take = () => {
    const { phone, address, business, parcel, returnBy, cash } = contact
    taking.mutate(
      {
        params: { officeId: office.id },
        body: {
          id,
          code: procedure.code,
          channel: way,
          ...filled({ parcel }),
          person: known ? { personId: known.id } : personOf(who),
          filerAs: 'self',
          contact: filled({ phone, address, business }),
          ...(form ? { answers: typed, formVersion: form.version } : {}),
          papers: Object.values(papers),
          consent,
          returnBy,
          cash,
        },
      },
      { onSuccess: reply => setSlip({ id: reply.dossierId, code: reply.code }) },
    )
  }
  if (slip) return <Slip dossierId={slip.id} code={slip.code} paid={contact.cash} onNext={onDone} />
  return (
    <form className="k-stack" {...needs.form(take)}>
      <Filer who={who} address={contact.address} onOther={onOther} />
      <Panel title={t('services.web.papers')}>
        <PapersField papers={content.papers} owned={known?.owned ?? []} given={papers} onChange={setPapers} />
        {Object.values(papers).some(paper => paper.how === 'reused') ? (
          <Checkbox
            mt="md"
            label={t('services.web.intake.consent')}
            checked={consent}
            onChange={event => setConsent(event.currentTarget.checked)}
          />
        ) : null}
      </Panel>
      {procedure.form ? (
        <Panel title={t('services.web.answers')}>
          <Checkbox
            label={t('services.web.intake.type')}
            checked={typesForm}
            onChange={event => setTypesForm(event.currentTarget.checked)}
          />
          {form ? (
            <FormFields
              content={form.content}
              answers={answers}
              faults={needs.of('answers') ? faults : []}
              onChange={setAnswers}
            />
          ) : null}
        </Panel>
      ) : null}
      <ContactPanel procedure={procedure} way={way} contact={contact} onChange={setContact} />
      {taking.error ? (
        <p className="k-error" role="alert">
          {tell(t, taking.error).title}
        </p>
      ) : null}
      <div className="k-foot">
        <Button type="submit" loading={taking.isPending}>
          {t('services.web.intake.do')}
        </Button>
      </div>
    </form>
  )
}

function Filer({ who, address, onOther }: Pick<RestProps, 'who' | 'onOther'> & { readonly address: string }) {
  const t = useWords()
  const known = 'known' in who ? who.known : undefined
  const fresh = 'fresh' in who ? who.fresh : undefined
  return (
    <Panel
      title={known?.name ?? fresh?.fullName}
      actions={<ActionButton onClick={onOther}>{t('services.web.intake.other')}</ActionButton>}
    >
      <Facts
        facts={[
          [t('services.web.intake.birth'), known?.birthYear ?? fresh?.birthDate.split('-').reverse().join('/')],
          [t('services.web.address'), known?.address ?? address],
        ]}
      />
    </Panel>
  )
}

interface PapersFieldProps {
  readonly papers: ProcedureContent['papers']
  /** What earlier procedures gave the filer. */
  readonly owned: Found['owned']
  readonly given: Papers
  readonly onChange: (given: Papers) => void
}

/** Which papers were handed in; one that the filer was given before need not be. */
function PapersField({ papers, owned, given, onChange }: PapersFieldProps) {
  const t = useWords()
  const first = useRef<HTMLDivElement>(null)
  useEffect(() => first.current?.querySelector('input')?.focus(), [])
  if (papers.length === 0) return <p className="sv-none">{t('services.web.papers.none')}</p>
  const give = (paper: GivenPaper) => onChange({ ...given, [paper.key]: paper })
  const takeBack = (key: string) => {
    const { [key]: _, ...others } = given
    onChange(others)
  }
  return (
    <div ref={first} className="k-stack">
      {papers.map(({ key, name, required, form }) => {
        const before = owned.find(one => one.key === key || one.name === name)
        return (
          <div className="sv-row" key={key}>
            <Checkbox
              label={`${name} (${t(`services.site.paper.${form}`)})${required ? '' : ` – ${t('services.site.paper.optional')}`}`}
              checked={given[key] !== undefined}
              onChange={event => (event.currentTarget.checked ? give({ key, how: 'paper' }) : takeBack(key))}
            />
            {before ? (
              <Checkbox
                label={t('services.web.intake.owned', { from: before.from })}
                checked={given[key]?.how === 'reused'}
                onChange={event =>
                  give(
                    event.currentTarget.checked ? { key, how: 'reused', reusedFrom: before.id } : { key, how: 'paper' },
                  )
                }
              />
            ) : null}
          </div>
        )
      })}
    </div>
  )
}

interface ContactProps {
  readonly procedure: ProcedureView
  readonly way: Way
  readonly contact: Contact
  readonly onChange: (contact: Contact) => void
}

function ContactPanel({ procedure, way, contact, onChange }: ContactProps) {
  const t = useWords()
  const f = useFormat()
  const set = (patch: Partial<Contact>) => onChange({ ...contact, ...patch })
  return (
    <Panel title={t('services.web.intake.contact')}>
      <div className="sv-grid">
        <TextInput
          label={t('services.web.phone')}
          description={t('services.web.intake.no-phone')}
          inputMode="tel"
          value={contact.phone}
          onChange={event => set({ phone: event.currentTarget.value })}
        />
        <TextInput
          label={t('services.web.address')}
          description=" "
          value={contact.address}
          onChange={event => set({ address: event.currentTarget.value })}
        />
        {procedure.content.party === 'person' ? null : (
          <TextInput
            label={t('services.web.business')}
            value={contact.business}
            onChange={event => set({ business: event.currentTarget.value })}
          />
        )}
        {way === 'post' ? (
          <TextInput
            label={t('services.web.intake.parcel')}
            value={contact.parcel}
            onChange={event => set({ parcel: event.currentTarget.value })}
          />
        ) : null}
        <Select
          label={t('services.web.return')}
          allowDeselect={false}
          data={RETURNS.map(value => ({ value, label: t(`services.web.return.${value}`) }))}
          value={contact.returnBy}
          onChange={value => set({ returnBy: (value as ReturnWay | null) ?? 'counter' })}
        />
      </div>
      {procedure.fee > 0 ? (
        <Checkbox
          mt="md"
          label={t('services.web.intake.cash', { fee: f.number(procedure.fee) })}
          checked={contact.cash}
          onChange={event => set({ cash: event.currentTarget.checked })}
        />
      ) : null}
    </Panel>
  )
}

const personOf = (who: Who) => {
  if (!('fresh' in who)) throw new Error('Somebody known is named by id.')
  const { idNumber, ...rest } = who.fresh
  return { ...rest, ...(idNumber.trim() ? { idNumber: idNumber.trim() } : {}) }
}

/** It is in: the slip with its code, and the next. */
function Slip({
  dossierId,
  code,
  paid,
  onNext,
}: {
  dossierId: string
  code: string
  paid: boolean
  onNext: () => void
}) {
  const t = useWords()
  const get = (form: FormName) => api.services.form({ params: { dossierId, form } })
  return (
    <Panel title={t('services.web.intake.taken')}>
      <div className="k-stack">
        <p className="sv-big" role="status">
          {code}
        </p>
        <div className="sv-row">
          <SaveButton kind="primary" icon="print" get={() => get('01')} name={formFile(t, '01', code)}>
            {t('services.web.form.01')}
          </SaveButton>
          {paid ? (
            <SaveButton icon="print" get={() => get('receipt')} name={formFile(t, 'receipt', code)}>
              {t('services.web.form.receipt')}
            </SaveButton>
          ) : null}
          <ActionButton onClick={() => go(`/services/${dossierId}`)}>{t('services.web.open')}</ActionButton>
          <ActionButton icon="plus" onClick={onNext}>
            {t('services.web.intake.next')}
          </ActionButton>
        </div>
      </div>
    </Panel>
  )
}
