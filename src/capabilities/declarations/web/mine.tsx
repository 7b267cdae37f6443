import { useSession } from '#base/identity/web/session.tsx'
import { useNow, useRead } from '#core/web/data.tsx'
import { useSearch } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  Button,
  Card,
  EmptyState,
  Page,
  ProblemState,
  RiskTag,
  Row,
  Rows,
  SelectField,
  Skeleton,
} from '#kit/citizen/index.ts'
import type { DeclarationLine } from '../contract.ts'
import { api, type MyPerson, TONES } from './api.ts'

/** Declare for oneself or one of the household, and what was declared before. */
export function MyDeclarations() {
  const t = useWords()
  const { me } = useSession()
  const mine = useRead(api.people.mine, {}, { offline: true })
  return (
    <Page title={t('declarations.web.title')} back="/">
      {!mine.data && mine.error ? <ProblemState problem={mine.error} again={() => void mine.refetch()} /> : null}
      {!mine.data && !mine.error ? <Skeleton lines={6} /> : null}
      {mine.data && me && !me.personId ? <Nobody /> : null}
      {mine.data?.people.length ? <OfHousehold people={mine.data.people} /> : null}
    </Page>
  )
}

function Nobody() {
  const t = useWords()
  return (
    <Card>
      <EmptyState
        icon="person"
        title={t('declarations.web.nobody')}
        action={<Button to="/khai-bao?den=/to-khai">{t('declarations.web.nobody.do')}</Button>}
      />
    </Card>
  )
}

function OfHousehold({ people }: { people: readonly MyPerson[] }) {
  const t = useWords()
  const [search, setSearch] = useSearch()
  const [first] = people
  const chosen = people.find(person => person.id === search.get('cho')) ?? first
  if (!chosen) return null
  return (
    <>
      {people.length > 1 ? (
        <SelectField
          name="cho"
          label={t('declarations.web.who')}
          value={chosen.id}
          onChange={cho => setSearch({ cho })}
          options={people.map((person, i) => ({
            value: person.id,
            label: i === 0 ? t('declarations.web.who.me', { name: person.fullName }) : person.fullName,
          }))}
        />
      ) : null}
      <Kinds personId={chosen.id} />
      <History key={chosen.id} personId={chosen.id} />
      <Card flush>
        <Rows>
          <Row
            icon="eye"
            title={t('declarations.web.looks')}
            detail={t('declarations.web.looks.detail')}
            to={`/ai-da-xem?cho=${chosen.id}`}
          />
        </Rows>
      </Card>
    </>
  )
}

function Kinds({ personId }: { personId: string }) {
  const t = useWords()
  const { data, error, refetch } = useRead(api.declarations.kinds, {})
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <Skeleton lines={3} />
  if (data.kinds.length === 0)
    return (
      <Card>
        <EmptyState icon="document" title={t('declarations.web.none')} />
      </Card>
    )
  return (
    <Card flush title={t('declarations.web.choose')}>
      <Rows>
        {data.kinds.map(({ kind, title }) => (
          <Row key={kind} icon="edit" title={title} to={`/to-khai/${kind}?cho=${personId}`} />
        ))}
      </Rows>
    </Card>
  )
}

function History({ personId }: { personId: string }) {
  const t = useWords()
  const { data, error, refetch } = useRead(api.declarations.history, { params: { personId } })
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <Skeleton lines={4} />
  return (
    <Card flush={data.declarations.length > 0} title={t('declarations.web.history')}>
      {data.declarations.length === 0 ? (
        <EmptyState icon="clock" title={t('declarations.web.history.none')}>
          {t('declarations.web.history.none.text')}
        </EmptyState>
      ) : (
        <Rows>
          {data.declarations.map(one => (
            <Line key={one.id} one={one} />
          ))}
        </Rows>
      )}
    </Card>
  )
}

function Line({ one }: { one: DeclarationLine }) {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const until = { until: f.instant(one.validUntil) }
  return (
    <Row
      title={t(`declarations.web.kind.${one.kind}`)}
      detail={
        <>
          {f.instant(one.at)}
          <br />
          {t(new Date(one.validUntil) > now ? 'declarations.web.until' : 'declarations.web.over', until)}
        </>
      }
      end={<RiskTag tone={TONES[one.risk]}>{t(`declarations.web.risk.${one.risk}`)}</RiskTag>}
      to={`/to-khai/xem/${one.id}`}
    />
  )
}
