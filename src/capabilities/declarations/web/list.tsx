import { Select } from '@mantine/core'
import { useSession } from '#base/identity/web/session.tsx'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import type { StandingReason } from '#base/standing/contract.ts'
import { dayOf } from '#core/clock.ts'
import { useList } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, type Column, DataList, Page, RiskTag, Slim, useFilter } from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import { type DeclarationKind, KINDS, type ListLine, RISKS, type Risk } from '../contract.ts'
import { api } from './api.ts'
import { toneOf, useHeldText } from './held.tsx'

/** The declarations of the officer's area, latest first. */
export function DeclarationList() {
  const t = useWords()
  const { can } = useSession()
  const [filter, setFilter] = useFilter({ kind: '', risk: '', unit: '', day: '' })
  const { kind, risk, unit, day } = filter
  const list = useList(api.declarations.list, after => ({
    query: {
      ...(kind ? { kind: kind as DeclarationKind } : {}),
      ...(risk ? { risk: risk as Risk } : {}),
      ...(unit ? { unitId: unit } : {}),
      ...(day ? { day } : {}),
      ...(after ? { after } : {}),
    },
  }))
  const narrowed = Boolean(kind || risk || unit || day)
  return (
    <Page
      full
      title={t('declarations.web.list')}
      actions={
        <ActionButton
          kind="primary"
          icon="plus"
          why={can('declarations.enter') ? undefined : t('core.refused.verb', { verb: 'declarations.enter' })}
          onClick={() => go('/declarations/new')}
        >
          {t('declarations.web.enter')}
        </ActionButton>
      }
    >
      <DataList
        name="declarations"
        label={t('declarations.web.list')}
        list={list}
        columns={useColumns()}
        idOf={row => row.id}
        onOpen={row => go(`/declarations/${row.id}`)}
        exportName="to-khai-y-te"
        slim={row => <Line row={row} />}
        empty={{
          icon: 'document',
          title: t(narrowed ? 'declarations.web.list.none.filter' : 'declarations.web.list.none'),
          children: t(narrowed ? 'declarations.web.list.none.filter.help' : 'declarations.web.list.none.help'),
        }}
        filters={
          <>
            <Select
              aria-label={t('declarations.web.risk')}
              placeholder={t('declarations.web.risk.any')}
              data={RISKS.map(value => ({ value, label: t(`declarations.web.risk.${value}`) }))}
              value={risk || null}
              onChange={next => setFilter({ risk: next ?? '' })}
              clearable
            />
            <Select
              aria-label={t('declarations.web.kind')}
              placeholder={t('declarations.web.kind.any')}
              data={KINDS.map(value => ({ value, label: t(`declarations.web.kind.${value}`) }))}
              value={kind || null}
              onChange={next => setFilter({ kind: next ?? '' })}
              clearable
            />
            <UnitField
              bare
              label={t('declarations.web.unit')}
              placeholder={t('declarations.web.unit.any')}
              value={unit || undefined}
              onChange={next => setFilter({ unit: next ?? '' })}
              within={useOwnArea('declarations.read')}
            />
            <DayField
              aria-label={t('declarations.web.day')}
              placeholder={t('declarations.web.day.any')}
              maxDate={dayOf(new Date())}
              w={150}
              value={day || null}
              onChange={next => setFilter({ day: next ?? '' })}
            />
          </>
        }
      />
    </Page>
  )
}

interface Judged {
  readonly risk: Risk
  readonly held: readonly StandingReason[]
}

export const Risky = ({ risk, held }: Judged) => {
  const t = useWords()
  return (
    <RiskTag tone={toneOf(risk, held)} icon={held.length > 0 ? 'document' : undefined}>
      {t(`declarations.web.risk.${risk}`)}
    </RiskTag>
  )
}

/** What the person keeps to, whatever was declared. */
export const HeldTag = ({ held: [first] }: Pick<Judged, 'held'>) =>
  first ? <RiskTag tone={first.level}>{first.text}</RiskTag> : null

function Line({ row }: { row: ListLine }) {
  const t = useWords()
  const f = useFormat()
  return (
    <Slim
      title={row.name}
      detail={`${f.instant(row.at)} · ${t(`declarations.web.kind.${row.kind}`)}`}
      end={row.held.length > 0 ? <HeldTag {...row} /> : <Risky {...row} />}
    />
  )
}

function useColumns(): readonly Column<ListLine>[] {
  const t = useWords()
  const say = useHeldText()
  const f = useFormat()
  return [
    {
      id: 'name',
      label: t('declarations.web.name'),
      cell: row => <strong>{row.name}</strong>,
      text: row => row.name,
      width: 'minmax(150px, 2fr)',
    },
    {
      id: 'birth',
      label: t('declarations.web.birth'),
      cell: row => row.birthYear ?? '–',
      text: row => row.birthYear ?? '',
      width: '88px',
      end: true,
    },
    {
      id: 'risk',
      label: t('declarations.web.risk'),
      cell: row => <Risky {...row} />,
      text: row => t(`declarations.web.risk.${row.risk}`),
      width: '176px',
    },
    {
      id: 'held',
      label: t('declarations.web.held'),
      cell: row => <HeldTag held={row.held} />,
      text: row => row.held.map(say).join('; '),
      width: 'minmax(204px, 1fr)',
    },
    {
      id: 'kind',
      label: t('declarations.web.kind'),
      cell: row => t(`declarations.web.kind.${row.kind}`),
      text: row => t(`declarations.web.kind.${row.kind}`),
      width: 'minmax(120px, 1fr)',
    },
    {
      id: 'unit',
      label: t('declarations.web.unit'),
      cell: row => row.unitName ?? '–',
      text: row => row.unitName ?? '',
      width: 'minmax(140px, 1.4fr)',
    },
    {
      id: 'at',
      label: t('declarations.web.at'),
      cell: row => f.instant(row.at),
      text: row => f.instant(row.at),
      width: '152px',
      end: true,
    },
    {
      id: 'method',
      label: t('declarations.web.method'),
      cell: row => t(`declarations.web.method.${row.method}`),
      text: row => t(`declarations.web.method.${row.method}`),
      width: 'minmax(120px, 1fr)',
      extra: true,
    },
  ]
}
