import { useRead } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  Button,
  Card,
  EmptyState,
  Facts,
  Page,
  ProblemState,
  Row,
  Rows,
  SaveButton,
  Skeleton,
} from '#kit/citizen/index.ts'
import type { MyParcel } from '../contract.ts'
import { api } from './api.ts'

/** What the post brings to me or from me, and where it is. */
export function MyParcels() {
  const t = useWords()
  useLive(['parcels'])
  const { data, error, refetch } = useRead(api.parcels.mine, {}, { offline: true })
  return (
    <Page title={t('parcels.web.mine')} back="/toi">
      {!data && error ? <ProblemState problem={error} again={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton block lines={4} /> : null}
      {data?.parcels.length === 0 ? (
        <Card>
          <EmptyState icon="send" title={t('parcels.web.mine.none')}>
            {t('parcels.web.mine.none.help')}
          </EmptyState>
        </Card>
      ) : null}
      {data?.parcels.map(parcel => (
        <One key={parcel.id} parcel={parcel} />
      ))}
      <Button kind="secondary" icon="send" to="/buu-gui/gui">
        {t('parcels.web.bring')}
      </Button>
    </Page>
  )
}

/** On the page of a thing: the parcels with it and where they are; nothing where there are none. */
export function MyParcelsOf({ subjectId }: { subjectId: string }) {
  useLive(['parcels'])
  const { data } = useRead(api.parcels.mine, {}, { offline: true })
  return data?.parcels.filter(one => one.subjectId === subjectId).map(parcel => <One key={parcel.id} parcel={parcel} />)
}

function One({ parcel }: { parcel: MyParcel }) {
  const t = useWords()
  const f = useFormat()
  const waits = parcel.way === 'in' && parcel.state !== 'delivered'
  return (
    <Card title={parcel.contents} icon="send">
      <Facts
        facts={[
          [t('parcels.web.state'), t(`parcels.state.${parcel.state}`)],
          [t('parcels.web.reference'), parcel.reference],
          ...(parcel.tracking ? [[t('parcels.web.tracking'), parcel.tracking] as const] : []),
          ...(parcel.cod ? [[t('parcels.web.cod'), `${f.number(parcel.cod)} đ`] as const] : []),
        ]}
      />
      {parcel.events.length > 0 ? (
        <Rows>
          {parcel.events.map(({ status, at, place }, n) => (
            <Row
              key={`${n}`}
              title={t(`parcels.status.${status}`)}
              detail={[f.instant(at), place].filter(Boolean).join(' · ')}
            />
          ))}
        </Rows>
      ) : null}
      {waits ? <Label parcel={parcel} /> : null}
    </Card>
  )
}

function Label({ parcel }: { parcel: MyParcel }) {
  const t = useWords()
  return (
    <>
      <p className="s-hint">{t('parcels.web.mine.write', { reference: parcel.reference })}</p>
      <SaveButton
        kind="secondary"
        get={() => api.parcels.myLabel({ params: { myParcelId: parcel.id } })}
        name={`phieu-gui-${parcel.reference}.pdf`}
        busy={t('parcels.web.bring.busy')}
      >
        {t('parcels.web.mine.label')}
      </SaveButton>
    </>
  )
}
