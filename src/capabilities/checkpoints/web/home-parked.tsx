import { useWords } from '#core/web/words.tsx'
import { Row } from '#kit/citizen/index.ts'
import { useMyPlaces } from './api.ts'

/** What came late and waits for me to look at, a row for each place where something does. */
export function MyParked() {
  const t = useWords()
  const waiting = useMyPlaces().data?.places.filter(place => place.parked > 0) ?? []
  return waiting.map(({ id, name, parked }) => (
    <Row
      key={id}
      icon="eye"
      title={t('checkpoints.web.doors.parked', { count: parked })}
      detail={name}
      to={`/dia-diem/${id}/xem-lai`}
    />
  ))
}
