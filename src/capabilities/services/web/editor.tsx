import './services.css'
import { Button, Checkbox, NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { dayOf } from '#core/clock.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { go, useParams } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Page, PageSkeleton, Panel, ProblemState, sayDone } from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { type ProcedureContent, type ProcedureView, TIERS } from '../contract.ts'
import { codeOfSlug, LEVELS } from '../rules.ts'
import { api } from './api.ts'
import { Choice, FeeLines, FormField, isNamed, PaperLines, partsOf, StepLines } from './editor-parts.tsx'

type Level = (typeof LEVELS)[number]

const BLANK: ProcedureContent = {
  party: 'person',
  receives: ['commune'],
  decides: 'office',
  form: null,
  papers: [],
  fees: [],
  term: { workingDays: 3 },
  steps: [
    { name: 'Thẩm định hồ sơ', role: 'process', at: 'office', hours: 16 },
    { name: 'Lãnh đạo ký kết quả', role: 'approve', at: 'office', hours: 8 },
  ],
  result: { name: '', series: 'UBND' },
  online: true,
  post: true,
  basis: [],
  note: '',
}

/** A version of a procedure from a day on; what was filed before keeps its own. */
export function Editor() {
  const t = useWords()
  const { slug = '' } = useParams()
  const isNew = slug === 'new'
  const code = codeOfSlug(slug)
  const { data, error, refetch } = useRead(api.services.procedure, { params: { code } }, { when: !isNew })
  const back = { to: '/services/procedures', label: t('services.web.catalogue') }
  const title = isNew ? t('services.web.catalogue.new') : (data?.name ?? code)
  return (
    <Page title={title} back={back} lead={isNew ? null : code}>
      {error ? <ProblemState problem={error} again={() => void refetch()} /> : null}
      {!isNew && !data && !error ? <PageSkeleton /> : null}
      {isNew || data ? <Edit key={data?.id ?? 'new'} known={isNew ? undefined : data} /> : null}
    </Page>
  )
}

interface Typed {
  readonly code: string
  readonly name: string
  readonly field: string
  readonly level: Level
  readonly document: string
  readonly fromOn: string | null
  readonly isActive: boolean
  readonly content: ProcedureContent
  /** As it is typed: a line that is begun is still empty. */
  readonly basis: string
}

const typedOf = (known: ProcedureView | undefined): Typed => {
  const content: ProcedureContent = known?.content ?? BLANK
  return {
    code: known?.code ?? '',
    name: known?.name ?? '',
    field: known?.field ?? '',
    level: known?.level ?? 'full',
    document: '',
    fromOn: dayOf(new Date()),
    isActive: true,
    content,
    basis: content.basis.join('\n'),
  }
}

const isThere = (text: string): boolean => text.trim() !== ''

function useEdit(known: ProcedureView | undefined) {
  const t = useWords()
  const [typed, setTyped] = useState(() => typedOf(known))
  const { content } = typed
  const change = (patch: Partial<Typed>) => setTyped({ ...typed, ...patch })
  const set = (patch: Partial<ProcedureContent>) => change({ content: { ...content, ...patch } })
  const saving = useWrite(api.services.setProcedure, {
    done: () => {
      sayDone(t('services.web.catalogue.saved'))
      go('/services/procedures')
    },
  })
  const needs = useNeeds({
    code: isThere(typed.code),
    field: isThere(typed.field),
    name: isThere(typed.name),
    receives: content.receives.length > 0,
    papers: content.papers.every(isNamed),
    fees: content.fees.every(isNamed),
    steps: content.steps.every(isNamed),
    result: isThere(content.result.name),
    series: isThere(content.result.series),
    from: typed.fromOn !== null,
    document: isThere(typed.document),
  })
  const save = () => {
    const { basis, fromOn, ...rest } = typed
    if (fromOn) saving.mutate({ body: { ...rest, fromOn, content: { ...content, basis: partsOf(basis, '\n') } } })
  }
  return { known, typed, content, change, set, needs, save, saving }
}

type Editing = ReturnType<typeof useEdit>

function Edit({ known }: { known: ProcedureView | undefined }) {
  const t = useWords()
  const { can } = useSession()
  const may = can('services.catalogue')
  const editing = useEdit(known)
  const { content, set, needs, save, saving } = editing
  return (
    <form className="k-stack sv-editor" {...needs.form(save)}>
      <fieldset disabled={!may} className="sv-fieldset k-stack">
        <Named {...editing} />
        <Where {...editing} />
        <Panel title={t('services.web.papers')}>
          <PaperLines rows={content.papers} lacks={needs.of('papers')} onChange={papers => set({ papers })} />
          {content.papers.length ? <p className="k-hint sv-under">{t('services.web.editor.resultOf.help')}</p> : null}
        </Panel>
        <Panel title={t('services.site.fees')}>
          <FeeLines rows={content.fees} lacks={needs.of('fees')} onChange={fees => set({ fees })} />
        </Panel>
        <Panel title={t('services.site.steps')}>
          <StepLines rows={content.steps} lacks={needs.of('steps')} onChange={steps => set({ steps })} />
          {content.steps.length ? (
            <p className="k-hint sv-under">
              {t('services.web.editor.steps.sum', { n: content.steps.reduce((sum, step) => sum + step.hours, 0) })}
            </p>
          ) : null}
        </Panel>
        <Result {...editing} />
        <InForce {...editing} />
        {saving.error ? (
          <p className="k-error" role="alert">
            {tell(t, saving.error).title}
          </p>
        ) : null}
        {may ? (
          <div className="k-foot">
            <Button type="submit" loading={saving.isPending}>
              {t('services.web.editor.save')}
            </Button>
          </div>
        ) : null}
      </fieldset>
      {known && may ? <Versions code={known.code} /> : null}
    </form>
  )
}

function Named({ known, typed, content, change, set, needs }: Editing) {
  const t = useWords()
  return (
    <Panel title={t('services.web.column.procedure')}>
      <div className="sv-grid">
        <TextInput
          label={t('services.web.column.code')}
          placeholder="1.013979"
          required
          disabled={known !== undefined}
          value={typed.code}
          error={needs.of('code')}
          onChange={event => change({ code: event.currentTarget.value })}
        />
        <TextInput
          label={t('services.site.field')}
          required
          value={typed.field}
          error={needs.of('field')}
          onChange={event => change({ field: event.currentTarget.value })}
        />
        <Choice
          label={t('services.web.level')}
          values={LEVELS}
          words="services.site.level"
          value={typed.level}
          onChange={level => change({ level })}
        />
        <Choice
          label={t('services.web.editor.party')}
          values={['person', 'business', 'any']}
          words="services.web.party"
          value={content.party}
          onChange={party => set({ party })}
        />
      </div>
      <Textarea
        mt="md"
        label={t('services.web.column.procedure')}
        required
        autosize
        value={typed.name}
        error={needs.of('name')}
        onChange={event => change({ name: event.currentTarget.value })}
      />
    </Panel>
  )
}

function Where({ content, set, needs }: Editing) {
  const t = useWords()
  return (
    <Panel title={t('services.web.editor.where')}>
      <div className="sv-grid">
        <Checkbox.Group
          label={t('services.web.editor.receives')}
          value={[...content.receives]}
          error={needs.of('receives')}
          data-wrong={needs.of('receives') ? true : undefined}
          onChange={value => set({ receives: TIERS.filter(tier => value.includes(tier)) })}
        >
          <div className="sv-row">
            {TIERS.map(tier => (
              <Checkbox key={tier} value={tier} label={t(`services.web.tier.${tier}`)} />
            ))}
          </div>
        </Checkbox.Group>
        <Choice
          label={t('services.web.decider')}
          values={['office', 'province']}
          words="services.web.decides"
          value={content.decides}
          onChange={decides => set({ decides })}
        />
        <FormField value={content.form} onChange={form => set({ form })} />
        <Term value={content.term} onChange={term => set({ term })} />
        <Switch
          label={t('services.web.editor.online')}
          checked={content.online}
          onChange={event => set({ online: event.currentTarget.checked })}
        />
        <Switch
          label={t('services.web.editor.post')}
          checked={content.post}
          onChange={event => set({ post: event.currentTarget.checked })}
        />
      </div>
    </Panel>
  )
}

type TermOf = ProcedureContent['term']

function Term({ value, onChange }: { value: TermOf; onChange: (term: TermOf) => void }) {
  const t = useWords()
  const [unit, n] =
    'workingDays' in value ? (['days', value.workingDays] as const) : (['hours', value.workingHours] as const)
  const change = (of: string | null, many: number) =>
    onChange(of === 'hours' ? { workingHours: many } : { workingDays: many })
  return (
    <div className="sv-row sv-together">
      <NumberInput
        label={t('services.site.term')}
        min={1}
        max={400}
        w={110}
        value={n}
        onChange={many => change(unit, Number(many) || 1)}
      />
      <Select
        label=" "
        aria-label={t('services.web.editor.unit')}
        w={170}
        allowDeselect={false}
        data={(['days', 'hours'] as const).map(of => ({ value: of, label: t(`services.web.term.${of}`) }))}
        value={unit}
        onChange={of => change(of, n)}
      />
    </div>
  )
}

function Result({ typed, content, change, set, needs }: Editing) {
  const t = useWords()
  const { result } = content
  return (
    <Panel title={t('services.site.result')}>
      <div className="sv-grid">
        <TextInput
          label={t('services.site.result')}
          required
          value={result.name}
          error={needs.of('result')}
          onChange={event => set({ result: { ...result, name: event.currentTarget.value } })}
        />
        <TextInput
          label={t('services.web.editor.series')}
          required
          value={result.series}
          error={needs.of('series')}
          onChange={event => set({ result: { ...result, series: event.currentTarget.value.toUpperCase() } })}
        />
      </div>
      <Textarea
        label={t('services.site.basis')}
        description={t('services.web.editor.basis')}
        autosize
        minRows={2}
        mt="md"
        value={typed.basis}
        onChange={event => change({ basis: event.currentTarget.value })}
      />
      <Textarea
        mt="md"
        label={t('services.web.editor.note')}
        autosize
        value={content.note}
        onChange={event => set({ note: event.currentTarget.value })}
      />
    </Panel>
  )
}

function InForce({ typed, change, needs }: Editing) {
  const t = useWords()
  return (
    <Panel title={t('services.web.editor.version')}>
      <div className="sv-grid">
        <DayField
          label={t('services.web.editor.from')}
          minDate={dayOf(new Date())}
          value={typed.fromOn}
          onChange={fromOn => change({ fromOn })}
          error={needs.of('from')}
        />
        <TextInput
          label={t('services.web.document')}
          required
          value={typed.document}
          error={needs.of('document')}
          onChange={event => change({ document: event.currentTarget.value })}
        />
      </div>
      <Switch
        mt="md"
        label={t('services.web.editor.active')}
        checked={typed.isActive}
        onChange={event => change({ isActive: event.currentTarget.checked })}
      />
    </Panel>
  )
}

function Versions({ code }: { code: string }) {
  const t = useWords()
  const f = useFormat()
  const { data } = useRead(api.services.versions, { params: { code } })
  if (!data) return null
  return (
    <Panel title={t('services.web.editor.versions')}>
      <ul className="sv-versions">
        {data.versions.map(version => (
          <li key={version.id}>
            <strong>{f.day(version.fromOn)}</strong> {version.document}
            {version.isActive ? '' : ` · ${t('services.web.editor.ended')}`}
            {version.by ? ` · ${version.by}` : ''}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
